//! Time, handed in: nothing else in this crate reads a clock.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::watch;

/// A source of time.
///
/// Wall time judges tokens; steady time, which never jumps, judges the age of keys.
pub trait Clock: Debug + Send + Sync + 'static {
    /// Wall time in whole seconds since 1970-01-01T00:00:00Z.
    fn unix_seconds(&self) -> u64;

    /// Steady time since an arbitrary start.
    fn steady(&self) -> Duration;

    /// Completes once [`steady`](Clock::steady) has reached `deadline`.
    fn sleep_until(&self, deadline: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The machine's clock.
#[derive(Debug)]
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// Starts the steady time at zero.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the machine's clock is read"
    )]
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
        }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the machine's clock is read"
    )]
    fn unix_seconds(&self) -> u64 {
        // A clock before 1970 reads as 1970: every token is then "not yet valid", never accepted.
        SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0, |since| since.as_secs())
    }

    fn steady(&self) -> Duration {
        self.start.elapsed()
    }

    fn sleep_until(&self, deadline: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let remaining = deadline.saturating_sub(self.steady());
        Box::pin(tokio::time::sleep(remaining))
    }
}

/// A clock that stands still until it is advanced, for tests.
#[derive(Debug, Clone)]
pub struct ManualClock {
    epoch: u64,
    steady: Arc<watch::Sender<Duration>>,
}

impl ManualClock {
    /// Stands at `unix_seconds`, with steady time at zero.
    #[must_use]
    pub fn at(unix_seconds: u64) -> Self {
        Self {
            epoch: unix_seconds,
            steady: Arc::new(watch::Sender::new(Duration::ZERO)),
        }
    }

    /// Moves wall time and steady time forward together and wakes who waited for that.
    pub fn advance(&self, by: Duration) {
        self.steady.send_modify(|steady| *steady += by);
    }
}

impl Clock for ManualClock {
    fn unix_seconds(&self) -> u64 {
        self.epoch + self.steady.borrow().as_secs()
    }

    fn steady(&self) -> Duration {
        *self.steady.borrow()
    }

    fn sleep_until(&self, deadline: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let mut steady = self.steady.subscribe();
        Box::pin(async move {
            // The sender lives in `self`, so waiting cannot fail.
            let _ = steady.wait_for(|now| *now >= deadline).await;
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wall_time_of_the_machine_is_later_than_this_program() {
        assert!(SystemClock::new().unix_seconds() > 1_750_000_000);
    }

    #[test]
    fn steady_time_of_the_machine_goes_on() {
        let clock = SystemClock::new();
        let begin = clock.steady();
        assert!((0..1_000_000).any(|_| clock.steady() > begin));
    }
}
