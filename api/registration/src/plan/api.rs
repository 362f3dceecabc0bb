//! The API's own settings.

use serde_json::{Value, json};

use super::{added, scope_id};
use crate::change::{Change, Detail, Setting};
use crate::desired::{Desired, Part};
use crate::model::{AppRole, Application, PermissionScope, PreAuthorizedApplication};
use crate::observed::Observed;
use crate::permissions::{AZURE_CLI, OPTIONAL_CLAIMS, ROLES, Role, SCOPE, new_claim, new_scope};

pub(super) fn application(desired: &Desired, observed: &Observed) -> Option<Change> {
    match observed.api.application {
        Some(_) => None,
        None => Some(Change::application(desired, Part::Api)),
    }
}

pub(super) fn identifier_uri(desired: &Desired, observed: &Observed) -> Option<Change> {
    let api = observed.api.application.as_ref()?;
    let uri = desired.identifier_uri(&api.app_id);
    if api.identifier_uris.contains(&uri) {
        return None;
    }
    let mut after = api.clone();
    after.identifier_uris.push(uri.clone());
    let body = json!({ "identifierUris": after.identifier_uris });
    Some(patch(Setting::IdentifierUri, added([uri]), after, body))
}

pub(super) fn optional_claims(_: &Desired, observed: &Observed) -> Option<Change> {
    let api = observed.api.application.as_ref()?;
    let found = &api.optional_claims.access_token;
    let missing: Vec<&str> = OPTIONAL_CLAIMS
        .into_iter()
        .filter(|name| !found.iter().any(|claim| claim.name == *name))
        .collect();
    if missing.is_empty() {
        return None;
    }
    let mut after = api.clone();
    let claims = &mut after.optional_claims.access_token;
    claims.extend(missing.iter().map(|name| new_claim(name)));
    let body = json!({ "optionalClaims": after.optional_claims });
    Some(patch(Setting::OptionalClaims, added(missing), after, body))
}

/// The scope, found by its value. Its texts, and who may consent to it, stay as somebody set them.
pub(super) fn scope(_: &Desired, observed: &Observed) -> Option<Change> {
    let api = observed.api.application.as_ref()?;
    let mut after = api.clone();
    let scopes = &mut after.api.oauth2_permission_scopes;
    let detail = match scopes.iter_mut().find(|scope| is_ours(scope)) {
        Some(scope) if scope.is_enabled => return None,
        Some(scope) => {
            scope.is_enabled = true;
            Detail::Set {
                from: format!("{SCOPE} disabled"),
                to: "enabled".to_owned(),
            }
        }
        None => {
            scopes.push(new_scope());
            added([SCOPE])
        }
    };
    let scopes: Vec<Value> = scopes.iter().map(writable).collect();
    let body = json!({ "api": { "oauth2PermissionScopes": scopes } });
    Some(patch(Setting::Scope, detail, after, body))
}

/// The roles, found by their values.
pub(super) fn roles(_: &Desired, observed: &Observed) -> Option<Change> {
    let api = observed.api.application.as_ref()?;
    let mut after = api.clone();
    let missing: Vec<String> = ROLES
        .iter()
        .filter_map(|role| complete(role, &mut after.app_roles))
        .collect();
    if missing.is_empty() {
        return None;
    }
    let roles: Vec<Value> = after.app_roles.iter().map(writable).collect();
    let body = json!({ "appRoles": roles });
    Some(patch(Setting::AppRoles, added(missing), after, body))
}

/// Adds what a role lacks, and says what that was.
fn complete(role: &Role, roles: &mut Vec<AppRole>) -> Option<String> {
    let found = roles
        .iter_mut()
        .find(|one| one.value.as_deref() == Some(role.value));
    let Some(found) = found else {
        roles.push(role.new_role());
        return Some(role.value.to_owned());
    };
    let mut lacks = Vec::new();
    if !found.is_enabled {
        found.is_enabled = true;
        lacks.push("enabled".to_owned());
    }
    for member in role.members {
        if !found.allowed_member_types.iter().any(|one| one == member) {
            found.allowed_member_types.push((*member).to_owned());
            lacks.push(format!("for {}s", member.to_ascii_lowercase()));
        }
    }
    (!lacks.is_empty()).then(|| format!("{} {}", role.value, lacks.join(" and ")))
}

pub(super) fn known_client(_: &Desired, observed: &Observed) -> Option<Change> {
    let api = observed.api.application.as_ref()?;
    let page = observed.page.application.as_ref()?;
    if api.api.known_client_applications.contains(&page.app_id) {
        return None;
    }
    let mut after = api.clone();
    let known = &mut after.api.known_client_applications;
    known.push(page.app_id.clone());
    let body = json!({ "api": { "knownClientApplications": known } });
    Some(patch(
        Setting::KnownClient,
        added([&page.app_id]),
        after,
        body,
    ))
}

pub(super) fn authorized_clients(desired: &Desired, observed: &Observed) -> Option<Change> {
    let api = observed.api.application.as_ref()?;
    let scope_id = scope_id(api)?;
    let page = observed.page.application.as_ref();
    let wanted = page
        .map(|page| page.app_id.as_str())
        .into_iter()
        .chain(desired.azure_cli.then_some(AZURE_CLI));
    let mut after = api.clone();
    let clients = &mut after.api.pre_authorized_applications;
    let missing: Vec<&str> = wanted
        .filter(|client_id| authorize(clients, client_id, scope_id))
        .collect();
    if missing.is_empty() {
        return None;
    }
    let body = json!({ "api": { "preAuthorizedApplications": clients } });
    Some(patch(
        Setting::AuthorizedClients,
        added(missing),
        after,
        body,
    ))
}

/// Authorizes a client for a scope; false if it was so before.
fn authorize(clients: &mut Vec<PreAuthorizedApplication>, client_id: &str, scope_id: &str) -> bool {
    match clients.iter_mut().find(|one| one.app_id == client_id) {
        Some(client)
            if client
                .delegated_permission_ids
                .iter()
                .any(|id| id == scope_id) =>
        {
            false
        }
        Some(client) => {
            client.delegated_permission_ids.push(scope_id.to_owned());
            true
        }
        None => {
            clients.push(PreAuthorizedApplication {
                app_id: client_id.to_owned(),
                delegated_permission_ids: vec![scope_id.to_owned()],
            });
            true
        }
    }
}

fn patch(setting: Setting, detail: Detail, after: Application, body: Value) -> Change {
    Change::patch(Part::Api, setting, detail, after, body)
}

fn is_ours(scope: &PermissionScope) -> bool {
    scope.value.as_deref() == Some(SCOPE)
}

/// A scope or a role as it may be sent: Graph gives the member `origin` out and refuses to take it.
fn writable(entry: &impl serde::Serialize) -> Value {
    let mut entry = json!(entry);
    if let Some(members) = entry.as_object_mut() {
        members.remove("origin");
    }
    entry
}

impl Application {
    /// The scope `user_impersonation`.
    pub(crate) fn scope(&self) -> Option<&PermissionScope> {
        let scopes = &self.api.oauth2_permission_scopes;
        scopes.iter().find(|scope| is_ours(scope))
    }
}
