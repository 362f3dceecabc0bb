//! The keys that all stand-ins of one process start with, because making one takes long.
//!
//! So two stand-ins of one process begin with the same keys; keys that come later, by rotation or on
//! demand, are each stand-in's own.

use std::sync::{Arc, Mutex, PoisonError};

use super::SigningKey;
use crate::MintError;

pub(super) static SIGNER: Slot = Slot::new();
pub(super) static PREVIOUS: Slot = Slot::new();
pub(super) static OTHER_CLOUD: Slot = Slot::new();
pub(super) static PERSONAL_ACCOUNTS: Slot = Slot::new();

/// A key that is made when it is first asked for.
pub(super) struct Slot(Mutex<Option<Arc<SigningKey>>>);

impl Slot {
    const fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// The key, made now if nobody asked before. Blocks while another thread makes it.
    pub(super) fn key(&self) -> Result<Arc<SigningKey>, MintError> {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = &*slot {
            return Ok(Arc::clone(key));
        }
        let key = Arc::new(SigningKey::generate()?);
        *slot = Some(Arc::clone(&key));
        Ok(key)
    }
}
