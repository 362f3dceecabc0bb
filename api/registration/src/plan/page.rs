//! The documentation page's own settings.

use serde_json::json;

use super::{added, missing, scope_id};
use crate::change::{Change, Setting};
use crate::desired::{Desired, Part};
use crate::model::{RequiredResourceAccess, ResourceAccess};
use crate::notice::is_on_other_platform;
use crate::observed::Observed;
use crate::permissions::SCOPE;

pub(super) fn application(desired: &Desired, observed: &Observed) -> Option<Change> {
    let wanted = desired.page.is_some() && observed.page.application.is_none();
    wanted.then(|| Change::application(desired, Part::Page))
}

/// The addresses of the platform "Single-page application". One that is registered for another platform
/// is left to people: Graph allows each address once.
pub(super) fn redirect_addresses(desired: &Desired, observed: &Observed) -> Option<Change> {
    let page = observed.page.application.as_ref()?;
    let wanted = &desired.page.as_ref()?.redirect_addresses;
    let mut missing = missing(wanted, &page.spa.redirect_uris);
    missing.retain(|address| !is_on_other_platform(page, address));
    if missing.is_empty() {
        return None;
    }
    let mut after = page.clone();
    let addresses = &mut after.spa.redirect_uris;
    addresses.extend(missing.iter().map(|address| (*address).clone()));
    let body = json!({ "spa": { "redirectUris": addresses } });
    Some(Change::patch(
        Part::Page,
        Setting::RedirectAddresses,
        added(missing),
        after,
        body,
    ))
}

pub(super) fn permission(_: &Desired, observed: &Observed) -> Option<Change> {
    let page = observed.page.application.as_ref()?;
    let api = observed.api.application.as_ref()?;
    let access = ResourceAccess {
        id: scope_id(api)?.to_owned(),
        kind: "Scope".to_owned(),
    };
    let mut after = page.clone();
    let required = &mut after.required_resource_access;
    match required
        .iter_mut()
        .find(|one| one.resource_app_id == api.app_id)
    {
        Some(one) if one.resource_access.contains(&access) => return None,
        Some(one) => one.resource_access.push(access),
        None => required.push(RequiredResourceAccess {
            resource_app_id: api.app_id.clone(),
            resource_access: vec![access],
        }),
    }
    let body = json!({ "requiredResourceAccess": required });
    Some(Change::patch(
        Part::Page,
        Setting::Permission,
        added([SCOPE]),
        after,
        body,
    ))
}
