//! `[policies.NAME]`: what a caller must bring along.

use std::collections::BTreeMap;

use entrance_domain::{
    AppRole, AuthContext, ClientId, Demands, Group, Guests, Policy, PolicyName, Scope, TenantId,
};
use serde::Deserialize;

use super::merged::Reader;

/// The policies by name; the policy `default` is always among them.
#[derive(Debug, Clone)]
pub struct Policies(BTreeMap<PolicyName, Policy>);

impl Policies {
    /// The policy of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Policy> {
        self.0
            .iter()
            .find(|(known, _)| known.as_str() == name)
            .map(|(_, policy)| policy)
    }

    /// All names, in alphabetical order.
    pub fn names(&self) -> impl Iterator<Item = &PolicyName> {
        self.0.keys()
    }
}

/// A policy as configured: what is left out is an empty list, and guests are denied.
#[derive(Debug, Deserialize)]
#[serde(default)]
pub(super) struct RawPolicy {
    scopes: Vec<String>,
    app_roles: Vec<String>,
    user_roles: Vec<String>,
    guests: String,
    clients: Vec<String>,
    tenants: Vec<String>,
    auth_contexts: Vec<String>,
    groups: Vec<String>,
}

impl Default for RawPolicy {
    fn default() -> Self {
        Self {
            scopes: Vec::new(),
            app_roles: Vec::new(),
            user_roles: Vec::new(),
            guests: "deny".to_owned(),
            clients: Vec::new(),
            tenants: Vec::new(),
            auth_contexts: Vec::new(),
            groups: Vec::new(),
        }
    }
}

pub(super) fn read(raw: &BTreeMap<String, RawPolicy>, reader: &mut Reader<'_>) -> Policies {
    let mut policies = BTreeMap::new();
    for (name, raw) in raw {
        // Names were checked with the file that declares them.
        if let Ok(name) = PolicyName::new(name) {
            let policy = Policy::new(demands(name.as_str(), raw, reader));
            policies.insert(name, policy);
        }
    }
    Policies(policies)
}

fn demands(name: &str, raw: &RawPolicy, reader: &mut Reader<'_>) -> Demands {
    const ROLE: &str = "write app roles by their value, such as Api.Access";
    let key = |key: &str| format!("policies.{name}.{key}");
    Demands {
        scopes: reader.list(
            &key("scopes"),
            &raw.scopes,
            Scope::new,
            "write scopes by their short names, such as user_impersonation, without the App ID URI",
        ),
        app_roles: reader.list(&key("app_roles"), &raw.app_roles, AppRole::new, ROLE),
        user_roles: reader.list(&key("user_roles"), &raw.user_roles, AppRole::new, ROLE),
        guests: guests(&key("guests"), &raw.guests, reader),
        clients: reader.list(
            &key("clients"),
            &raw.clients,
            str::parse::<ClientId>,
            "write client ids (GUIDs)",
        ),
        tenants: reader.list(
            &key("tenants"),
            &raw.tenants,
            str::parse::<TenantId>,
            "write tenant ids (GUIDs)",
        ),
        auth_contexts: reader.list(
            &key("auth_contexts"),
            &raw.auth_contexts,
            AuthContext::new,
            "write authentication contexts, c1 to c99",
        ),
        groups: reader.list(
            &key("groups"),
            &raw.groups,
            str::parse::<Group>,
            "write object ids (GUIDs) of groups",
        ),
    }
}

fn guests(key: &str, text: &str, reader: &mut Reader<'_>) -> Guests {
    match text {
        "allow" => Guests::Allow,
        "deny" => Guests::Deny,
        _ => {
            reader.refuse(
                key,
                "this is no rule for guests",
                "write \"deny\" or \"allow\"",
            );
            Guests::Deny
        }
    }
}
