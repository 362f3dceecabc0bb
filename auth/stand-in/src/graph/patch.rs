//! What an application's properties may become.

use std::collections::HashSet;

use actix_web::http::StatusCode;
use serde_json::Value;
use uuid::Uuid;

use super::objects::{text, texts};
use super::{GraphRefusal, Object};

/// Properties that are objects of their own, of which each member is set apart.
const COMPLEX: [&str; 5] = ["api", "spa", "web", "publicClient", "optionalClaims"];
/// Properties that are set as a whole.
const PLAIN: [&str; 5] = [
    "displayName",
    "signInAudience",
    "identifierUris",
    "appRoles",
    "requiredResourceAccess",
];

/// What other applications have.
#[derive(Default)]
pub(super) struct Neighbors {
    /// The client ids that may be referred to.
    pub(super) client_ids: Vec<String>,
    /// App ID URIs that are taken.
    pub(super) identifier_uris: Vec<String>,
}

/// Sets properties, if everything fits together then.
pub(super) fn merge(
    object: &mut Object,
    body: &Object,
    neighbors: &Neighbors,
) -> Result<(), GraphRefusal> {
    let before = object.clone();
    for (name, value) in body {
        if PLAIN.contains(&name.as_str()) {
            object.insert(name.clone(), value.clone());
        } else if COMPLEX.contains(&name.as_str()) {
            set_members(object, name, value)?;
        } else {
            return Err(GraphRefusal::bad(format!(
                "Invalid property '{name}' specified for resource 'Application'."
            )));
        }
    }
    check_entries(body)?;
    check_kept(&before, object)?;
    check_names(object)?;
    check_references(object, neighbors)?;
    mark_origin(object);
    Ok(())
}

fn set_members(object: &mut Object, name: &str, value: &Value) -> Result<(), GraphRefusal> {
    let Value::Object(members) = value else {
        return Err(GraphRefusal::bad(format!("'{name}' must be an object.")));
    };
    let property = object.entry(name).or_insert(Value::Null);
    if property.is_null() {
        *property = Value::Object(Object::new());
    }
    if let Some(property) = property.as_object_mut() {
        property.extend(members.clone());
    }
    Ok(())
}

/// Scopes and roles of a body: well-formed ids, none twice, and no member that is Graph's own.
fn check_entries(body: &Object) -> Result<(), GraphRefusal> {
    let api = body.get("api");
    let scopes = api.and_then(|api| api.get("oauth2PermissionScopes"));
    let mut seen = HashSet::new();
    for entry in [scopes, body.get("appRoles")].into_iter().flat_map(entries) {
        if entry.contains_key("origin") {
            return Err(GraphRefusal::bad(
                "Property 'origin' is read-only and cannot be set.",
            ));
        }
        let (id, value) = (text(entry, "id"), text(entry, "value"));
        if Uuid::try_parse(id).is_err() || !seen.insert(id.to_owned()) {
            return Err(GraphRefusal::new(
                StatusCode::BAD_REQUEST,
                "InvalidValue",
                format!("The id '{id}' is no GUID, or is used twice."),
            ));
        }
        if !seen.insert(value.to_owned()) {
            return Err(GraphRefusal::new(
                StatusCode::BAD_REQUEST,
                "DuplicateValue",
                format!("Property values conflict: '{value}' is used twice."),
            ));
        }
    }
    Ok(())
}

/// An enabled scope or role cannot be taken away.
fn check_kept(before: &Object, after: &Object) -> Result<(), GraphRefusal> {
    let kept: Vec<_> = all_entries(after).map(|entry| text(entry, "id")).collect();
    let lost = all_entries(before)
        .filter(|entry| entry.get("isEnabled") == Some(&Value::Bool(true)))
        .find(|entry| !kept.contains(&text(entry, "id")));
    match lost {
        None => Ok(()),
        Some(_) => Err(GraphRefusal::new(
            StatusCode::BAD_REQUEST,
            "CannotDeleteOrUpdateEnabledEntitlement",
            "Permission (scope or role) cannot be deleted or updated unless disabled first.",
        )),
    }
}

/// Each redirect address belongs to one platform.
fn check_names(object: &Object) -> Result<(), GraphRefusal> {
    let mut seen = HashSet::new();
    for platform in ["spa", "web", "publicClient"] {
        let addresses = object
            .get(platform)
            .and_then(|platform| platform.get("redirectUris"));
        for address in texts(addresses) {
            if !seen.insert(address.clone()) {
                return Err(GraphRefusal::new(
                    StatusCode::BAD_REQUEST,
                    "InvalidRedirectUri",
                    format!("The redirect URI '{address}' is specified twice."),
                ));
            }
        }
    }
    Ok(())
}

/// What is named must be known, and an App ID URI belongs to one application.
fn check_references(object: &Object, neighbors: &Neighbors) -> Result<(), GraphRefusal> {
    let uris = texts(object.get("identifierUris"));
    if let Some(taken) = uris
        .iter()
        .find(|uri| neighbors.identifier_uris.contains(uri))
    {
        return Err(GraphRefusal::new(
            StatusCode::BAD_REQUEST,
            "ObjectConflict",
            format!("Another object with the same value '{taken}' for identifierUris exists."),
        ));
    }
    let api = object.get("api");
    let scopes: Vec<_> = entries(api.and_then(|api| api.get("oauth2PermissionScopes")))
        .map(|scope| text(scope, "id"))
        .collect();
    let mut named = texts(api.and_then(|api| api.get("knownClientApplications")));
    for client in entries(api.and_then(|api| api.get("preAuthorizedApplications"))) {
        named.push(text(client, "appId").to_owned());
        for id in texts(client.get("delegatedPermissionIds")) {
            if !scopes.contains(&id.as_str()) {
                return Err(GraphRefusal::bad(format!(
                    "Property api.preAuthorizedApplications.delegatedPermissionIds has the unknown id '{id}'."
                )));
            }
        }
    }
    let unknown = named
        .iter()
        .find(|id| !neighbors.client_ids.contains(id) && *id != AZURE_CLI);
    match unknown {
        None => Ok(()),
        Some(id) => Err(GraphRefusal::new(
            StatusCode::BAD_REQUEST,
            "InvalidAppId",
            format!("Property api references application '{id}', which cannot be found."),
        )),
    }
}

/// Azure's command line, which every tenant knows.
const AZURE_CLI: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

/// Graph says of each role where it is defined.
fn mark_origin(object: &mut Object) {
    if let Some(Value::Array(roles)) = object.get_mut("appRoles") {
        for role in roles.iter_mut().filter_map(Value::as_object_mut) {
            role.insert("origin".to_owned(), "Application".into());
        }
    }
}

/// Scopes and roles of an application.
pub(super) fn all_entries(object: &Object) -> impl Iterator<Item = &Object> {
    let scopes = object
        .get("api")
        .and_then(|api| api.get("oauth2PermissionScopes"));
    [scopes, object.get("appRoles")]
        .into_iter()
        .flat_map(entries)
}

/// The objects of a list.
pub(super) fn entries(list: Option<&Value>) -> impl Iterator<Item = &Object> {
    let list = list.and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_object)
}
