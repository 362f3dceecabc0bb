//! The signing keys of an authority, merged from the documents of both token versions.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use entrance_domain::TenantId;

use crate::authority::TokenVersion;
use crate::issuer::IssuerRule;
use crate::rejection::Rejection;
use crate::signing_key::SigningKey;

/// Why a key document is not used.
#[derive(Debug, Error)]
pub(crate) enum KeySetError {
    #[error("the document is no JSON Web Key Set")]
    Malformed(#[source] serde_json::Error),
    #[error("the document holds no usable signing key")]
    NoUsableKey,
    #[error("the documents hold no key of the configured authority")]
    NoKeyOfAuthority,
}

/// A key document, parsed; entries that cannot be used are left out.
pub(crate) struct KeyDocument(Vec<SigningKey>);

#[derive(Deserialize)]
struct JwkSet {
    keys: Vec<Value>,
}

impl KeyDocument {
    /// Parses a JSON Web Key Set. One odd entry never fails the set (RFC 7517, section 5).
    pub(crate) fn parse(document: &[u8]) -> Result<Self, KeySetError> {
        let set: JwkSet = serde_json::from_slice(document).map_err(KeySetError::Malformed)?;
        let keys: Vec<_> = set.keys.iter().filter_map(SigningKey::parse).collect();
        if keys.is_empty() {
            Err(KeySetError::NoUsableKey)
        } else {
            Ok(Self(keys))
        }
    }
}

/// What is known under one key id.
#[derive(PartialEq)]
enum Entry {
    Known(Box<Known>),
    /// Different keys claim the id: neither is believed (token-validation 4.1).
    Ambiguous,
}

#[derive(PartialEq)]
struct Known {
    key: SigningKey,
    in_v1: bool,
    in_v2: bool,
}

/// All signing keys of an authority, by key id.
#[derive(PartialEq)]
pub(crate) struct KeySet {
    entries: HashMap<Box<str>, Entry>,
    rules: BindingRules,
}

/// What the whole set says about the binding of its keys.
#[derive(PartialEq)]
struct BindingRules {
    /// The version 2.0 issuer, in whose terms keys name theirs.
    v2_issuer: IssuerRule,
    cloud_instance: Option<Box<str>>,
    /// Whether any key of the version 2.0 document names an issuer.
    issuers_named: bool,
    /// Whether the set has keys of its own for personal accounts.
    personal_keys: bool,
}

impl BindingRules {
    /// Whether the key signs for any tenant of the authority at all.
    fn allow(&self, known: &Known) -> bool {
        match &known.key.issuer {
            Some(issuer) => self.v2_issuer.covers(issuer),
            None => known.in_v2 || !self.issuers_named,
        }
    }
}

impl KeySet {
    /// Merges the documents. `cloud_instance` is the metadata's, `None` to leave clouds unchecked.
    ///
    /// The version 1.0 document names no issuers: a key's binding is taken by key id from the
    /// version 2.0 document (token-validation 4.2).
    pub(crate) fn merge(
        v2: KeyDocument,
        v1: Option<KeyDocument>,
        v2_issuer: IssuerRule,
        cloud_instance: Option<Box<str>>,
    ) -> Result<Self, KeySetError> {
        let issuers_named = v2.0.iter().any(|key| key.issuer.is_some());
        let personal_issuer = v2_issuer.text_for(TenantId::PERSONAL_ACCOUNTS);
        let personal_keys = v2.0.iter().any(|key| {
            key.issuer.as_ref().is_some_and(|issuer| {
                matches!(issuer, crate::issuer::KeyIssuer::Literal(text) if **text == *personal_issuer)
            })
        });
        let mut entries = HashMap::new();
        for key in v2.0 {
            insert_v2(&mut entries, key);
        }
        for key in v1.into_iter().flat_map(|document| document.0) {
            insert_v1(&mut entries, key);
        }
        if !entries
            .values()
            .any(|entry| matches!(entry, Entry::Known(_)))
        {
            return Err(KeySetError::NoUsableKey);
        }
        let rules = BindingRules {
            v2_issuer,
            cloud_instance,
            issuers_named,
            personal_keys,
        };
        // A set that signs for nobody here would refuse every token: the one before stays.
        let of_authority =
            |entry: &Entry| matches!(entry, Entry::Known(known) if rules.allow(known));
        if !entries.values().any(of_authority) {
            return Err(KeySetError::NoKeyOfAuthority);
        }
        Ok(Self { entries, rules })
    }

