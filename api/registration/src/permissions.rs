//! The scope, the app roles and the optional claims of the API.

use serde_json::{Map, Value, json};

use crate::model::{AppRole, OptionalClaim, PermissionScope};

/// The scope that a client asks for in a user's name.
pub(crate) const SCOPE: &str = "user_impersonation";
/// Azure's command line, a client of Microsoft's that every tenant has.
pub(crate) const AZURE_CLI: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
/// Optional claims of the API's access tokens.
pub(crate) const OPTIONAL_CLAIMS: [&str; 3] = ["acct", "idtyp", "xms_cc"];
/// The version of access tokens that the API asks for.
pub(crate) const TOKEN_VERSION: i32 = 2;

// The ids of new scopes and roles must be unique within the application only. Always the same ones, they
// keep a plan reproducible, and a call that is made twice has the effect of one.
const SCOPE_ID: &str = "2ce6dbb7-5b98-4dcb-bfbc-782244ffd29f";

/// An app role that the API shall have.
pub(crate) struct Role {
    id: &'static str,
    pub(crate) value: &'static str,
    pub(crate) members: &'static [&'static str],
    description: &'static str,
}

/// The app roles that the API shall have.
pub(crate) const ROLES: [Role; 3] = [
    Role {
        id: "ded317f4-4cbb-437e-883a-4e0b0df1fce9",
        value: "Api.Access",
        members: &["Application"],
        description: "Programs with this role may call the API in their own name.",
    },
    Role {
        id: "c4d3b920-14b4-446c-8045-9dffe37cffa9",
        value: "Tenants.Manage",
        members: &["User", "Application"],
        description: "Operators with this role may manage the directory of tenants.",
    },
    Role {
        id: "9cf44536-cfa6-4582-b2df-dd0391e9ec35",
        value: "Tokens.Introspect",
        members: &["Application"],
        description: "Backends with this role may ask whether a token is valid.",
    },
];

/// The scope as it is made.
pub(crate) fn new_scope() -> PermissionScope {
    PermissionScope {
        id: SCOPE_ID.to_owned(),
        value: Some(SCOPE.to_owned()),
        consent_by: Some("User".to_owned()),
        is_enabled: true,
        others: members(json!({
            "adminConsentDisplayName": "Access API as user",
            "adminConsentDescription": "Allows the app to access the API as the user.",
            "userConsentDisplayName": "Access API as you",
            "userConsentDescription": "Allows the app to access the API as you.",
        })),
    }
}

impl Role {
    /// The role as it is made.
    pub(crate) fn new_role(&self) -> AppRole {
        AppRole {
            id: self.id.to_owned(),
            value: Some(self.value.to_owned()),
            is_enabled: true,
            allowed_member_types: self.members.iter().map(|one| (*one).to_owned()).collect(),
            others: members(json!({
                "displayName": self.value,
                "description": self.description,
            })),
        }
    }
}

/// An optional claim as it is made.
pub(crate) fn new_claim(name: &str) -> OptionalClaim {
    OptionalClaim {
        name: name.to_owned(),
        others: members(json!({ "essential": false })),
    }
}

/// `json!` gives a value of any kind; the literals here are objects.
fn members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
