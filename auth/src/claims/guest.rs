//! Whether a user is a guest in the tenant that issued the token (token-validation 6.6).

use entrance_domain::TenantId;

use crate::authority::{Authority, TokenVersion};
use crate::claims::members::Claims;
use crate::issuer::tenant_of_issuer;
use crate::jose::Json;

/// `idp` of a personal account, in its short form.
const PERSONAL_IDP: &str = "live.com";

/// Reads `acct` and, where that says nothing, `idp`.
pub(super) fn is_guest(claims: &Claims<'_>, tenant: TenantId, authority: &Authority) -> bool {
    match claims.acct.value() {
        Some(Json::Integer(0)) => return false,
        Some(Json::Integer(1)) => return true,
        _ => {}
    }
    match claims.idp.text() {
        None => false,
        // SECURITY: a form that is not understood counts as foreign.
        Some(idp) => home_tenant(idp, authority) != Some(tenant),
    }
}

fn home_tenant(idp: &str, authority: &Authority) -> Option<TenantId> {
    if idp == PERSONAL_IDP {
        return Some(TenantId::PERSONAL_ACCOUNTS);
    }
    [TokenVersion::V1, TokenVersion::V2]
        .into_iter()
        .find_map(|version| tenant_of_issuer(authority, version, idp))
}
