//! Who calls: a user through a client, or an application by itself (token-validation, section 6).

use entrance_domain::{
    AppRole, AuthContext, Caller, ClientId, Group, Groups, Identity, ObjectId, Principal, Scope,
    Subject, TenantId, UserScopes,
};

use super::guest::is_guest;
use crate::authority::{Authority, TokenVersion};
use crate::jose::{Json, Object};
use crate::rejection::Rejection;

/// Claims by which a token says that it stands for somebody through an actor (5.9).
const ACTOR_CLAIMS: [&str; 3] = ["actortoken", "actx", "act"];
/// Claims that ID tokens carry and access tokens do not (6.2).
const ID_TOKEN_CLAIMS: [&str; 3] = ["nonce", "c_hash", "at_hash"];
/// The client capability "understands claims challenges" in `xms_cc`.
const CLAIMS_CHALLENGE_CAPABILITY: &str = "cp1";

/// Reads the caller from claims whose signature, times, audience and issuer were verified.
pub(crate) fn principal(
    claims: &Object<'_>,
    version: TokenVersion,
    tenant: TenantId,
    authority: &Authority,
) -> Result<Principal, Rejection> {
    let subject = claims
        .text("sub")
        .and_then(|text| Subject::new(text).ok())
        .ok_or(Rejection::SubjectInvalid)?;
    let client_id = client_id(claims, version)?;
    let object = claims
        .text("oid")
        .and_then(|text| ObjectId::parse_canonical(text).ok())
        .ok_or(Rejection::ObjectIdInvalid)?;
    if !authority.accepts_account_of(tenant, version) {
        return Err(Rejection::AccountTypeNotAccepted);
    }
    if claims.has("cnf") {
        return Err(Rejection::ProofOfPossessionRequired);
    }
    if ACTOR_CLAIMS.iter().any(|name| claims.has(name)) {
        return Err(Rejection::ActorTokenRefused);
    }
    let kind = kind(claims)?;
    let caller = Caller {
        identity: Identity::new(tenant, object),
        subject,
        client_id,
        roles: strings(claims, "roles", |text| AppRole::new(text).ok()),
        groups: groups(claims),
        auth_contexts: strings(claims, "acrs", |text| AuthContext::new(text).ok()),
        accepts_claims_challenge: claims
            .member("xms_cc")
            .and_then(Json::as_strings)
            .is_some_and(|mut texts| texts.any(|text| text == CLAIMS_CHALLENGE_CAPABILITY)),
        name: claims.text("name").map(Into::into),
    };
    match kind {
        Kind::Application => Ok(Principal::application(caller)),
        Kind::Delegated(scopes) => Ok(Principal::user(
            caller,
            scopes,
            is_guest(claims, tenant, authority),
        )),
    }
}

fn client_id(claims: &Object<'_>, version: TokenVersion) -> Result<ClientId, Rejection> {
    let name = match version {
        TokenVersion::V1 => "appid",
        TokenVersion::V2 => "azp",
    };
    claims
        .text(name)
        .and_then(|text| ClientId::parse_canonical(text).ok())
        .ok_or(Rejection::ClientIdInvalid)
}

enum Kind {
    Delegated(UserScopes),
    Application,
}

fn kind(claims: &Object<'_>) -> Result<Kind, Rejection> {
    let scopes = claims.text("scp").unwrap_or_default();
    // An agent's app-only token may carry "/" for "no scopes" (6.1).
    let delegated = scopes
        .split(' ')
        .any(|name| !name.is_empty() && name != "/");
    let has_roles = claims.member("roles").and_then(Json::as_strings).is_some();
    if !delegated && ID_TOKEN_CLAIMS.iter().any(|name| claims.has(name)) {
        return Err(Rejection::IdToken);
    }
    match (claims.text("idtyp"), delegated) {
        (Some("app"), false) => Ok(Kind::Application),
        (Some("user") | None, true) => {
            let names = scopes
                .split(' ')
                .filter_map(|name| Scope::new(name).ok())
                .collect();
            UserScopes::new(names)
                .map(Kind::Delegated)
                .ok_or(Rejection::CallerKindInvalid)
        }
        // Without the optional claim `idtyp`, an application that was given no role shows neither
        // roles nor scopes (6.3). Its subject is then its own object, which no user's ever is.
        (None, false) if has_roles || claims.text("sub") == claims.text("oid") => {
            Ok(Kind::Application)
        }
        _ => Err(Rejection::CallerKindInvalid),
    }
}

fn groups(claims: &Object<'_>) -> Groups {
    let overage = claims
        .member("_claim_names")
        .and_then(Json::as_object)
        .is_some_and(|names| names.has("groups"))
        || claims.has("hasgroups");
    if overage && !claims.has("groups") {
        return Groups::Overage;
    }
    Groups::Known(strings(claims, "groups", |text| {
        Group::parse_canonical(text).ok()
    }))
}

/// The values of an optional array of strings; an array of another form counts as absent (5.7).
fn strings<T>(claims: &Object<'_>, name: &str, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
    claims
        .member(name)
        .and_then(Json::as_strings)
        .map(|texts| texts.filter_map(parse).collect())
        .unwrap_or_default()
}
