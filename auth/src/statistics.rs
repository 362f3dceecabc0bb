//! What a verifier has done since it was started, in numbers for whoever watches it.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::rejection::{Rejection, VerifyError};

/// What became of tokens that were verified. Those that were recognized are not among them:
/// [`CacheStatistics`](crate::CacheStatistics) counts them as hits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerificationStatistics {
    /// Tokens that passed every rule.
    pub accepted: u64,
    /// Tokens that could not be judged, for want of signing keys.
    pub unavailable: u64,
    /// Tokens that broke a rule, by the rule: every reason is there, in the order of
    /// [`Rejection::ALL`].
    pub rejected: Vec<(Rejection, u64)>,
}

/// How many loads of signing keys ended, by what caused them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RefreshStatistics {
    /// Due by the schedule, and successful.
    pub background_succeeded: u64,
    /// Due by the schedule, without success.
    pub background_failed: u64,
    /// Asked for because of an unknown key id, and successful.
    pub unknown_key_succeeded: u64,
    /// Asked for because of an unknown key id, without success.
    pub unknown_key_failed: u64,
}

/// Counts the outcomes of verifications.
pub(crate) struct Outcomes {
    accepted: AtomicU64,
    unavailable: AtomicU64,
    rejected: Box<[AtomicU64]>,
}

impl Outcomes {
    pub(crate) fn new() -> Self {
        Self {
            accepted: AtomicU64::new(0),
            unavailable: AtomicU64::new(0),
            rejected: Rejection::ALL.iter().map(|_| AtomicU64::new(0)).collect(),
        }
    }

    pub(crate) fn count<T>(&self, outcome: &Result<T, VerifyError>) {
        let counter = match outcome {
            Ok(_) => Some(&self.accepted),
            Err(VerifyError::Unavailable { .. }) => Some(&self.unavailable),
            // A reason's number is its place among all.
            Err(VerifyError::Rejected(reason)) => self.rejected.get(*reason as usize),
        };
        if let Some(counter) = counter {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(crate) fn statistics(&self) -> VerificationStatistics {
        let counts = self
            .rejected
            .iter()
            .map(|count| count.load(Ordering::Relaxed));
        VerificationStatistics {
            accepted: self.accepted.load(Ordering::Relaxed),
            unavailable: self.unavailable.load(Ordering::Relaxed),
            rejected: Rejection::ALL.iter().copied().zip(counts).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn every_reason_is_counted_under_its_own_name() {
        let outcomes = Outcomes::new();
        for (place, reason) in Rejection::ALL.iter().enumerate() {
            for _ in 0..=place {
                outcomes.count::<()>(&Err((*reason).into()));
            }
        }
        let rejected = outcomes.statistics().rejected;
        assert_eq!(rejected.len(), Rejection::ALL.len());
        for (place, (reason, count)) in rejected.into_iter().enumerate() {
            assert_eq!((reason, count), (Rejection::ALL[place], place as u64 + 1));
        }
    }

    #[test]
    fn success_and_lack_of_keys_are_counted_apart() {
        let outcomes = Outcomes::new();
        outcomes.count(&Ok(()));
        outcomes.count(&Ok(()));
        let retry_after = Duration::ZERO;
        outcomes.count::<()>(&Err(VerifyError::Unavailable { retry_after }));
        let statistics = outcomes.statistics();
        assert_eq!((statistics.accepted, statistics.unavailable), (2, 1));
        assert!(statistics.rejected.iter().all(|(_, count)| *count == 0));
    }
}
