//! Times as people read them.

use chrono::{DateTime, Local, SecondsFormat, Utc};

/// A time by the clock of this machine's place, and how far it is from `now`, both in Unix seconds:
/// `2027-01-15 09:00:00 +01:00, 3 minutes ago`.
pub(super) fn with_distance(time: i64, now: u64) -> String {
    match DateTime::<Utc>::from_timestamp(time, 0) {
        Some(moment) => {
            let local = moment.with_timezone(&Local);
            let local = local.format("%Y-%m-%d %H:%M:%S %:z");
            format!("{local}, {}", distance(time, now))
        }
        None => "a time that no calendar has".to_owned(),
    }
}

/// A time in UTC, for programs; nothing for one that no calendar has.
pub(super) fn rfc3339(time: i64) -> Option<String> {
    let moment = DateTime::<Utc>::from_timestamp(time, 0)?;
    Some(moment.to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// How far a time is from `now`: `in 2 hours`, `3 minutes ago`, `now`.
pub(super) fn distance(time: i64, now: u64) -> String {
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    let seconds = time.saturating_sub(now);
    let amount = amount(seconds.unsigned_abs());
    match seconds {
        0 => "now".to_owned(),
        1.. => format!("in {amount}"),
        _ => format!("{amount} ago"),
    }
}

/// A length of time in its largest unit: `90 seconds`, `3 minutes`.
fn amount(seconds: u64) -> String {
    const UNITS: [(u64, &str); 4] = [
        (86_400, "day"),
        (3_600, "hour"),
        (60, "minute"),
        (1, "second"),
    ];
    // Twice the unit, so that 90 minutes are not told as one hour.
    let fits = |unit: &&(u64, &str)| seconds >= 2 * unit.0 || unit.0 == 1;
    let (length, name) = UNITS.iter().find(fits).copied().unwrap_or((1, "second"));
    let count = seconds / length;
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {name}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_told_in_the_largest_fitting_unit() {
        for (time, expected) in [
            (1_000_000, "now"),
            (1_000_001, "in 1 second"),
            (999_910, "90 seconds ago"),
            (999_820, "3 minutes ago"),
            (994_600, "90 minutes ago"),
            (1_007_200, "in 2 hours"),
            (1_000_000 - 864_000, "10 days ago"),
        ] {
            assert_eq!(distance(time, 1_000_000), expected);
        }
    }

    #[test]
    fn times_beyond_any_calendar_do_no_harm() {
        assert_eq!(rfc3339(i64::MAX), None);
        assert!(with_distance(i64::MIN, 0).contains("no calendar"));
        assert_eq!(
            rfc3339(1_800_000_000).as_deref(),
            Some("2027-01-15T08:00:00Z")
        );
    }
}
