//! Clients: whatever gets tokens, for a user or for itself.

use std::fmt;

use serde::Deserialize;

use super::guid::guid;
use super::redirect::RedirectAddresses;

/// A client, `[[stand_in.clients]]`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientRegistration {
    /// The application (client) id, a GUID in lower case.
    #[serde(deserialize_with = "guid")]
    pub client_id: String,
    /// What people call it.
    pub name: String,
    /// Its client secret, in plain text: it opens nothing outside this machine. Without one it is a
    /// public client.
    #[serde(default)]
    pub secret: Option<String>,
    /// Where a browser may be sent back to.
    #[serde(default)]
    pub redirects: RedirectAddresses,
    /// Whether it may sign users in on another device ("allow public client flows").
    #[serde(default)]
    pub device_code: bool,
    /// Delegated permissions that its registration lists, as full scopes; `.default` and the
    /// administrator's consent are about these.
    #[serde(default)]
    pub permissions: Vec<String>,
    /// App roles of the API under development that its registration lists, for the
    /// administrator's consent.
    #[serde(default)]
    pub app_permissions: Vec<String>,
    /// Permissions that it has at Microsoft Graph, wherever it has a service principal.
    #[serde(default)]
    pub graph_permissions: Vec<String>,
    /// The tenants where it has app roles already.
    #[serde(default)]
    pub assignments: Vec<Assignment>,
}

/// A client's service principal in one tenant, with app roles of its own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// The tenant's id.
    #[serde(deserialize_with = "guid")]
    pub tenant: String,
    /// The service principal's object id.
    #[serde(deserialize_with = "guid")]
    pub object_id: String,
    /// App roles of the API that the tenant's administrator granted.
    #[serde(default)]
    pub roles: Vec<String>,
}

impl ClientRegistration {
    /// Its service principal in the tenant with this id.
    #[must_use]
    pub fn assignment(&self, tenant_id: &str) -> Option<&Assignment> {
        self.assignments
            .iter()
            .find(|assignment| assignment.tenant == tenant_id)
    }
}

// The secret stays out of logs, as a matter of habit.
impl fmt::Debug for ClientRegistration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientRegistration")
            .field("client_id", &self.client_id)
            .field("name", &self.name)
            .field("redirects", &self.redirects)
            .field("assignments", &self.assignments)
            .finish_non_exhaustive()
    }
}
