//! The rules of token-validation once more, each for itself and without an order, over plain JSON.

use entrance_auth::{Clock as _, Rejection};
use entrance_stand_in::KeyName;
use serde_json::{Map, Value};

use super::jose::Opinion;
use super::reading::Reading;
use crate::world::{PERSONAL, SIGNER, World};

const LEEWAY: u64 = 60;
const YEAR_9999: u64 = 253_402_300_799;
const EXACT: [&str; 14] = [
    "iss", "aud", "exp", "nbf", "iat", "tid", "oid", "sub", "ver", "scp", "roles", "azp", "appid",
    "idtyp",
];

/// What tokens are judged against.
pub(super) struct Setting {
    tenant: &'static str,
    instance: String,
    client_id: String,
    now: u64,
    /// The longest token.
    pub(super) max_token_bytes: usize,
    entries: Vec<Value>,
}

impl Setting {
    pub(super) fn of(world: &World, tenant: &'static str) -> Self {
        let published = [
            SIGNER,
            KeyName::Organization(1),
            KeyName::OtherCloud,
            KeyName::PersonalAccounts,
        ];
        Self {
            tenant,
            instance: world.stand_in.instance(),
            client_id: world.stand_in.directory().api().client_id.clone(),
            now: world.clock.unix_seconds(),
            max_token_bytes: 16_384,
            entries: published
                .map(|key| world.stand_in.public_jwk(&key).unwrap())
                .into(),
        }
    }

    /// The published keys of an id, or all of them.
    pub(super) fn keys(&self, key_id: Option<&str>) -> impl Iterator<Item = &Value> {
        let fits = move |entry: &&Value| key_id.is_none_or(|id| entry["kid"] == id);
        self.entries.iter().filter(fits)
    }

    /// The version 2.0 issuer of a tenant.
    pub(super) fn issuer_v2(&self, tenant: &str) -> String {
        format!("{}/{tenant}/v2.0", self.instance)
    }
}

type Members = Map<String, Value>;
type Rule = (Rejection, fn(&Reading, &Setting) -> bool);