    /// The key that a token of `version` names, `None` if it is not known.
    pub(crate) fn find(
        &self,
        key_id: &str,
        version: TokenVersion,
    ) -> Option<Result<BoundKey<'_>, Rejection>> {
        match self.entries.get(key_id)? {
            Entry::Ambiguous => Some(Err(Rejection::SigningKeyAmbiguous)),
            Entry::Known(known) => {
                let published = match version {
                    TokenVersion::V1 => known.in_v1,
                    TokenVersion::V2 => known.in_v2,
                };
                published.then_some(Ok(BoundKey {
                    known,
                    rules: &self.rules,
                }))
            }
        }
    }

    /// How many keys can be used.
    pub(crate) fn len(&self) -> usize {
        self.entries
            .values()
            .filter(|entry| matches!(entry, Entry::Known(_)))
            .count()
    }
}

fn insert_v2(entries: &mut HashMap<Box<str>, Entry>, key: SigningKey) {
    let id = key.key_id.clone();
    match entries.get(&id) {
        None => {
            let known = Known {
                key,
                in_v1: false,
                in_v2: true,
            };
            entries.insert(id, Entry::Known(Box::new(known)));
        }
        Some(Entry::Ambiguous) => {}
        Some(Entry::Known(known)) => {
            let same = known.key.same_key(&key)
                && known.key.issuer == key.issuer
                && known.key.cloud_instance == key.cloud_instance;
            if !same {
                entries.insert(id, Entry::Ambiguous);
            }
        }
    }
}

fn insert_v1(entries: &mut HashMap<Box<str>, Entry>, key: SigningKey) {
    let id = key.key_id.clone();
    match entries.get_mut(&id) {
        None => {
            let known = Known {
                key,
                in_v1: true,
                in_v2: false,
            };
            entries.insert(id, Entry::Known(Box::new(known)));
        }
        Some(Entry::Ambiguous) => {}
        Some(Entry::Known(known)) => {
            if known.key.same_key(&key) {
                known.in_v1 = true;
            } else {
                entries.insert(id, Entry::Ambiguous);
            }
        }
    }
}

/// A key together with the rules that say for whom it signs.
pub(crate) struct BoundKey<'a> {
    known: &'a Known,
    rules: &'a BindingRules,
}

impl<'a> BoundKey<'a> {
    /// The key, if it signs for `issuer` and `tenant` of a token of `version` (4.2, 4.3).
    ///
    /// Both values may still be unverified: a wrong one only leads to a refusal.
    pub(crate) fn for_issuer(
        self,
        version: TokenVersion,
        issuer: &str,
        tenant: TenantId,
    ) -> Result<&'a SigningKey, Rejection> {
        let Self { known, rules } = self;
        if rules.issuers_named && !known.in_v2 {
            // SECURITY: nothing says whom a key signs for that only the v1 document has.
            return Err(Rejection::SigningKeyIssuerMismatch);
        }
        if let Some(key_issuer) = &known.key.issuer {
            let v2_text;
            let expected = match version {
                TokenVersion::V2 => issuer,
                TokenVersion::V1 => {
                    v2_text = rules.v2_issuer.text_for(tenant);
                    &v2_text
                }
            };
            let shared = matches!(key_issuer, crate::issuer::KeyIssuer::Template(..));
            let reserved = shared && tenant.is_personal_accounts() && rules.personal_keys;
            if reserved || !key_issuer.serves(expected, tenant) {
                return Err(Rejection::SigningKeyIssuerMismatch);
            }
        }
        match (&known.key.cloud_instance, &rules.cloud_instance) {
            (Some(key), Some(provider)) if key != provider => {
                Err(Rejection::SigningKeyCloudMismatch)
            }
            _ => Ok(&known.key),
        }
    }
}
