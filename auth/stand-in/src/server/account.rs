//! The account of whoever signs in, and what a client may do for it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::parameters::Parameters;
use super::refusal::Refusal;
use crate::authority::Authority;
use crate::grants::Consents;
use crate::scopes::ScopeNames;
use crate::{ApiRegistration, ClientRegistration, Directory, Tenant, User};

/// A user, and the tenant that the user signs in to.
pub(super) type Account<'a> = (&'a Tenant, &'a User);

/// The account that a person chose on a page.
pub(super) fn chosen<'a>(
    directory: &'a Directory,
    authority: &Authority,
    choice: &Parameters,
) -> Result<Account<'a>, Refusal> {
    let object_id = choice.required("account")?;
    let account = directory.user(object_id).ok_or_else(|| {
        Refusal::bad(
            "invalid_grant",
            50_034,
            "The user account does not exist in this directory.",
        )
    })?;
    if authority.admits(&account.0.id) {
        Ok(account)
    } else {
        Err(wrong_tenant(account))
    }
}

/// Somebody of one tenant at the address of another.
pub(super) fn wrong_tenant((tenant, user): Account<'_>) -> Refusal {
    Refusal::bad(
        "invalid_grant",
        50_020,
        format!(
            "User account '{}' of tenant '{}' cannot sign in at this address, which is another \
             tenant's.",
            user.username, tenant.name
        ),
    )
}

/// The person said no.
pub(super) fn declined() -> Refusal {
    Refusal::bad(
        "access_denied",
        65_004,
        "User declined to consent to access the app.",
    )
}

/// The names behind what a client asked for.
pub(super) fn scopes(
    consents: &Consents,
    account: Account<'_>,
    client: &ClientRegistration,
    api: &ApiRegistration,
    names: &ScopeNames,
) -> Result<Vec<String>, Refusal> {
    let listed = match names {
        ScopeNames::Listed(names) => return Ok(names.clone()),
        ScopeNames::Default => registered(client, api),
    };
    let given = consents.given(account, client, api);
    let all: Vec<String> = api
        .scopes
        .iter()
        .filter(|scope| listed.contains(scope) || given.contains(scope))
        .cloned()
        .collect();
    if all.is_empty() {
        return Err(Refusal::bad(
            "invalid_resource",
            650_057,
            format!(
                "The registration of '{}' does not list the API '{}' among its permissions.",
                client.name, api.name
            ),
        ));
    }
    Ok(all)
}

/// The scopes of an API that a client's registration lists.
pub(super) fn registered(client: &ClientRegistration, api: &ApiRegistration) -> Vec<String> {
    api.scopes
        .iter()
        .filter(|scope| client.permissions.contains(&api.full_scope(scope)))
        .cloned()
        .collect()
}

/// The ids of an account as Microsoft's libraries read them: base64url of JSON.
pub(super) fn client_info((tenant, user): Account<'_>) -> String {
    let home = user.guest.as_ref().unwrap_or(&tenant.id);
    URL_SAFE_NO_PAD.encode(json!({ "uid": user.object_id, "utid": home }).to_string())
}
