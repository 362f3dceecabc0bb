//! What a token says, in plain words.

use entrance_auth::VerifiedToken;
use entrance_domain::{PrincipalKind, TenantId};
use serde::Serialize;

use super::times::rfc3339;
use super::unverified::Unverified;
use crate::settings::Settings;

/// The main facts about a token.
#[derive(Serialize)]
pub(super) struct Facts {
    /// Who calls, as far as that can be told.
    pub(super) caller: String,
    /// Only of a verified token.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
    /// What is worth knowing about the tenant.
    #[serde(skip)]
    pub(super) tenant: Option<&'static str>,
    /// Whether the token is for this API.
    #[serde(skip)]
    pub(super) is_for_this_api: bool,
    /// In Unix seconds.
    #[serde(skip)]
    pub(super) now: u64,
}

impl Facts {
    pub(super) fn of(
        read: &Unverified,
        verified: Option<&VerifiedToken>,
        settings: Option<&Settings>,
        now: u64,
    ) -> Self {
        let text = |name: &str| read.text(name).map(ToOwned::to_owned);
        let time = |name: &str| read.time(name).and_then(rfc3339);
        Self {
            caller: verified.map_or_else(|| apparent_caller(read).to_owned(), caller),
            kind: verified.map(|token| token.principal().kind().as_str()),
            version: text("ver"),
            tenant_id: text("tid"),
            issued_at: time("iat"),
            not_before: time("nbf"),
            expires_at: time("exp"),
            tenant: tenant(read, settings),
            is_for_this_api: settings.is_some_and(|settings| {
                let client_id = settings.entra.client_id.to_string();
                read.text("aud") == Some(&client_id)
            }),
            now,
        }
    }
}

fn caller(token: &VerifiedToken) -> String {
    let principal = token.principal();
    match principal.kind() {
        PrincipalKind::User if principal.is_guest() => {
            "a user, who is a guest in this tenant, through a client".to_owned()
        }
        PrincipalKind::User => "a user, through a client".to_owned(),
        PrincipalKind::Application => "an application on its own behalf".to_owned(),
    }
}

/// The same before verification, from what usually tells it.
fn apparent_caller(read: &Unverified) -> &'static str {
    let has_scopes = read
        .text("scp")
        .is_some_and(|scopes| scopes.split(' ').any(|name| !matches!(name, "" | "/")));
    if has_scopes {
        "apparently a user, through a client (scp)"
    } else if read.text("idtyp") == Some("app") || read.claim("roles").is_some() {
        "apparently an application on its own behalf (roles, idtyp)"
    } else if read.claims.is_some() {
        "neither clearly a user nor clearly an application"
    } else {
        "cannot be told"
    }
}

fn tenant(read: &Unverified, settings: Option<&Settings>) -> Option<&'static str> {
    let tenant: TenantId = read.text("tid")?.parse().ok()?;
    let operator = settings.and_then(|settings| settings.tenants.operator);
    if tenant.is_personal_accounts() {
        Some("personal accounts")
    } else if operator == Some(tenant) {
        Some("the operator's")
    } else {
        None
    }
}
