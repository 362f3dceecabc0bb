//! The caller that an accepted token stands for, read once more from its claims (token-validation,
//! section 6).

use entrance_auth::VerifiedToken;
use entrance_domain::{Groups, PrincipalKind};
use serde_json::Value;

use super::reading::Reading;
use super::rules::{Setting, is_delegated, is_guid_text, scopes, seconds, text};
use crate::world::PERSONAL;

/// A caller in plain view.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Caller {
    is_application: bool,
    is_guest: bool,
    accepts_claims_challenge: bool,
    ids: [Option<String>; 4],
    name: Option<String>,
    scopes: Vec<String>,
    roles: Vec<String>,
    /// `None` if there are too many for a token.
    groups: Option<Vec<String>>,
    auth_contexts: Vec<String>,
    expires_at: Option<u64>,
}

impl Caller {
    /// As the verifier sees it.
    pub(super) fn verified(token: &VerifiedToken) -> Self {
        let principal = token.principal();
        Self {
            is_application: principal.kind() == PrincipalKind::Application,
            is_guest: principal.is_guest(),
            accepts_claims_challenge: principal.accepts_claims_challenge(),
            ids: [
                Some(principal.tenant_id().to_string()),
                Some(principal.object_id().to_string()),
                Some(principal.client_id().to_string()),
                Some(principal.subject().to_owned()),
            ],
            name: principal.name().map(str::to_owned),
            scopes: principal.scopes().iter().map(ToString::to_string).collect(),
            roles: principal.roles().iter().map(ToString::to_string).collect(),
            groups: match principal.groups() {
                Groups::Known(groups) => Some(groups.iter().map(ToString::to_string).collect()),
                Groups::Overage => None,
            },
            auth_contexts: principal
                .auth_contexts()
                .iter()
                .map(ToString::to_string)
                .collect(),
            expires_at: Some(token.expires_at()),
        }
    }

    /// As plain JSON says.
    pub(super) fn read(token: &Reading, setting: &Setting) -> Self {
        let own = |name: &str| text(&token.claims, name).map(str::to_owned);
        let is_application = !is_delegated(token);
        let client = if token.claims["ver"] == "1.0" {
            "appid"
        } else {
            "azp"
        };
        let usable_role = |role: &String| {
            !role.is_empty()
                && !role.contains(|letter: char| letter.is_whitespace() || letter.is_control())
        };
        let groups: Vec<_> = strings(token, "groups").collect();
        Self {
            is_application,
            is_guest: !is_application && is_guest(token, setting),
            accepts_claims_challenge: strings(token, "xms_cc")
                .any(|capability| capability == "cp1"),
            ids: [own("tid"), own("oid"), own(client), own("sub")],
            name: own("name"),
            scopes: if is_application {
                Vec::new()
            } else {
                usable_scopes(token)
            },
            roles: strings(token, "roles").filter(usable_role).collect(),
            groups: (!has_overage(token)).then(|| {
                groups
                    .into_iter()
                    .filter(|group| is_guid_text(group))
                    .collect()
            }),
            auth_contexts: strings(token, "acrs")
                .filter(|context| is_context(context))
                .collect(),
            expires_at: seconds(token, "exp"),
        }
    }
}

/// The texts of an array that holds nothing else.
fn strings(token: &Reading, name: &str) -> impl Iterator<Item = String> {
    let items = token.claims.get(name).and_then(Value::as_array);
    let items = items.filter(|items| items.iter().all(Value::is_string));
    let texts = items.into_iter().flatten().filter_map(Value::as_str);
    texts.map(str::to_owned).collect::<Vec<_>>().into_iter()
}

fn usable_scopes(token: &Reading) -> Vec<String> {
    let usable = |name: &&str| {
        name.bytes()
            .all(|byte| (0x21..0x7f).contains(&byte) && !b"\"\\/".contains(&byte))
    };
    scopes(token)
        .into_iter()
        .filter(usable)
        .map(str::to_owned)
        .collect()
}

fn has_overage(token: &Reading) -> bool {
    let named = token
        .claims
        .get("_claim_names")
        .is_some_and(|names| names.get("groups").is_some());
    (named || token.claims.contains_key("hasgroups")) && !token.claims.contains_key("groups")
}

fn is_context(text: &str) -> bool {
    let number = text
        .strip_prefix('c')
        .and_then(|digits| digits.parse::<u8>().ok());
    number.is_some_and(|number| (1..=99).contains(&number) && text == format!("c{number}"))
}

fn is_guest(token: &Reading, setting: &Setting) -> bool {
    let tenant = text(&token.claims, "tid").unwrap_or_default();
    match token.claims.get("acct").and_then(Value::as_u64) {
        Some(0) => false,
        Some(1) => true,
        _ => text(&token.claims, "idp").is_some_and(|idp| {
            let at_home = [
                format!("https://sts.windows.net/{tenant}/"),
                setting.issuer_v2(tenant),
            ];
            !(at_home.iter().any(|home| home == idp) || (idp == "live.com" && tenant == PERSONAL))
        }),
    }
}
