//! What a person has to agree to before a client gets what it asks for.

use super::Site;
use super::account::{self, Account};
use super::pages::Permission;
use super::refusal::Refusal;
use crate::scopes::RequestedScopes;
use crate::{ApiRegistration, ClientRegistration};

/// The scopes that nobody agreed to yet; with `ask_again` all that are asked for.
pub(super) fn missing(
    site: &Site,
    account: Account<'_>,
    client: &ClientRegistration,
    requested: &RequestedScopes,
    ask_again: bool,
) -> Result<Vec<String>, Refusal> {
    let consents = &site.grants.consents;
    let api = requested.api(&site.issuer.directory);
    let scopes = account::scopes(consents, account, client, api, &requested.names)?;
    if ask_again {
        Ok(scopes)
    } else {
        Ok(consents.missing(account, client, api, &scopes))
    }
}

/// Notes that the user agreed to these scopes.
pub(super) fn give(
    site: &Site,
    (_, user): Account<'_>,
    client: &ClientRegistration,
    requested: &RequestedScopes,
    scopes: &[String],
) {
    let api = requested.api(&site.issuer.directory);
    let consents = &site.grants.consents;
    consents.give(&user.object_id, client, api, scopes);
}

/// Scopes in words, for the user.
pub(super) fn as_user(api: &ApiRegistration, scopes: &[String]) -> Vec<Permission> {
    in_words(&format!("use {} as you", api.name), scopes)
}

/// Permissions of one kind in words.
pub(super) fn in_words(text: &str, names: &[String]) -> Vec<Permission> {
    names
        .iter()
        .map(|name| Permission {
            text: text.to_owned(),
            name: name.clone(),
        })
        .collect()
}
