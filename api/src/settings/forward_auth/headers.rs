//! `[forward_auth.headers]`: the names of the headers that tell a backend who calls.

use actix_web::http::header::HeaderName;
use serde::Deserialize;

use crate::settings::merged::Reader;

/// What a backend can be told about a caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentityField {
    /// `user` or `application`.
    Kind,
    /// The tenant that issued the token, a GUID.
    TenantId,
    /// The caller's object id within that tenant, a GUID.
    ObjectId,
    /// The claim `sub`.
    Subject,
    /// The application that got the token, a GUID.
    ClientId,
    /// The delegated scopes.
    Scopes,
    /// The assigned app roles.
    Roles,
    /// The name for people to read.
    Name,
}

/// The headers of every positive answer, by what they hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityHeaders(Vec<(IdentityField, HeaderName)>);

impl IdentityHeaders {
    /// The headers, in a fixed order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (IdentityField, &HeaderName)> {
        self.0.iter().map(|(field, name)| (*field, name))
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct RawHeaders {
    kind: String,
    tenant_id: String,
    object_id: String,
    subject: String,
    client_id: String,
    scopes: String,
    roles: String,
    name: String,
}

/// What proxies, browsers and this service give a meaning of their own.
const TAKEN: [&str; 8] = [
    "x-forwarded-",
    "x-original-",
    "x-real-ip",
    "x-request-id",
    "x-content-type-options",
    "x-frame-options",
    "x-http-method",
    "x-envoy-",
];

pub(super) fn read(raw: &RawHeaders, reader: &mut Reader<'_>) -> IdentityHeaders {
    let configured = [
        ("kind", &raw.kind, IdentityField::Kind),
        ("tenant_id", &raw.tenant_id, IdentityField::TenantId),
        ("object_id", &raw.object_id, IdentityField::ObjectId),
        ("subject", &raw.subject, IdentityField::Subject),
        ("client_id", &raw.client_id, IdentityField::ClientId),
        ("scopes", &raw.scopes, IdentityField::Scopes),
        ("roles", &raw.roles, IdentityField::Roles),
        ("name", &raw.name, IdentityField::Name),
    ];
    let mut headers: Vec<(IdentityField, HeaderName)> = Vec::new();
    for (key, text, field) in configured {
        if text.is_empty() {
            continue;
        }
        let key = format!("forward_auth.headers.{key}");
        match name(text) {
            Some(name) if headers.iter().any(|(_, known)| *known == name) => reader.refuse(
                &key,
                "another key has the same header",
                "give each header a name of its own",
            ),
            Some(name) => headers.push((field, name)),
            None => reader.refuse(
                &key,
                "this cannot be the name of an identity header",
                "write X- and letters, digits or hyphens, such as X-Auth-Kind, and no name that \
                 proxies give a meaning, such as X-Forwarded-For; empty leaves the header out",
            ),
        }
    }
    IdentityHeaders(headers)
}

/// SECURITY: no underscore, because many backends do not tell it from a hyphen, and no name that has
/// a meaning already.
fn name(text: &str) -> Option<HeaderName> {
    let lowered = text.to_ascii_lowercase();
    let rest = lowered.strip_prefix("x-")?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let free = !TAKEN.iter().any(|taken| lowered.starts_with(taken));
    let valid = free && !rest.is_empty() && rest.bytes().all(plain);
    HeaderName::from_bytes(lowered.as_bytes())
        .ok()
        .filter(|_| valid)
}
