//! The part of Microsoft Graph's resources that concerns the registrations.
//!
//! What others put into a list is sent back as it came whenever the list is sent: each entry keeps the
//! members that are not ours to judge.

use serde::de::{Deserialize, Deserializer};
use serde::{Deserialize as DeserializeDerive, Serialize};
use serde_json::{Map, Value};

/// An app registration (resource `application`).
#[derive(Clone, Debug, Default, PartialEq, DeserializeDerive)]
#[serde(rename_all = "camelCase")]
pub struct Application {
    /// The object id, which addresses of Graph have.
    pub id: String,
    /// The application (client) id.
    pub app_id: String,
    /// What people call it.
    pub display_name: String,
    /// Whose accounts may sign in.
    #[serde(default)]
    pub(crate) sign_in_audience: Option<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) identifier_uris: Vec<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) api: Api,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) app_roles: Vec<AppRole>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) spa: Redirects,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) web: Redirects,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) public_client: Redirects,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) required_resource_access: Vec<RequiredResourceAccess>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) optional_claims: OptionalClaims,
}

/// What an application is as an API (`apiApplication`).
#[derive(Clone, Debug, Default, PartialEq, DeserializeDerive)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Api {
    #[serde(default)]
    pub(crate) requested_access_token_version: Option<i32>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) oauth2_permission_scopes: Vec<PermissionScope>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) known_client_applications: Vec<String>,
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) pre_authorized_applications: Vec<PreAuthorizedApplication>,
}

/// A delegated permission (`permissionScope`).
#[derive(Clone, Debug, PartialEq, DeserializeDerive, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PermissionScope {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) value: Option<String>,
    /// `User` or `Admin`: who can consent.
    #[serde(default, rename = "type")]
    pub(crate) consent_by: Option<String>,
    #[serde(default)]
    pub(crate) is_enabled: bool,
    #[serde(flatten)]
    pub(crate) others: Map<String, Value>,
}

/// A role of an API (`appRole`).
#[derive(Clone, Debug, PartialEq, DeserializeDerive, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AppRole {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) value: Option<String>,
    #[serde(default)]
    pub(crate) is_enabled: bool,
    /// `User` and `Application`.
    #[serde(default)]
    pub(crate) allowed_member_types: Vec<String>,
    #[serde(flatten)]
    pub(crate) others: Map<String, Value>,
}

/// A client that nobody has to consent to (`preAuthorizedApplication`).
#[derive(Clone, Debug, PartialEq, DeserializeDerive, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PreAuthorizedApplication {
    pub(crate) app_id: String,
    #[serde(default)]
    pub(crate) delegated_permission_ids: Vec<String>,
}

/// The redirect addresses of one platform.
#[derive(Clone, Debug, Default, PartialEq, DeserializeDerive)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Redirects {
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) redirect_uris: Vec<String>,
}

/// The permissions that a client asks for at one API (`requiredResourceAccess`).
#[derive(Clone, Debug, PartialEq, DeserializeDerive, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RequiredResourceAccess {
    pub(crate) resource_app_id: String,
    #[serde(default)]
    pub(crate) resource_access: Vec<ResourceAccess>,
}

/// One of these permissions (`resourceAccess`).
#[derive(Clone, Debug, PartialEq, DeserializeDerive, Serialize)]
pub(crate) struct ResourceAccess {
    pub(crate) id: String,
    /// `Scope` for a delegated permission, `Role` for an app role.
    #[serde(rename = "type")]
    pub(crate) kind: String,
}

/// Claims that tokens carry on request (`optionalClaims`).
#[derive(Clone, Debug, Default, PartialEq, DeserializeDerive, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OptionalClaims {
    #[serde(default, deserialize_with = "null_as_default")]
    pub(crate) access_token: Vec<OptionalClaim>,
    #[serde(flatten)]
    pub(crate) others: Map<String, Value>,
}

/// One of these claims (`optionalClaim`).
#[derive(Clone, Debug, PartialEq, DeserializeDerive, Serialize)]
pub(crate) struct OptionalClaim {
    pub(crate) name: String,
    #[serde(flatten)]
    pub(crate) others: Map<String, Value>,
}

/// An application's presence in a tenant (resource `servicePrincipal`).
#[derive(Clone, Debug, PartialEq, Eq, DeserializeDerive)]
#[serde(rename_all = "camelCase")]
pub struct ServicePrincipal {
    /// The object id.
    pub id: String,
    /// The application (client) id.
    pub app_id: String,
    /// The tenant that has the registration.
    #[serde(default)]
    pub app_owner_organization_id: Option<String>,
}

/// Graph writes `null` where nothing was ever set.
fn null_as_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}
