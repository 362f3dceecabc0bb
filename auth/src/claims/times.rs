//! `exp`, `nbf` and `iat` (token-validation 5.2).

use crate::claims::members::Claims;
use crate::jose::{Json, Member};
use crate::rejection::Rejection;

/// The end of the year 9999, in Unix seconds.
const LATEST: u64 = 253_402_300_799;

/// The three times of a token, in Unix seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    /// The end of the token's life, without leeway.
    pub(crate) expires_at: u64,
    not_before: u64,
    issued_at: u64,
}

impl Times {
    /// Reads the times; all three are required.
    pub(crate) fn read(claims: &Claims<'_>) -> Result<Self, Rejection> {
        Ok(Self {
            expires_at: seconds(&claims.exp)?,
            not_before: seconds(&claims.nbf)?,
            issued_at: seconds(&claims.iat)?,
        })
    }

    /// Whether `exp` would let the token pass at `now`.
    pub(crate) fn alive(self, now: u64, leeway: u64) -> bool {
        now < self.expires_at.saturating_add(leeway)
    }

    /// Compares the times with `now`; `leeway` in seconds allows for clocks that disagree.
    pub(crate) fn check(self, now: u64, leeway: u64) -> Result<(), Rejection> {
        if !self.alive(now, leeway) {
            return Err(Rejection::Expired);
        }
        let latest_start = now.saturating_add(leeway);
        if self.not_before > latest_start {
            return Err(Rejection::NotYetValid);
        }
        if self.issued_at > latest_start {
            return Err(Rejection::IssuedInFuture);
        }
        Ok(())
    }
}

/// A `NumericDate` (RFC 7519, section 2), its fraction cut off.
fn seconds(claim: &Member<'_>) -> Result<u64, Rejection> {
    match claim.value() {
        Some(Json::Integer(seconds)) if *seconds <= LATEST => Ok(*seconds),
        Some(Json::Number(seconds)) => whole(*seconds),
        _ => Err(Rejection::TimeInvalid),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "the range is checked, and cutting the fraction off is the rule"
)]
fn whole(seconds: f64) -> Result<u64, Rejection> {
    let in_range = seconds.is_sign_positive() && seconds.trunc() <= LATEST as f64;
    if in_range {
        Ok(seconds as u64)
    } else {
        Err(Rejection::TimeInvalid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::Members as _;

    fn read(value: &str) -> Result<u64, Rejection> {
        let json = format!(r#"{{"exp":{value},"nbf":0,"iat":0}}"#);
        let (claims, _) = Claims::parse(json.as_bytes()).unwrap();
        Times::read(&claims).map(|times| times.expires_at)
    }

    #[test]
    fn whole_and_fractional_numbers_are_read() {
        assert_eq!(read("1700000000"), Ok(1_700_000_000));
        assert_eq!(read("1700000000.9"), Ok(1_700_000_000));
        assert_eq!(read("1.7e9"), Ok(1_700_000_000));
        assert_eq!(read("253402300799"), Ok(LATEST));
        assert_eq!(read("253402300799.5"), Ok(LATEST));
    }

    #[test]
    fn everything_else_is_refused_and_never_taken_as_absent() {
        for value in [
            "\"1700000000\"",
            "-1",
            "-0.5",
            "-0.0",
            "true",
            "null",
            "[]",
            "{}",
            "253402300800",
            "1e30",
            "18446744073709551616",
        ] {
            assert_eq!(read(value), Err(Rejection::TimeInvalid), "{value}");
        }
    }

    #[test]
    fn limits_are_exact() {
        let times = Times {
            expires_at: 1_000,
            not_before: 500,
            issued_at: 500,
        };
        assert_eq!(times.check(1_059, 60), Ok(()));
        assert_eq!(times.check(1_060, 60), Err(Rejection::Expired));
        assert_eq!(times.check(440, 60), Ok(()));
        assert_eq!(times.check(439, 60), Err(Rejection::NotYetValid));
        let late = Times {
            issued_at: 501,
            ..times
        };
        assert_eq!(late.check(440, 60), Err(Rejection::IssuedInFuture));
    }
}
