//! The headers that tell a backend who calls.

use actix_web::http::header::{HeaderMap, HeaderValue};
use entrance_domain::{AppRole, Principal, Scope};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::settings::{IdentityField, IdentityHeaders};

/// Everything but the unreserved characters of RFC 3986.
///
/// SECURITY: names and roles are other people's words. Encoded like this, none of them can split a
/// header, a list or an item.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Puts every configured header in, empty where there is nothing to say.
///
/// SECURITY: a proxy lets the client's own header through where the answer has none of that name, so
/// that none may be missing, whoever calls.
pub(crate) fn write(
    headers: &mut HeaderMap,
    configured: &IdentityHeaders,
    principal: Option<&Principal>,
) {
    for (field, name) in configured.iter() {
        let text = principal.map_or_else(String::new, |principal| value(field, principal));
        // INVARIANT: only unreserved characters, percent signs and spaces are left.
        let value = HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""));
        headers.insert(name.clone(), value);
    }
}

fn value(field: IdentityField, principal: &Principal) -> String {
    match field {
        IdentityField::Kind => principal.kind().to_string(),
        IdentityField::TenantId => principal.tenant_id().to_string(),
        IdentityField::ObjectId => principal.object_id().to_string(),
        IdentityField::Subject => encoded(principal.subject()),
        IdentityField::ClientId => principal.client_id().to_string(),
        IdentityField::Scopes => list(principal.scopes().iter().map(Scope::as_str)),
        IdentityField::Roles => list(principal.roles().iter().map(AppRole::as_str)),
        IdentityField::Name => encoded(principal.name().unwrap_or_default()),
    }
}

fn list<'a>(items: impl Iterator<Item = &'a str>) -> String {
    items.map(encoded).collect::<Vec<_>>().join(" ")
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}
