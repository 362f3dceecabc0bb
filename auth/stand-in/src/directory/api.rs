//! APIs that tokens are issued for.

use serde::Deserialize;

use super::guid::{guid, guids};

/// An API, `[[stand_in.apis]]`.
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
    #[serde(default)]
    pub app_roles: Vec<String>,
    /// Optional claims that its access tokens carry.
    #[serde(default)]
    pub optional_claims: Vec<OptionalClaim>,
    /// Client ids of the authorized client applications: nobody is asked to consent to them.
    #[serde(default, deserialize_with = "guids")]
    pub preauthorized: Vec<String>,
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

/// The client id of Microsoft Graph, which every tenant has.
const GRAPH: &str = "00000003-0000-0000-c000-000000000000";

impl ApiRegistration {
    /// Microsoft Graph, the API whose scopes are written without a prefix. It is not here, but who
    /// forgets to ask for an API gets a token for it, as from Entra.
    pub(super) fn graph() -> Self {
        Self {
            client_id: GRAPH.to_owned(),
            name: "Microsoft Graph".to_owned(),
            token_version: TokenVersion::V1,
            app_id_uri: "https://graph.microsoft.com".to_owned(),
            scopes: vec!["User.Read".to_owned()],
            app_roles: Vec::new(),
            optional_claims: Vec::new(),
            preauthorized: Vec::new(),
        }
    }

    /// Whether this is Microsoft Graph.
    pub(crate) fn is_graph(&self) -> bool {
        self.client_id == GRAPH
    }

    /// A scope as a client requests it.
    pub(crate) fn full_scope(&self, name: &str) -> String {
        format!("{}/{name}", self.app_id_uri)
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