/// Each rule with what breaks it.
const RULES: [Rule; 27] = [
    (Rejection::DuplicateMember, |token, _| token.repeats),
    (Rejection::Malformed, |token, _| token.depth > 32),
    (Rejection::AlgorithmNotAllowed, |token, _| {
        text(&token.header, "alg") != Some("RS256")
    }),
    (Rejection::ExtensionNotSupported, |token, _| {
        has_any(&token.header, &["crit", "b64"])
    }),
    (Rejection::TypeNotAllowed, |token, _| {
        let types = ["jwt", "at+jwt", "application/jwt", "application/at+jwt"];
        let allowed = |typ: &Value| typ.as_str().is_some_and(|typ| is_one(typ, &types));
        token.header.get("typ").is_some_and(|typ| !allowed(typ))
    }),
    (Rejection::Nested, |token, _| {
        let is_jwt = |cty| is_one(cty, &["jwt", "application/jwt"]);
        text(&token.header, "cty").is_some_and(is_jwt)
    }),
    (Rejection::ForMicrosoftGraph, |token, _| {
        has_any(&token.header, &["nonce"])
    }),
    (Rejection::KeyIdInvalid, |token, _| {
        text(&token.header, "kid").is_none_or(|id| !(1..=256).contains(&id.chars().count()))
    }),
    (Rejection::ClaimNameAmbiguous, |token, _| {
        let imitates = |name: &String| is_one(name, &EXACT) && !EXACT.contains(&name.as_str());
        token.claims.keys().any(imitates)
    }),
    (Rejection::VersionNotAccepted, |token, _| {
        version(token).is_none()
    }),
    (Rejection::SigningKeyUnknown, |token, setting| {
        let id = text(&token.header, "kid").unwrap_or_default();
        setting.keys(Some(id)).next().is_none()
    }),
    (Rejection::TenantInvalid, |token, _| {
        !is_guid(&token.claims, "tid")
    }),
    (Rejection::SigningKeyIssuerMismatch, key_signs_for_another),
    (Rejection::SigningKeyCloudMismatch, |token, setting| {
        let id = text(&token.header, "kid").unwrap_or_default();
        let foreign = |key: &Value| key["cloud_instance_name"] != "microsoftonline.com";
        setting.keys(Some(id)).any(foreign)
    }),
    (Rejection::TimeInvalid, |token, _| {
        ["exp", "nbf", "iat"]
            .iter()
            .any(|name| seconds(token, name).is_none())
    }),
    (Rejection::Expired, |token, setting| {
        seconds(token, "exp").is_some_and(|end| setting.now >= end + LEEWAY)
    }),
    (Rejection::NotYetValid, |token, setting| {
        seconds(token, "nbf").is_some_and(|begin| begin > setting.now + LEEWAY)
    }),
    (Rejection::IssuedInFuture, |token, setting| {
        seconds(token, "iat").is_some_and(|issued| issued > setting.now + LEEWAY)
    }),
    (Rejection::AudienceMismatch, audience_is_another),
    (Rejection::IssuerMismatch, |token, setting| {
        let tenant = text(&token.claims, "tid").unwrap_or_default();
        let expected = match version(token) {
            Some("1.0") => format!("https://sts.windows.net/{tenant}/"),
            _ => setting.issuer_v2(tenant),
        };
        text(&token.claims, "iss") != Some(expected.as_str())
    }),
    (Rejection::SubjectInvalid, |token, _| {
        text(&token.claims, "sub").is_none_or(str::is_empty)
    }),
    (Rejection::ClientIdInvalid, |token, _| {
        let name = match version(token) {
            Some("1.0") => "appid",
            _ => "azp",
        };
        !is_guid(&token.claims, name)
    }),
    (Rejection::ObjectIdInvalid, |token, _| {
        !is_guid(&token.claims, "oid")
    }),
    (Rejection::AccountTypeNotAccepted, |token, setting| {
        let personal = text(&token.claims, "tid") == Some(PERSONAL);
        personal && (setting.tenant == "organizations" || version(token) == Some("1.0"))
    }),
    (Rejection::ProofOfPossessionRequired, |token, _| {
        has_any(&token.claims, &["cnf"])
    }),
    (Rejection::ActorTokenRefused, |token, _| {
        has_any(&token.claims, &["actortoken", "actx", "act"])
    }),
    (Rejection::IdToken, |token, _| {
        !is_delegated(token) && has_any(&token.claims, &["nonce", "c_hash", "at_hash"])
    }),
];

/// The rules that a token breaks.
pub(super) fn broken(token: &Reading, setting: &Setting) -> impl Iterator<Item = Rejection> {
    let caller = (
        Rejection::CallerKindInvalid,
        kind_is_unclear as fn(&Reading, &Setting) -> bool,
    );
    RULES
        .into_iter()
        .chain([caller])
        .filter(|(_, breaks)| breaks(token, setting))
        .map(|(reason, _)| reason)
}

/// Whether a token may be refused for this reason.
pub(super) fn justify(
    reason: Rejection,
    token: &str,
    opinion: &Opinion,
    setting: &Setting,
) -> bool {
    let reading = Reading::of(token);
    match (reason, &reading) {
        (Rejection::TooLarge, _) => token.len() > setting.max_token_bytes,
        (Rejection::Encrypted, _) => token.split('.').count() == 5,
        (Rejection::JsonSerialization, _) => token.starts_with('{'),
        (Rejection::SignatureInvalid, _) => !opinion.signature_fits,
        (Rejection::Malformed, None) => !opinion.accepts,
        (Rejection::DuplicateMember, None) => Reading::segment_repeats(token),
        (_, None) => false,
        (_, Some(reading)) => broken(reading, setting).any(|rule| rule == reason),
    }
}

/// The text of a member.
pub(super) fn text<'a>(members: &'a Members, name: &str) -> Option<&'a str> {
    members.get(name).and_then(Value::as_str)
}

fn has_any(members: &Members, names: &[&str]) -> bool {
    names.iter().any(|name| members.contains_key(*name))
}

fn is_one(text: &str, names: &[&str]) -> bool {
    names.iter().any(|name| text.eq_ignore_ascii_case(name))
}

