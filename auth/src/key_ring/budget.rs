//! How often unknown key ids may cause a fetch (token-validation 7.3).

use std::time::Duration;

/// How many refreshes can be spent at once.
const CAPACITY: u32 = 3;
/// The time in which one unit comes back.
const REGAIN: Duration = Duration::from_mins(5);
/// The least time between two tries.
const GAP: Duration = Duration::from_secs(10);

/// A bucket of three refreshes. Times are steady times.
#[derive(Debug)]
pub(super) struct Budget {
    units: u32,
    /// When the unit that is coming back began to; meaningful while the bucket is not full.
    regaining_since: Duration,
    last_try: Option<Duration>,
}

impl Budget {
    pub(super) fn full() -> Self {
        Self {
            units: CAPACITY,
            regaining_since: Duration::ZERO,
            last_try: None,
        }
    }

    /// Spends a unit, if there is one and the last try is long enough ago. A try counts whether or
    /// not it succeeds.
    pub(super) fn spend(&mut self, now: Duration) -> bool {
        self.regain(now);
        let too_soon = self.last_try.is_some_and(|last| now < last + GAP);
        if self.units == 0 || too_soon {
            return false;
        }
        if self.units == CAPACITY {
            self.regaining_since = now;
        }
        self.units -= 1;
        self.last_try = Some(now);
        true
    }

    fn regain(&mut self, now: Duration) {
        while self.units < CAPACITY && now >= self.regaining_since + REGAIN {
            self.units += 1;
            self.regaining_since += REGAIN;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn the_first_try_is_immediate_and_the_next_waits_ten_seconds() {
        let mut budget = Budget::full();
        assert!(budget.spend(at(0)));
        assert!(!budget.spend(at(0)));
        assert!(!budget.spend(at(9)));
        assert!(budget.spend(at(10)));
    }

    #[test]
    fn three_tries_empty_the_bucket_and_one_unit_returns_every_five_minutes() {
        let mut budget = Budget::full();
        assert!(budget.spend(at(0)) && budget.spend(at(10)) && budget.spend(at(20)));
        assert!(!budget.spend(at(299)));
        assert!(budget.spend(at(300)));
        assert!(!budget.spend(at(599)));
        assert!(budget.spend(at(600)));
    }

    #[test]
    fn the_bucket_never_holds_more_than_three() {
        let mut budget = Budget::full();
        assert!(budget.spend(at(0)));
        let later = 1_000_000;
        let spent = (0..10).filter(|n| budget.spend(at(later + n * 10))).count();
        assert_eq!(spent, 3);
    }
}
