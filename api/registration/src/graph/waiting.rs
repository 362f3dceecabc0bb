//! How long is waited before a call is made again.

use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};

/// How often a call is made again at most.
const MAX_REPETITIONS: u32 = 7;
/// The longest pause.
const MAX_PAUSE: Duration = Duration::from_secs(30);
/// The longest pause that Microsoft Graph may ask for.
const MAX_ASKED: Duration = Duration::from_mins(2);

/// Pauses of 1, 2, 4, 8, 16, 30 and 30 seconds, or what Microsoft Graph asks for.
pub(crate) struct Backoff {
    repetitions: u32,
}

impl Backoff {
    pub(crate) fn new() -> Self {
        Self { repetitions: 0 }
    }

    /// The next pause, `None` when it is enough.
    pub(crate) fn next(&mut self, asked: Option<Duration>) -> Option<Duration> {
        if self.repetitions == MAX_REPETITIONS || asked.is_some_and(|asked| asked > MAX_ASKED) {
            return None;
        }
        let own = Duration::from_secs(1 << self.repetitions).min(MAX_PAUSE);
        self.repetitions += 1;
        Some(asked.unwrap_or(own))
    }
}

/// The pause that an answer asks for, in seconds (RFC 9110, section 10.2.3). Microsoft Graph writes no
/// dates.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?;
    text.trim().parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Backoff;

    #[test]
    fn pauses_grow_and_end() {
        let mut backoff = Backoff::new();
        let pauses: Vec<u64> = std::iter::from_fn(|| backoff.next(None))
            .map(|pause| pause.as_secs())
            .collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 30, 30]);
    }

    #[test]
    fn what_is_asked_for_counts_within_bounds() {
        let asked = |seconds| Backoff::new().next(Some(Duration::from_secs(seconds)));
        assert_eq!(asked(17), Some(Duration::from_secs(17)));
        assert_eq!(asked(121), None);
    }
}
