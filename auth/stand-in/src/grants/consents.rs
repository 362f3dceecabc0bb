//! Who agreed to what.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use crate::{ApiRegistration, ClientRegistration, Tenant, User};

/// The consents so far.
///
/// INVARIANT: bounded by the directory: each entry is made of ids and scopes that stand in it.
#[derive(Default)]
pub(crate) struct Consents {
    given: Mutex<BTreeSet<Consent>>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Consent {
    /// A user's object id, or the id of a tenant whose administrator agreed for all.
    by: String,
    client_id: String,
    api: String,
    scope: String,
}

impl Consents {
    /// Which of these scopes nobody agreed to yet who could do so for this user.
    pub(crate) fn missing(
        &self,
        (tenant, user): (&Tenant, &User),
        client: &ClientRegistration,
        api: &ApiRegistration,
        scopes: &[String],
    ) -> Vec<String> {
        if api.is_graph() || api.preauthorized.contains(&client.client_id) {
            return Vec::new();
        }
        let given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        let is_given = |by: &str, scope: &str| {
            given.contains(&Consent {
                by: by.to_owned(),
                client_id: client.client_id.clone(),
                api: api.client_id.clone(),
                scope: scope.to_owned(),
            })
        };
        scopes
            .iter()
            .filter(|scope| !is_given(&user.object_id, scope) && !is_given(&tenant.id, scope))
            .cloned()
            .collect()
    }

    /// Notes that a user (object id), or an administrator for a tenant (tenant id), agreed.
    pub(crate) fn give(
        &self,
        by: &str,
        client: &ClientRegistration,
        api: &ApiRegistration,
        scopes: &[String],
    ) {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        given.extend(scopes.iter().map(|scope| Consent {
            by: by.to_owned(),
            client_id: client.client_id.clone(),
            api: api.client_id.clone(),
            scope: scope.clone(),
        }));
    }

    /// The scopes of an API that were agreed to for this user before.
    pub(crate) fn given(
        &self,
        (tenant, user): (&Tenant, &User),
        client: &ClientRegistration,
        api: &ApiRegistration,
    ) -> Vec<String> {
        let missing = self.missing((tenant, user), client, api, &api.scopes);
        api.scopes
            .iter()
            .filter(|scope| !missing.contains(scope))
            .cloned()
            .collect()
    }
}