fn version(token: &Reading) -> Option<&str> {
    text(&token.claims, "ver").filter(|version| ["1.0", "2.0"].contains(version))
}

fn is_guid(claims: &Members, name: &str) -> bool {
    text(claims, name).is_some_and(is_guid_text)
}

/// Whether a text is a GUID in canonical form.
pub(super) fn is_guid_text(text: &str) -> bool {
    let hyphen = |place: usize| matches!(place, 8 | 13 | 18 | 23);
    text.len() == 36
        && text.bytes().enumerate().all(|(place, byte)| match byte {
            b'-' => hyphen(place),
            b'0'..=b'9' | b'a'..=b'f' => !hyphen(place),
            _ => false,
        })
}

/// A claim that is a time, its fraction cut off.
pub(super) fn seconds(token: &Reading, name: &str) -> Option<u64> {
    let number = token.claims.get(name)?.as_number()?;
    let whole = number.to_string();
    if whole.starts_with('-') {
        return None;
    }
    let seconds = number.as_u64().map_or_else(
        || {
            let cut = number.as_f64()?.trunc();
            format!("{cut:.0}").parse().ok()
        },
        Some,
    );
    seconds.filter(|seconds| *seconds <= YEAR_9999)
}

fn audience_is_another(token: &Reading, setting: &Setting) -> bool {
    let id = &setting.client_id;
    let mut allowed = vec![id.clone()];
    if version(token) == Some("1.0") {
        allowed.extend([
            format!("api://{id}"),
            "https://api.contoso.example".to_owned(),
            "https://slash.contoso.example".to_owned(),
        ]);
        let with_slash: Vec<_> = allowed
            .iter()
            .map(|audience| format!("{audience}/"))
            .collect();
        allowed.extend(with_slash);
    }
    let known = |value: &Value| allowed.iter().any(|audience| value == audience.as_str());
    match token.claims.get("aud") {
        Some(Value::Array(values)) => {
            !(values.iter().all(Value::is_string) && values.iter().any(known))
        }
        Some(value) => !known(value),
        None => true,
    }
}

fn key_signs_for_another(token: &Reading, setting: &Setting) -> bool {
    let id = text(&token.header, "kid").unwrap_or_default();
    let Some(key) = setting.keys(Some(id)).next() else {
        return false;
    };
    let key_issuer = key["issuer"].as_str().unwrap();
    let tenant = text(&token.claims, "tid").unwrap_or_default();
    let own = setting.issuer_v2(tenant);
    let of_token = match version(token) {
        Some("1.0") => Some(own.as_str()),
        _ => text(&token.claims, "iss"),
    };
    let shared = key_issuer.contains("{tenantid}");
    // The set has a key of its own for personal accounts.
    (shared && tenant == PERSONAL) || of_token != Some(&key_issuer.replace("{tenantid}", tenant))
}

/// The names in `scp`, but for an agent's "none".
pub(super) fn scopes(token: &Reading) -> Vec<&str> {
    let names = text(&token.claims, "scp").unwrap_or_default().split(' ');
    names.filter(|name| !matches!(*name, "" | "/")).collect()
}

/// Whether the token speaks for a user.
pub(super) fn is_delegated(token: &Reading) -> bool {
    !scopes(token).is_empty()
}

fn kind_is_unclear(token: &Reading, _: &Setting) -> bool {
    let claims = &token.claims;
    let usable = |name: &&str| {
        name.bytes()
            .all(|byte| (0x21..0x7f).contains(&byte) && !b"\"\\/".contains(&byte))
    };
    let user = scopes(token).iter().any(usable);
    let with_roles = claims.get("roles").and_then(Value::as_array);
    let with_roles = with_roles.is_some_and(|roles| roles.iter().all(Value::is_string));
    let own_subject = text(claims, "sub") == text(claims, "oid");
    !match (text(claims, "idtyp"), is_delegated(token)) {
        (Some("app"), delegated) => !delegated,
        (Some("user"), delegated) => delegated && user,
        (None, true) => user,
        (None, false) => with_roles || own_subject,
        _ => false,
    }
}
