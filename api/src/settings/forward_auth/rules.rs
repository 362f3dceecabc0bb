//! `[[forward_auth.rules]]`: what protects which address of the backends.

use entrance_domain::{
    HostName, Method, PathPrefix, PolicyName, Protection, RouteRule, RouteRules,
};
use serde::Deserialize;

use super::RULES;
use crate::settings::merged::Reader;
use crate::settings::policies::Policies;

#[derive(Debug, Deserialize)]
pub(super) struct RawRule {
    #[serde(default)]
    hosts: Vec<String>,
    #[serde(default)]
    methods: Vec<String>,
    path: Option<String>,
    policy: Option<String>,
    #[serde(default)]
    public: bool,
}

/// `None`, reported, unless every rule is sound: a list with a gap would let the next rule decide.
pub(super) fn read(
    raw: &[RawRule],
    policies: &Policies,
    reader: &mut Reader<'_>,
) -> Option<RouteRules> {
    let default = protection_by(PolicyName::DEFAULT, policies)?;
    let mut rules = Vec::with_capacity(raw.len());
    for (index, raw) in raw.iter().enumerate() {
        let name = format!("{RULES}[{}]", index + 1);
        rules.extend(rule(&name, raw, policies, reader));
    }
    (rules.len() == raw.len()).then(|| RouteRules::new(rules, default))
}

fn rule(
    name: &str,
    raw: &RawRule,
    policies: &Policies,
    reader: &mut Reader<'_>,
) -> Option<RouteRule> {
    let key = |key: &str| format!("{name}.{key}");
    let hosts = reader.list(
        &key("hosts"),
        &raw.hosts,
        HostName::new,
        "write host names without port and wildcards, such as api.contoso.com",
    );
    let methods = reader.list(
        &key("methods"),
        &raw.methods,
        Method::new,
        "write methods in upper case, such as GET",
    );
    let path = match raw.path.as_deref().map(PathPrefix::new) {
        Some(Err(_)) => {
            reader.refuse(
                &key("path"),
                "this is not a path in normal form",
                "write the beginning of a path in whole segments, such as /admin: no slash at the \
                 end, no wildcards, no query, and percent-encoded only what must be",
            );
            return None;
        }
        path => path.transpose().ok().flatten(),
    };
    let protection = protection(name, raw, policies, reader)?;
    // An empty list means "all", so that a list must not become empty by its faults.
    let complete = hosts.len() == raw.hosts.len() && methods.len() == raw.methods.len();
    complete.then_some(RouteRule {
        hosts,
        methods,
        path,
        protection,
    })
}

fn protection(
    name: &str,
    raw: &RawRule,
    policies: &Policies,
    reader: &mut Reader<'_>,
) -> Option<Protection> {
    match (raw.policy.as_deref(), raw.public) {
        (None, true) => Some(Protection::Public),
        (Some(policy), false) => {
            let protection = protection_by(policy, policies);
            if protection.is_none() {
                reader.refuse(
                    &format!("{name}.policy"),
                    "there is no such policy",
                    "name a policy that is configured as [policies.NAME]",
                );
            }
            protection
        }
        _ => {
            reader.refuse(
                name,
                "the rule must say either which policy protects these requests, or that they are \
                 public",
                "write policy = \"NAME\" or public = true",
            );
            None
        }
    }
}

fn protection_by(name: &str, policies: &Policies) -> Option<Protection> {
    let policy = policies.get(name)?.clone();
    let name = PolicyName::new(name).ok()?;
    Some(Protection::Policy { name, policy })
}
