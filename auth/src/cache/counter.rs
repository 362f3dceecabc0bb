//! A number that many threads advance at once.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// How many threads can count without disturbing one another; more of them share places.
const PLACES: usize = 16;

/// A share of the number, far enough from anything else that no other core waits for it: cores
/// fetch memory in pairs of 64 bytes.
#[derive(Default)]
#[repr(align(128))]
struct Place(AtomicU64);

/// Counts events. Each thread has a place of its own, so that counting costs next to nothing.
#[derive(Default)]
pub(super) struct Counter([Place; PLACES]);

/// Numbers the threads that count.
static THREADS: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static THREAD: usize = THREADS.fetch_add(1, Ordering::Relaxed);
}

impl Counter {
    /// Counts one event.
    pub(super) fn count(&self) {
        let thread = THREAD.with(|number| *number);
        if let Some(Place(share)) = self.0.get(thread % PLACES) {
            share.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The events so far.
    pub(super) fn total(&self) -> u64 {
        let shares = self.0.iter();
        shares
            .map(|Place(share)| share.load(Ordering::Relaxed))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_of_more_threads_than_places_are_all_counted() {
        let counter = Counter::default();
        std::thread::scope(|scope| {
            for _ in 0..2 * PLACES {
                scope.spawn(|| (0..100).for_each(|_| counter.count()));
            }
        });
        assert_eq!(counter.total(), 2 * PLACES as u64 * 100);
    }
}
