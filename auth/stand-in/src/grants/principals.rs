//! Service principals: clients that are at home in a tenant.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::digest;
use uuid::Builder;

use crate::{Assignment, ClientRegistration};

/// The service principals that administrators made by their consent.
///
/// INVARIANT: bounded by the directory: tenants, clients and roles stand in it.
#[derive(Default)]
pub(crate) struct Principals {
    /// App roles by tenant id and client id.
    consented: Mutex<BTreeMap<(String, String), Vec<String>>>,
}

impl Principals {
    /// An administrator of a tenant let a client in, with these app roles.
    pub(crate) fn consent(&self, tenant_id: &str, client: &ClientRegistration, roles: &[String]) {
        let mut consented = self
            .consented
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let key = (tenant_id.to_owned(), client.client_id.clone());
        let granted = consented.entry(key).or_default();
        for role in roles {
            if !granted.contains(role) {
                granted.push(role.clone());
            }
        }
    }

    /// The client's service principal in a tenant: the one of the file, with the roles that were
    /// consented to since.
    pub(crate) fn find(&self, tenant_id: &str, client: &ClientRegistration) -> Option<Assignment> {
        let registered = client.assignment(tenant_id).cloned();
        let consented = self
            .consented
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&(tenant_id.to_owned(), client.client_id.clone()))
            .cloned();
        let Some(roles) = consented else {
            return registered;
        };
        let mut principal = registered.unwrap_or_else(|| Assignment {
            tenant: tenant_id.to_owned(),
            object_id: object_id(tenant_id, &client.client_id),
            roles: Vec::new(),
        });
        for role in roles {
            if !principal.roles.contains(&role) {
                principal.roles.push(role);
            }
        }
        Some(principal)
    }
}

/// Always the same for the same client in the same tenant.
fn object_id(tenant_id: &str, client_id: &str) -> String {
    let input = format!("service principal {tenant_id}/{client_id}");
    let digest = digest::digest(&digest::SHA256, input.as_bytes());
    let mut bytes = [0; 16];
    for (byte, from) in bytes.iter_mut().zip(digest.as_ref()) {
        *byte = *from;
    }
    Builder::from_random_bytes(bytes).into_uuid().to_string()
}
