//! The keys that all stand-ins of one process start with, because making one takes long.
//!
//! So two stand-ins of one process begin with the same keys; keys that come later, by rotation or on
//! demand, are each stand-in's own.

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::SigningKey;
use crate::MintError;

pub(super) static SIGNER: Slot = Slot::new(first_of_two);
pub(super) static PREVIOUS: Slot = Slot::new(second_of_two);
pub(super) static OTHER_CLOUD: Slot = Slot::new(SigningKey::generate);
pub(super) static PERSONAL_ACCOUNTS: Slot = Slot::new(SigningKey::generate);

/// A key that is made when it is first asked for.
pub(super) struct Slot {
    key: Mutex<Option<Arc<SigningKey>>>,
    make: fn() -> Made,
}

type Made = Result<SigningKey, MintError>;

/// Where the second of the two keys arrives that are made at start.
static SECOND: Mutex<Option<Receiver<Made>>> = Mutex::new(None);

impl Slot {
    const fn new(make: fn() -> Made) -> Self {
        Self {
            key: Mutex::new(None),
            make,
        }
    }

    /// The key, made now if nobody asked before. Blocks while another thread makes it.
    pub(super) fn key(&self) -> Result<Arc<SigningKey>, MintError> {
        let mut slot = self.key.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = &*slot {
            return Ok(Arc::clone(key));
        }
        let key = Arc::new((self.make)()?);
        *slot = Some(Arc::clone(&key));
        Ok(key)
    }
}

/// Makes two keys at once and gives the one that is ready first: how long a key takes is a matter of
/// luck, and the start waits for this one.
fn first_of_two() -> Made {
    let (sender, made) = channel();
    for sender in [sender.clone(), sender] {
        // Whether anybody still waits for it is of no concern to the thread.
        thread::spawn(move || drop(sender.send(SigningKey::generate())));
    }
    let first = made.recv().unwrap_or(Err(MintError::KeyGeneration));
    *SECOND.lock().unwrap_or_else(PoisonError::into_inner) = Some(made);
    first
}

/// The other of the two, or another one.
fn second_of_two() -> Made {
    let made = SECOND.lock().unwrap_or_else(PoisonError::into_inner).take();
    match made.and_then(|made| made.recv().ok()) {
        Some(second) => second,
        None => SigningKey::generate(),
    }
}
