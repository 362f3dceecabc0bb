//! When keys are fetched without anybody asking (token-validation 7.3).

use std::time::Duration;

use super::Jitter;

const HOUR: Duration = Duration::from_hours(1);
const FIVE_MINUTES: Duration = Duration::from_mins(5);
/// Delays in seconds before the first success; the last one repeats.
const START_DELAYS: [u64; 5] = [1, 2, 4, 8, 15];
/// Delays in minutes after a failed background refresh; the last one repeats.
const RETRY_DELAYS: [u64; 3] = [1, 2, 5];
/// How far jitter moves a time: a tenth to either side.
const SPREAD: f64 = 0.1;

/// The background schedule as a function of what happened. Times are steady times.
#[derive(Debug)]
pub(super) struct Schedule {
    loaded: bool,
    failures: usize,
    due: Duration,
    last_attempt: Duration,
    ids_refused: bool,
    jitter: Jitter,
}

impl Schedule {
    /// The first attempt is due at once.
    pub(super) fn starting(now: Duration, jitter: Jitter) -> Self {
        Self {
            loaded: false,
            failures: 0,
            due: now,
            last_attempt: now,
            ids_refused: false,
            jitter,
        }
    }

    /// When the next background attempt is due.
    pub(super) fn due(&self) -> Duration {
        if self.loaded && self.ids_refused {
            self.due.min(self.last_attempt + FIVE_MINUTES)
        } else {
            self.due
        }
    }

    /// Any refresh succeeded, whoever asked for it.
    pub(super) fn succeeded(&mut self, now: Duration) {
        self.loaded = true;
        self.failures = 0;
        self.ids_refused = false;
        self.last_attempt = now;
        self.due = now + self.spread(HOUR);
    }

    /// A background refresh failed.
    pub(super) fn background_failed(&mut self, now: Duration) {
        self.last_attempt = now;
        let delay = if self.loaded {
            Duration::from_mins(step(&RETRY_DELAYS, self.failures))
        } else {
            self.spread(Duration::from_secs(step(&START_DELAYS, self.failures)))
        };
        self.failures += 1;
        self.due = now + delay;
    }

    /// A refresh for an unknown key id failed. The background keeps its own time.
    pub(super) fn requested_failed(&mut self, now: Duration) {
        self.last_attempt = now;
    }

    /// A plausible token was refused for its key id.
    pub(super) fn key_refused(&mut self) {
        self.ids_refused = true;
    }

    fn spread(&self, time: Duration) -> Duration {
        time.mul_f64(1.0 + SPREAD * (2.0 * (self.jitter)() - 1.0))
    }
}

fn step(delays: &[u64], failures: usize) -> u64 {
    delays.get(failures).or(delays.last()).copied().unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn middle() -> f64 {
        0.5
    }

    fn seconds(schedule: &Schedule) -> u64 {
        schedule.due().as_secs()
    }

    #[test]
    fn before_the_first_success_retries_come_after_1_2_4_8_and_every_15_seconds() {
        let mut schedule = Schedule::starting(Duration::ZERO, middle);
        assert_eq!(schedule.due(), Duration::ZERO);
        let mut waits = Vec::new();
        let mut now = Duration::ZERO;
        for _ in 0..7 {
            schedule.background_failed(now);
            waits.push(schedule.due().saturating_sub(now).as_secs());
            now = schedule.due();
        }
        assert_eq!(waits, [1, 2, 4, 8, 15, 15, 15]);
    }

    #[test]
    fn jitter_moves_a_time_by_a_tenth_at_most() {
        let mut early = Schedule::starting(Duration::ZERO, || 0.0);
        let mut late = Schedule::starting(Duration::ZERO, || 0.999_999);
        early.succeeded(Duration::ZERO);
        late.succeeded(Duration::ZERO);
        assert_eq!(seconds(&early), 3_240);
        assert!((3_959..=3_960).contains(&seconds(&late)));
    }

    #[test]
    fn after_a_failed_background_refresh_the_next_come_after_1_2_and_5_minutes() {
        let mut schedule = Schedule::starting(Duration::ZERO, middle);
        schedule.succeeded(Duration::ZERO);
        let mut waits = Vec::new();
        for _ in 0..4 {
            let now = schedule.due();
            schedule.background_failed(now);
            waits.push(schedule.due().saturating_sub(now).as_secs() / 60);
        }
        assert_eq!(waits, [1, 2, 5, 5]);
    }

    #[test]
    fn refused_ids_bring_the_next_refresh_within_five_minutes() {
        let mut schedule = Schedule::starting(Duration::ZERO, middle);
        schedule.succeeded(Duration::ZERO);
        assert_eq!(seconds(&schedule), 3_600);
        schedule.key_refused();
        assert_eq!(seconds(&schedule), 300);
        schedule.requested_failed(Duration::from_secs(100));
        assert_eq!(seconds(&schedule), 400);
        schedule.succeeded(Duration::from_secs(400));
        assert_eq!(seconds(&schedule), 4_000);
    }

    #[test]
    fn failed_requests_do_not_shorten_the_retries_of_the_background() {
        let mut schedule = Schedule::starting(Duration::ZERO, middle);
        schedule.succeeded(Duration::ZERO);
        schedule.requested_failed(Duration::from_secs(10));
        assert_eq!(seconds(&schedule), 3_600);
    }
}
