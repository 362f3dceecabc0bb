//! App registrations: the API, its documentation page, and daemons.

use std::fmt;

use serde::Deserialize;

use super::guid::guid;

/// A registration, `[[stand_in.registrations]]`, told apart by `kind`.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum Registration {
    Api(ApiRegistration),
    Page(PageRegistration),
    Daemon(DaemonRegistration),
}

/// The protected API.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApiRegistration {
    /// The application (client) id, a GUID in lower case.
    #[serde(deserialize_with = "guid")]
    pub client_id: String,
    /// What people call it.
    pub name: String,
    /// The form of access token that it asked for (`requestedAccessTokenVersion`).
    pub token_version: TokenVersion,
    /// The Application ID URI, the prefix of its scopes.
    pub app_id_uri: String,
    /// Delegated permissions, in their short form.
    pub scopes: Vec<String>,
    /// Roles for users and applications.
    pub app_roles: Vec<String>,
    /// Optional claims that its access tokens carry.
    #[serde(default)]
    pub optional_claims: Vec<OptionalClaim>,
}

/// The API's documentation page: a public client in the browser.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageRegistration {
    /// The application (client) id, a GUID in lower case.
    #[serde(deserialize_with = "guid")]
    pub client_id: String,
    /// What people call it.
    pub name: String,
}

/// A program that signs in as itself.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DaemonRegistration {
    /// The application (client) id, a GUID in lower case.
    #[serde(deserialize_with = "guid")]
    pub client_id: String,
    /// What people call it.
    pub name: String,
    /// Its client secret, in plain text: it opens nothing outside this machine.
    pub secret: String,
    /// The tenants where it has a service principal.
    #[serde(default)]
    pub assignments: Vec<Assignment>,
}

/// A daemon's service principal in one tenant.
#[derive(Clone, Debug, Deserialize)]
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

/// The two forms of access tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u8")]
pub enum TokenVersion {
    /// `ver` is "1.0".
    V1,
    /// `ver` is "2.0".
    V2,
}

/// Claims that an access token carries only where the API's registration asks for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptionalClaim {
    /// Whether a user is a member (0) or a guest (1).
    Acct,
    /// Says "app" in the tokens of applications.
    Idtyp,
    /// What the client can do; here always that it understands claims challenges.
    XmsCc,
}

impl DaemonRegistration {
    /// Its service principal in the tenant with this id.
    #[must_use]
    pub fn assignment(&self, tenant_id: &str) -> Option<&Assignment> {
        self.assignments
            .iter()
            .find(|assignment| assignment.tenant == tenant_id)
    }
}

// The secret stays out of logs, as a matter of habit.
impl fmt::Debug for DaemonRegistration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DaemonRegistration")
            .field("client_id", &self.client_id)
            .field("name", &self.name)
            .field("assignments", &self.assignments)
            .finish_non_exhaustive()
    }
}

impl TryFrom<u8> for TokenVersion {
    type Error = &'static str;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        match number {
            1 => Ok(Self::V1),
            2 => Ok(Self::V2),
            _ => Err("a token version is 1 or 2"),
        }
    }
}
