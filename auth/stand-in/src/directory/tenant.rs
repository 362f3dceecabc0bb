//! Tenants and their users.

use serde::Deserialize;

use super::guid::{guid, optional_guid};

/// A tenant, `[[stand_in.tenants]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tenant {
    /// The tenant id, a GUID in lower case.
    #[serde(deserialize_with = "guid")]
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Its verified domain, which may stand for the id in addresses.
    pub domain: String,
    /// Its members and guests.
    #[serde(default)]
    pub users: Vec<User>,
}

/// A user of a tenant, `[[stand_in.tenants.users]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// The id within the tenant, a GUID in lower case.
    #[serde(deserialize_with = "guid")]
    pub object_id: String,
    /// The display name.
    pub name: String,
    /// What the user signs in with; unique in the directory.
    pub username: String,
    /// The home tenant's id, for guests only.
    #[serde(default, deserialize_with = "optional_guid")]
    pub guest: Option<String>,
    /// App roles of the API that the user holds in this tenant.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Whether the user administers the tenant, and so may consent for all of its users.
    #[serde(default)]
    pub administrator: bool,
}
