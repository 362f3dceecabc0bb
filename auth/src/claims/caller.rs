//! Who calls: a user through a client, or an application by itself (token-validation, section 6).

use entrance_domain::{
    AppRole, AuthContext, Caller, ClientId, Group, Groups, Identity, ObjectId, Principal, Scope,
    Subject, TenantId, UserScopes,
};

use super::guest::is_guest;
use super::members::Claims;
use crate::authority::{Authority, TokenVersion};
use crate::jose::{Json, Member};
use crate::rejection::Rejection;

/// The client capability "understands claims challenges" in `xms_cc`.
const CLAIMS_CHALLENGE_CAPABILITY: &str = "cp1";

/// Reads the caller from claims whose signature, times, audience and issuer were verified.
pub(crate) fn principal(
    claims: &Claims<'_>,
    version: TokenVersion,
    tenant: TenantId,
    authority: &Authority,
) -> Result<Principal, Rejection> {
    let subject = claims
        .sub
        .text()
        .and_then(|text| Subject::new(text).ok())
        .ok_or(Rejection::SubjectInvalid)?;
    let client_id = client_id(claims, version)?;
    let object = claims
        .oid
        .text()
        .and_then(|text| ObjectId::parse_canonical(text).ok())
        .ok_or(Rejection::ObjectIdInvalid)?;
    if !authority.accepts_account_of(tenant, version) {
        return Err(Rejection::AccountTypeNotAccepted);
    }
    if claims.cnf.is_present() {
        return Err(Rejection::ProofOfPossessionRequired);
    }
    // By these a token says that it stands for somebody through an actor (5.9).
    let actor_claims = [&claims.actortoken, &claims.actx, &claims.act];
    if actor_claims.into_iter().any(Member::is_present) {
        return Err(Rejection::ActorTokenRefused);
    }
    let kind = kind(claims)?;
    let caller = Caller {
        identity: Identity::new(tenant, object),
        subject,
        client_id,
        roles: strings(&claims.roles, |text| AppRole::new(text).ok()),
        groups: groups(claims),
        auth_contexts: strings(&claims.acrs, |text| AuthContext::new(text).ok()),
        accepts_claims_challenge: claims
            .xms_cc
            .strings()
            .is_some_and(|mut texts| texts.any(|text| text == CLAIMS_CHALLENGE_CAPABILITY)),
        name: claims.name.text().map(Into::into),
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

fn client_id(claims: &Claims<'_>, version: TokenVersion) -> Result<ClientId, Rejection> {
    let claim = match version {
        TokenVersion::V1 => &claims.appid,
        TokenVersion::V2 => &claims.azp,
    };
    claim
        .text()
        .and_then(|text| ClientId::parse_canonical(text).ok())
        .ok_or(Rejection::ClientIdInvalid)
}

enum Kind {
    Delegated(UserScopes),
    Application,
}

fn kind(claims: &Claims<'_>) -> Result<Kind, Rejection> {
    let scopes = claims.scp.text().unwrap_or_default();
    // An agent's app-only token may carry "/" for "no scopes" (6.1).
    let delegated = scopes
        .split(' ')
        .any(|name| !name.is_empty() && name != "/");
    let has_roles = claims.roles.strings().is_some();
    // ID tokens carry these and access tokens do not (6.2).
    let id_token_claims = [&claims.nonce, &claims.c_hash, &claims.at_hash];
    if !delegated && id_token_claims.into_iter().any(Member::is_present) {
        return Err(Rejection::IdToken);
    }
    match (claims.idtyp.text(), delegated) {
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
        (None, false) if has_roles || claims.sub.text() == claims.oid.text() => {
            Ok(Kind::Application)
        }
        _ => Err(Rejection::CallerKindInvalid),
    }
}

fn groups(claims: &Claims<'_>) -> Groups {
    let elsewhere = match claims.claim_names.value() {
        Some(Json::Object(names)) => names.has("groups"),
        _ => false,
    };
    let overage = elsewhere || claims.hasgroups.is_present();
    if overage && !claims.groups.is_present() {
        return Groups::Overage;
    }
    Groups::Known(strings(&claims.groups, |text| {
        Group::parse_canonical(text).ok()
    }))
}

/// The values of an optional array of strings; an array of another form counts as absent (5.7).
fn strings<T>(claim: &Member<'_>, parse: impl Fn(&str) -> Option<T>) -> Vec<T> {
    claim
        .strings()
        .map(|texts| texts.filter_map(parse).collect())
        .unwrap_or_default()
}
