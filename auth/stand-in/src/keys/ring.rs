//! The keys of one stand-in, and which of them are published.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use serde_json::Value;

use super::{KeyName, SigningKey, pool};
use crate::{MintError, TokenVersion};

/// The keys of one stand-in, and which of them are published.
pub(crate) struct KeyRing {
    keys: RwLock<Keys>,
}

struct Keys {
    signer: Arc<SigningKey>,
    previous: Option<Arc<SigningKey>>,
    other_cloud: Option<Arc<SigningKey>>,
    personal_accounts: Option<Arc<SigningKey>>,
    named: BTreeMap<String, Arc<SigningKey>>,
    dropped: Vec<Arc<SigningKey>>,
    extra_v1: Vec<Value>,
    extra_v2: Vec<Value>,
}

/// What the key documents are made of at one moment.
pub(crate) struct Published {
    pub(crate) organizations: Vec<Arc<SigningKey>>,
    pub(crate) other_cloud: Option<Arc<SigningKey>>,
    pub(crate) personal_accounts: Option<Arc<SigningKey>>,
    pub(crate) extra_v1: Vec<Value>,
    pub(crate) extra_v2: Vec<Value>,
}

impl KeyRing {
    /// A ring with the key that signs and no other yet: one key is enough to start with.
    pub(crate) fn new() -> Result<Self, MintError> {
        Ok(Self {
            keys: RwLock::new(Keys {
                signer: pool::SIGNER.key()?,
                previous: None,
                other_cloud: None,
                personal_accounts: None,
                named: BTreeMap::new(),
                dropped: Vec::new(),
                extra_v1: Vec::new(),
                extra_v2: Vec::new(),
            }),
        })
    }

    /// Makes and publishes the other keys that a stand-in starts with. Blocks for as long as that
    /// takes; doing it twice, or on two threads, does no harm.
    pub(crate) fn complete(&self) -> Result<(), MintError> {
        let previous = pool::PREVIOUS.key()?;
        self.write().previous.get_or_insert(previous);
        let other_cloud = pool::OTHER_CLOUD.key()?;
        self.write().other_cloud.get_or_insert(other_cloud);
        let personal_accounts = pool::PERSONAL_ACCOUNTS.key()?;
        self.write()
            .personal_accounts
            .get_or_insert(personal_accounts);
        Ok(())
    }

    /// The key that signs for organizations now.
    pub(crate) fn signer(&self) -> Arc<SigningKey> {
        Arc::clone(&self.read().signer)
    }

    /// The key of this name; blocks while it is still being made.
    pub(crate) fn key(&self, name: &KeyName) -> Result<Arc<SigningKey>, MintError> {
        if let Some(key) = self.read().key(name) {
            return Ok(key);
        }
        self.complete()?;
        self.read()
            .key(name)
            .ok_or_else(|| MintError::UnknownKey(name.clone()))
    }

    /// The key with this id, published or not, also one that left with a rotation.
    pub(crate) fn key_with_id(&self, id: &str) -> Option<Arc<SigningKey>> {
        let keys = self.read();
        [Some(&keys.signer), keys.previous.as_ref()]
            .into_iter()
            .chain([keys.other_cloud.as_ref(), keys.personal_accounts.as_ref()])
            .flatten()
            .chain(keys.named.values())
            .chain(&keys.dropped)
            .find(|key| key.id() == id)
            .map(Arc::clone)
    }

    /// Lets a new key sign and drops the oldest of the organizations' keys.
    pub(crate) fn rotate(&self) -> Result<(), MintError> {
        self.complete()?;
        let fresh = Arc::new(SigningKey::generate()?);
        let mut keys = self.write();
        let signer = std::mem::replace(&mut keys.signer, fresh);
        if let Some(oldest) = keys.previous.replace(signer) {
            keys.dropped.push(oldest);
        }
        Ok(())
    }

    /// Makes a key that is not published; one of the same name is replaced.
    pub(crate) fn generate(&self, name: &str) -> Result<(), MintError> {
        let fresh = Arc::new(SigningKey::generate()?);
        self.write().named.insert(name.to_owned(), fresh);
        Ok(())
    }

    /// Adds an entry to the key documents of one version.
    pub(crate) fn publish(&self, version: TokenVersion, entry: Value) {
        let mut keys = self.write();
        match version {
            TokenVersion::V1 => keys.extra_v1.push(entry),
            TokenVersion::V2 => keys.extra_v2.push(entry),
        }
    }

    /// Takes out all entries that were added.
    pub(crate) fn unpublish_extra(&self) {
        let mut keys = self.write();
        keys.extra_v1.clear();
        keys.extra_v2.clear();
    }

    /// What is published now.
    pub(crate) fn published(&self) -> Published {
        let keys = self.read();
        Published {
            organizations: std::iter::once(&keys.signer)
                .chain(&keys.previous)
                .map(Arc::clone)
                .collect(),
            other_cloud: keys.other_cloud.clone(),
            personal_accounts: keys.personal_accounts.clone(),
            extra_v1: keys.extra_v1.clone(),
            extra_v2: keys.extra_v2.clone(),
        }
    }

    /// The published key with this id that signs for organizations or personal accounts.
    pub(crate) fn published_with_id(&self, id: &str) -> Option<Arc<SigningKey>> {
        let published = self.published();
        published
            .organizations
            .into_iter()
            .chain(published.personal_accounts)
            .find(|key| key.id() == id)
    }

    fn read(&self) -> RwLockReadGuard<'_, Keys> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Keys> {
        self.keys.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Keys {
    fn key(&self, name: &KeyName) -> Option<Arc<SigningKey>> {
        match name {
            KeyName::Organization(0) => Some(&self.signer),
            KeyName::Organization(1) => self.previous.as_ref(),
            KeyName::Organization(_) => None,
            KeyName::OtherCloud => self.other_cloud.as_ref(),
            KeyName::PersonalAccounts => self.personal_accounts.as_ref(),
            KeyName::Named(name) => self.named.get(name),
        }
        .map(Arc::clone)
    }
}
