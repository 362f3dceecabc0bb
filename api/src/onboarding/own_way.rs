//! The way through consent of a visitor without an invitation, kept by that browser alone.
//!
//! Anybody may set out, so nothing is written for it: strangers in any number cost hashes and no rows.
//! The cookie is the visitor's word. It keeps other people's answers out of this browser, and lets
//! nobody in: a verified token does.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::WAY_SECONDS;
use crate::directory::{NoRandomness, hash, random_secret};

/// A browser that was sent to the authority and is expected back.
pub(crate) struct SetOut {
    until: u64,
    secret: String,
}

/// A browser that came back. The cookie of its setting out is replaced by this one, so that the
/// answer counts once.
pub(crate) struct CameBack {
    until: u64,
}

impl SetOut {
    const KIND: &str = "out";

    /// A browser that leaves at `now` (Unix seconds).
    pub(crate) fn at(now: u64) -> Result<Self, NoRandomness> {
        Ok(Self {
            until: now + WAY_SECONDS,
            secret: random_secret()?,
        })
    }

    /// What a cookie says, unless it is none of these or its time is over.
    pub(crate) fn read(cookie: &str, now: u64) -> Option<Self> {
        let (until, secret) = read(Self::KIND, cookie, now)?;
        let secret = secret.to_owned();
        Some(Self { until, secret })
    }

    pub(crate) fn cookie(&self) -> String {
        format!("{}.{}.{}", Self::KIND, self.until, self.secret)
    }

    /// What the authority is to bring back. The cookie cannot be made from it.
    pub(crate) fn state(&self) -> String {
        URL_SAFE_NO_PAD.encode(hash(&self.secret))
    }

    /// The browser after an answer with this state; `None` if the state is another browser's.
    pub(crate) fn answered(&self, state: &str) -> Option<CameBack> {
        (state == self.state()).then_some(CameBack { until: self.until })
    }
}

impl CameBack {
    const KIND: &str = "back";

    /// What a cookie says, unless it is none of these or its time is over.
    pub(crate) fn read(cookie: &str, now: u64) -> Option<Self> {
        let (until, rest) = read(Self::KIND, cookie, now)?;
        rest.is_empty().then_some(Self { until })
    }

    pub(crate) fn cookie(&self) -> String {
        format!("{}.{}.", Self::KIND, self.until)
    }
}

fn read<'a>(kind: &str, cookie: &'a str, now: u64) -> Option<(u64, &'a str)> {
    let (until, rest) = cookie
        .strip_prefix(kind)?
        .strip_prefix('.')?
        .split_once('.')?;
    let until = until.parse().ok()?;
    let is_open = now < until && until <= now + WAY_SECONDS;
    is_open.then_some((until, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_800_000_000;

    #[test]
    fn a_browser_comes_back_with_its_own_state_and_within_ten_minutes() {
        let own = SetOut::at(NOW).unwrap();
        let other = SetOut::at(NOW).unwrap();
        let read = SetOut::read(&own.cookie(), NOW + 599).unwrap();
        assert!(read.answered(&own.state()).is_some());
        for foreign in [other.state(), String::new(), own.secret.clone()] {
            assert!(read.answered(&foreign).is_none());
        }
        assert!(SetOut::read(&own.cookie(), NOW + 600).is_none());
        assert!(SetOut::read(&own.cookie(), NOW - 1).is_none());
    }

    #[test]
    fn one_step_is_never_taken_for_the_other() {
        let out = SetOut::at(NOW).unwrap();
        let back = out.answered(&out.state()).unwrap();
        assert!(CameBack::read(&back.cookie(), NOW + 599).is_some());
        assert!(CameBack::read(&back.cookie(), NOW + 600).is_none());
        assert!(CameBack::read(&out.cookie(), NOW).is_none());
        assert!(SetOut::read(&back.cookie(), NOW).is_none());
    }

    #[test]
    fn other_cookies_are_none_of_these() {
        let invitation = random_secret().unwrap();
        for cookie in ["", "out", "out.", "out.x.y", "back.1800000001", &invitation] {
            assert!(SetOut::read(cookie, NOW).is_none(), "{cookie}");
            assert!(CameBack::read(cookie, NOW).is_none(), "{cookie}");
        }
    }
}
