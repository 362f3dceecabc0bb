//! How far the snapshot may be believed.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// What a snapshot is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DirectoryStatus {
    /// The last comparison with the database succeeded.
    Fresh,
    /// It failed, but the snapshot is young enough to serve.
    Stale,
    /// There is no snapshot, or it is too old.
    Unusable,
}

/// When the snapshot was last known to be the database's content.
#[derive(Debug)]
pub(super) struct Freshness {
    /// Steady time in milliseconds, plus one; zero before the first load.
    confirmed_at: AtomicU64,
    /// Whether the latest attempt to compare failed.
    failing: AtomicBool,
    max_stale: Duration,
}

impl Freshness {
    pub(super) const fn new(max_stale: Duration) -> Self {
        Self {
            confirmed_at: AtomicU64::new(0),
            failing: AtomicBool::new(false),
            max_stale,
        }
    }

    /// Notes that the snapshot held what the database did when `asked_at` was now.
    pub(super) fn confirm(&self, asked_at: Duration) {
        let millis = u64::try_from(asked_at.as_millis()).unwrap_or(u64::MAX);
        self.confirmed_at
            .store(millis.saturating_add(1), Ordering::Relaxed);
        self.failing.store(false, Ordering::Relaxed);
    }

    /// Notes that the database could not be asked; says whether that is new.
    pub(super) fn fail(&self) -> bool {
        !self.failing.swap(true, Ordering::Relaxed)
    }

    /// Whether the latest attempt failed.
    pub(super) fn is_failing(&self) -> bool {
        self.failing.load(Ordering::Relaxed)
    }

    /// The time since the last confirmation; `None` before the first.
    pub(super) fn age(&self, now: Duration) -> Option<Duration> {
        let confirmed = self.confirmed_at.load(Ordering::Relaxed).checked_sub(1)?;
        Some(now.saturating_sub(Duration::from_millis(confirmed)))
    }

    pub(super) fn status(&self, now: Duration) -> DirectoryStatus {
        let Some(age) = self.age(now) else {
            return DirectoryStatus::Unusable;
        };
        if age > self.max_stale {
            DirectoryStatus::Unusable
        } else if self.is_failing() {
            DirectoryStatus::Stale
        } else {
            DirectoryStatus::Fresh
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_snapshot_serves_up_to_the_limit_and_not_beyond() {
        let freshness = Freshness::new(10 * SECOND);
        assert_eq!(freshness.status(SECOND), DirectoryStatus::Unusable);
        assert_eq!(freshness.age(SECOND), None);
        freshness.confirm(Duration::ZERO);
        assert_eq!(freshness.age(SECOND), Some(SECOND));
        assert_eq!(freshness.status(SECOND), DirectoryStatus::Fresh);
        assert!(freshness.fail());
        assert!(!freshness.fail(), "told once");
        assert_eq!(freshness.status(10 * SECOND), DirectoryStatus::Stale);
        assert_eq!(freshness.status(11 * SECOND), DirectoryStatus::Unusable);
        freshness.confirm(12 * SECOND);
        assert_eq!(freshness.status(12 * SECOND), DirectoryStatus::Fresh);
    }

    #[test]
    fn a_database_that_hangs_without_failing_ends_the_snapshot_too() {
        let freshness = Freshness::new(10 * SECOND);
        freshness.confirm(SECOND);
        assert_eq!(freshness.status(12 * SECOND), DirectoryStatus::Unusable);
    }
}
