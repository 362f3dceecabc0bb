//! `[forward_auth]`: what proxies are told about the requests that they hold.

mod headers;
mod rules;

use entrance_domain::RouteRules;
use serde::Deserialize;

use super::merged::Reader;
use super::networks::Networks;
use super::policies::Policies;

pub use headers::{IdentityField, IdentityHeaders};

/// What proxies are told about the requests that they hold.
#[derive(Debug, Clone)]
pub struct ForwardAuth {
    /// What protects which address; none at all leaves everything to the policy `default`.
    pub rules: RouteRules,
    /// The headers that tell the backend who calls.
    pub headers: IdentityHeaders,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawForwardAuth {
    enabled: bool,
    headers: headers::RawHeaders,
    #[serde(default)]
    rules: Vec<rules::RawRule>,
}

const RULES: &str = "forward_auth.rules";

/// `None` where proxies may not ask.
pub(super) fn read(
    raw: &RawForwardAuth,
    policies: &Policies,
    trusted_proxies: Option<&Networks>,
    reader: &mut Reader<'_>,
) -> Option<ForwardAuth> {
    let headers = headers::read(&raw.headers, reader);
    let rules = rules::read(&raw.rules, policies, reader)?;
    if rules.is_empty() {
        return raw.enabled.then_some(ForwardAuth { rules, headers });
    }
    if !raw.enabled {
        reader.warn(
            RULES,
            "the rules have no effect, because forward_auth.enabled is false",
            "set forward_auth.enabled to true, or remove the rules",
        );
        return None;
    }
    if trusted_proxies.is_some_and(Networks::is_empty) {
        reader.warn(
            RULES,
            "no proxy is trusted to say which request it asks about; every question is answered 403",
            "name the proxy's network in server.trusted_proxies",
        );
    }
    Some(ForwardAuth { rules, headers })
}
