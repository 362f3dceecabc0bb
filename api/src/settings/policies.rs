//! `[policies.NAME]`: what a caller must bring along.

use std::collections::BTreeMap;

use entrance_domain::{
    AppRole, AuthContext, ClientId, Demands, Group, Guests, NameError, Policy, PolicyName, Scope,
    TenantId,
};
use serde::Deserialize;

use super::Tenants;
use super::merged::Reader;

/// The policies by name; the policy `default` is always among them.
#[derive(Debug, Clone)]
pub struct Policies(BTreeMap<PolicyName, Policy>);

impl Policies {
    /// The policy of the endpoints by which tenants are managed. It is fixed, and its name cannot be
    /// configured.
    pub const OPERATORS: &'static str = "operators";

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

/// The app role of users and applications that manage tenants.
const MANAGE: &str = "Tenants.Manage";

pub(super) fn read(
    raw: &BTreeMap<String, RawPolicy>,
    tenants: Option<&Tenants>,
    reader: &mut Reader<'_>,
) -> Policies {
    let mut policies = BTreeMap::new();
    for (name, raw) in raw {
        // Names were checked with the file that declares them.
        if name == Policies::OPERATORS {
            reader.refuse(
                &format!("policies.{name}"),
                "this policy is fixed: it says who manages tenants",
                "choose another name",
            );
        } else if let Ok(name) = PolicyName::new(name) {
            let policy = Policy::new(demands(name.as_str(), raw, reader));
            policies.insert(name, policy);
        }
    }
    let operator = tenants.and_then(|tenants| tenants.operator);
    let operators = operators(policies.get(PolicyName::DEFAULT), operator);
    if let (Ok(name), Ok(policy)) = (PolicyName::new(Policies::OPERATORS), operators) {
        policies.insert(name, policy);
    }
    Policies(policies)
}

/// A user with the scopes of the policy `default` and the role, or an application with the role; in
/// the operator's tenant, and no guest. Without an operator nobody.
///
/// SECURITY: customers assign the same role in their own tenants, so the tenant must be demanded.
fn operators(default: Option<&Policy>, operator: Option<TenantId>) -> Result<Policy, NameError> {
    let Some(operator) = operator else {
        return Ok(Policy::new(Demands::default()));
    };
    let manage = AppRole::new(MANAGE)?;
    Ok(Policy::new(Demands {
        scopes: default.map_or_else(Vec::new, |policy| policy.scopes().to_vec()),
        app_roles: vec![manage.clone()],
        user_roles: vec![manage],
        guests: Guests::Deny,
        tenants: vec![operator],
        ..Demands::default()
    }))
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
