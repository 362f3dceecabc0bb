//! Sign-ins that wait on another device (RFC 8628).

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use super::random_text;
use crate::scopes::RequestedScopes;

/// How many sign-ins wait at most; the oldest has to go then.
const CAPACITY: usize = 1_000;
/// How long a sign-in waits, in seconds.
pub(crate) const DEVICE_LIFETIME: u64 = 15 * 60;
/// What user codes are made of: nothing that is easily taken for something else.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// The length of a user code, in characters.
const USER_CODE_LENGTH: usize = 9;

/// Sign-ins that wait on another device.
#[derive(Default)]
pub(crate) struct Devices {
    waiting: Mutex<VecDeque<SignIn>>,
}

/// One sign-in on another device.
struct SignIn {
    device_code: String,
    user_code: String,
    client_id: String,
    requested: RequestedScopes,
    expires: u64,
    state: State,
}

enum State {
    Undecided,
    Approved { object_id: String },
    Declined,
    Redeemed,
}

/// What a program learns when it asks whether the user has signed in.
pub(crate) enum Poll {
    Undecided,
    Declined,
    Approved {
        object_id: String,
        requested: RequestedScopes,
    },
    Expired,
    /// There is none, it is another client's, or it was redeemed before.
    Unknown,
}

impl Devices {
    /// Starts a sign-in at `now`, and gives its device code and its user code.
    pub(crate) fn start(
        &self,
        client_id: &str,
        requested: RequestedScopes,
        now: u64,
    ) -> (String, String) {
        let mut waiting = self.lock();
        while waiting.len() >= CAPACITY {
            waiting.pop_front();
        }
        let mut user_code = random_user_code();
        while waiting.iter().any(|device| device.user_code == user_code) {
            user_code = random_user_code();
        }
        let device_code = random_text();
        waiting.push_back(SignIn {
            device_code: device_code.clone(),
            user_code: user_code.clone(),
            client_id: client_id.to_owned(),
            requested,
            expires: now.saturating_add(DEVICE_LIFETIME),
            state: State::Undecided,
        });
        (device_code, user_code)
    }

    /// The client and the scopes of the sign-in with this user code, if it still waits for a
    /// decision.
    pub(crate) fn undecided(&self, user_code: &str, now: u64) -> Option<(String, RequestedScopes)> {
        let waiting = self.lock();
        let device = waiting
            .iter()
            .find(|device| device.waits_for(user_code, now))?;
        Some((device.client_id.clone(), device.requested.clone()))
    }

    /// Decides: approved for the user with this object id, or declined. Tells whether the sign-in
    /// was still undecided.
    pub(crate) fn decide(&self, user_code: &str, now: u64, approved_for: Option<&str>) -> bool {
        let mut waiting = self.lock();
        let found = waiting
            .iter_mut()
            .find(|device| device.waits_for(user_code, now));
        let Some(device) = found else {
            return false;
        };
        device.state = match approved_for {
            Some(object_id) => State::Approved {
                object_id: object_id.to_owned(),
            },
            None => State::Declined,
        };
        true
    }

    /// What has become of a sign-in. An approval is told once.
    pub(crate) fn poll(&self, device_code: &str, client_id: &str, now: u64) -> Poll {
        let mut waiting = self.lock();
        let found = waiting
            .iter_mut()
            .find(|device| device.device_code == device_code && device.client_id == client_id);
        let Some(device) = found else {
            return Poll::Unknown;
        };
        if device.expires <= now {
            return Poll::Expired;
        }
        match &device.state {
            State::Undecided => Poll::Undecided,
            State::Declined => Poll::Declined,
            State::Redeemed => Poll::Unknown,
            State::Approved { object_id } => {
                let object_id = object_id.clone();
                device.state = State::Redeemed;
                Poll::Approved {
                    object_id,
                    requested: device.requested.clone(),
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<SignIn>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SignIn {
    fn waits_for(&self, user_code: &str, now: u64) -> bool {
        matches!(self.state, State::Undecided)
            && self.expires > now
            && self.user_code.eq_ignore_ascii_case(user_code)
    }
}

/// 45 random bits, in letters that can be typed.
fn random_user_code() -> String {
    Uuid::new_v4()
        .into_bytes()
        .iter()
        // Two bytes of a random UUID hold its version and variant.
        .enumerate()
        .filter(|(index, _)| ![6, 8].contains(index))
        .filter_map(|(_, byte)| ALPHABET.get(usize::from(byte % 32)))
        .take(USER_CODE_LENGTH)
        .map(|&letter| char::from(letter))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Directory;

    const DEVELOPMENT: &str = include_str!("../../../../config/development.toml");

    #[test]
    fn oldest_gives_way_when_too_many_wait() {
        let directory = Directory::from_toml(DEVELOPMENT).unwrap();
        let requested = RequestedScopes::parse("openid", &directory).unwrap();
        let devices = Devices::default();
        let (oldest, _) = devices.start("client", requested.clone(), 0);
        let (second, _) = devices.start("client", requested.clone(), 0);
        for _ in 1..CAPACITY {
            devices.start("client", requested.clone(), 0);
        }
        assert!(matches!(devices.poll(&oldest, "client", 0), Poll::Unknown));
        assert!(matches!(
            devices.poll(&second, "client", 0),
            Poll::Undecided
        ));
        assert_eq!(devices.lock().len(), CAPACITY);
    }

    #[test]
    fn user_code_is_as_long_as_it_says_and_easily_typed() {
        for _ in 0..100 {
            let code = random_user_code();
            assert_eq!(code.len(), USER_CODE_LENGTH);
            assert!(code.bytes().all(|letter| ALPHABET.contains(&letter)));
        }
    }
}
