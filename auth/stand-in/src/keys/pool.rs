//! Keys that all stand-ins of one process share, because making one takes long.
//!
//! Every stand-in takes its keys by number, so two of them in one process hold the same ones: a key
//! that must be a stranger to another stand-in is one with a higher number.

use std::sync::{Arc, Mutex, PoisonError};

use super::SigningKey;
use crate::MintError;

type Slot = Arc<Mutex<Option<Arc<SigningKey>>>>;

static SLOTS: Mutex<Vec<Slot>> = Mutex::new(Vec::new());

/// The key with this number, made now if nobody did before. Blocks while another thread makes it.
pub(super) fn key(number: usize) -> Result<Arc<SigningKey>, MintError> {
    let slot = slot(number);
    let mut key = slot.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(key) = &*key {
        return Ok(Arc::clone(key));
    }
    let made = Arc::new(SigningKey::generate()?);
    *key = Some(Arc::clone(&made));
    Ok(made)
}

/// Locks all slots only for a moment, so that different keys are made side by side.
fn slot(number: usize) -> Slot {
    let mut slots = SLOTS.lock().unwrap_or_else(PoisonError::into_inner);
    if slots.len() <= number {
        slots.resize_with(number + 1, Slot::default);
    }
    slots.get(number).map(Arc::clone).unwrap_or_default()
}
