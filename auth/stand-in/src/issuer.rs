//! What mints and signs: the directory, the keys and the clock, under one address.

use std::sync::{Arc, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::keys::{KeyRing, SigningKey};
use crate::{Directory, Draft, KeyName, MintError, Now};

/// What mints and signs: the directory, the keys and the clock, under one address.
pub(crate) struct Issuer {
    /// Base address without a trailing slash, `http://localhost:{port}` or with `https`.
    pub(crate) instance: String,
    pub(crate) directory: Directory,
    pub(crate) keys: Arc<KeyRing>,
    pub(crate) now: Now,
    /// Base address of the service, for the redirect addresses that it has; set once it is known.
    pub(crate) service: Arc<OnceLock<String>>,
}

impl Issuer {
    /// The same with other registrations.
    pub(crate) fn with_directory(&self, directory: Directory) -> Self {
        Self {
            instance: self.instance.clone(),
            directory,
            keys: Arc::clone(&self.keys),
            now: Arc::clone(&self.now),
            service: Arc::clone(&self.service),
        }
    }

    /// The issuer of version 2.0 tokens; `tenant` is an id or the placeholder.
    pub(crate) fn issuer_v2(&self, tenant: &str) -> String {
        format!("{}/{tenant}/v2.0", self.instance)
    }

    /// Signs a draft, with the key that its header names or else the one that signs now.
    pub(crate) fn sign(&self, draft: &Draft) -> Result<String, MintError> {
        let key = draft
            .header
            .get("kid")
            .and_then(Value::as_str)
            .and_then(|id| self.keys.key_with_id(id))
            .unwrap_or_else(|| self.keys.signer());
        let header = serde_json::to_string(&draft.header).map_err(MintError::Json)?;
        let claims = serde_json::to_string(&draft.claims).map_err(MintError::Json)?;
        compact(&header, &claims, &key)
    }

    /// Signs a header and a payload as they are, whatever they hold.
    pub(crate) fn sign_parts(
        &self,
        header: &str,
        payload: &str,
        key: &KeyName,
    ) -> Result<String, MintError> {
        compact(header, payload, &*self.keys.key(key)?)
    }
}

/// The version 1.0 issuer is Microsoft's own also at a stand-in, as it is at every instance that is
/// no sovereign cloud.
pub(crate) fn issuer_v1(tenant: &str) -> String {
    format!("https://sts.windows.net/{tenant}/")
}

fn compact(header: &str, payload: &str, key: &SigningKey) -> Result<String, MintError> {
    let mut token = URL_SAFE_NO_PAD.encode(header);
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(payload, &mut token);
    let signature = key.sign(token.as_bytes())?;
    token.push('.');
    token.push_str(&signature);
    Ok(token)
}
