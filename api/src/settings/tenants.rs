//! `[tenants]`: whose people may call, beyond being able to sign in.

use entrance_auth::AuthorityTenant;
use entrance_domain::{Admission, AdmissionMode, TenantId};
use serde::Deserialize;

use super::merged::Reader;

/// Which tenants may call.
#[derive(Debug, Clone)]
pub struct Tenants {
    /// Decides about a tenant.
    pub admission: Admission,
    /// The tenant of the organization that runs this service.
    pub operator: Option<TenantId>,
    /// Whether a tenant without an invitation may apply.
    pub self_service: bool,
    /// Whether a tenant that took an invitation up waits for an operator.
    pub approval: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawTenants {
    admission: String,
    listed: Vec<String>,
    operator: String,
    self_service: bool,
    approval: bool,
}

impl RawTenants {
    /// Whether the directory decides, and so the database is opened.
    pub(super) fn uses_directory(&self) -> bool {
        self.admission == DIRECTORY
    }
}

const DIRECTORY: &str = "directory";
const LISTED: &str = "tenants.listed";
const OPERATOR: &str = "tenants.operator";
const SELF_SERVICE: &str = "tenants.self_service";
const SIGN_IN_CURE: &str = "set OPENAPI_CLIENT_ID or entra.openapi_client_id to the Application \
                            (client) ID of the documentation page's registration";

pub(super) fn read(
    raw: &RawTenants,
    authority: Option<&AuthorityTenant>,
    reader: &mut Reader<'_>,
) -> Option<Tenants> {
    let listed = reader.list(
        LISTED,
        &raw.listed,
        str::parse::<TenantId>,
        "write tenant ids (GUIDs), such as 00001111-aaaa-2222-bbbb-3333cccc4444",
    );
    let operator = reader.optional(
        OPERATOR,
        &raw.operator,
        "this is not a GUID in its form with hyphens",
        "write the tenant id of the organization that runs this service",
    );
    // With an entry that cannot be read, the list is neither empty nor complete.
    let complete = listed.len() == raw.listed.len();
    let mode = match raw.admission.as_str() {
        "any" => Some(listing_has_no_effect(
            AdmissionMode::Any,
            &listed,
            raw,
            reader,
        )),
        DIRECTORY => Some(listing_has_no_effect(
            AdmissionMode::Directory,
            &listed,
            raw,
            reader,
        )),
        "listed" => match authority {
            Some(authority) if complete => {
                Some(narrowed(listed, authority, operator.is_some(), reader))
            }
            _ => None,
        },
        _ => {
            reader.refuse(
                "tenants.admission",
                "this is not a way of admitting tenants",
                "write \"listed\", \"any\" or \"directory\"",
            );
            None
        }
    };
    let admission = Admission::new(mode.clone().unwrap_or(AdmissionMode::Any), operator).ok();
    if admission.is_none() {
        reader.refuse(
            OPERATOR,
            "personal accounts cannot be the operator: anybody in the world can make one",
            "write the tenant id of the organization that runs this service",
        );
    }
    mode?;
    Some(Tenants {
        admission: admission?,
        operator,
        self_service: raw.self_service,
        approval: raw.approval,
    })
}

/// Whether customers can join by themselves, which takes the directory and pages with a sign-in.
pub(super) fn check_onboarding(raw: &RawTenants, can_sign_in: bool, reader: &mut Reader<'_>) {
    if raw.self_service && !raw.uses_directory() {
        reader.refuse(
            SELF_SERVICE,
            "nobody can apply, because there is no directory to be entered in",
            "set tenants.admission to \"directory\", or leave the key out",
        );
    } else if raw.self_service && !can_sign_in {
        reader.refuse(
            SELF_SERVICE,
            "nobody can apply, because there is no registration to sign in with",
            SIGN_IN_CURE,
        );
    } else if raw.uses_directory() && !can_sign_in {
        reader.warn(
            "entra.openapi_client_id",
            "customers cannot take invitations up, because there is no registration to sign in \
             with: operators have to approve every tenant",
            SIGN_IN_CURE,
        );
    }
}

fn listing_has_no_effect(
    mode: AdmissionMode,
    listed: &[TenantId],
    raw: &RawTenants,
    reader: &mut Reader<'_>,
) -> AdmissionMode {
    if !listed.is_empty() {
        let admission = &raw.admission;
        reader.warn(
            LISTED,
            format!("the list has no effect, because tenants.admission is \"{admission}\""),
            "remove the list, or set tenants.admission to \"listed\"",
        );
    }
    mode
}

/// The meaning of `listed` under the configured authority.
fn narrowed(
    listed: Vec<TenantId>,
    authority: &AuthorityTenant,
    has_operator: bool,
    reader: &mut Reader<'_>,
) -> AdmissionMode {
    let only_tenant = match authority {
        AuthorityTenant::Id(id) => Some(*id),
        AuthorityTenant::Consumers => Some(TenantId::PERSONAL_ACCOUNTS),
        AuthorityTenant::Organizations | AuthorityTenant::Common | AuthorityTenant::Domain(_) => {
            None
        }
    };
    if !listed.is_empty() {
        if only_tenant.is_some_and(|only| !listed.contains(&only)) {
            reader.refuse(
                LISTED,
                "the list leaves out the one tenant that entra.tenant accepts",
                "add that tenant, or remove the list",
            );
        }
        return AdmissionMode::Listed(listed.into_iter().collect());
    }
    match authority {
        AuthorityTenant::Id(id) => AdmissionMode::Listed([*id].into_iter().collect()),
        // The tenant id is learnt from the provider metadata. Until then, and after, only tokens
        // whose issuer is that tenant's get as far as admission.
        AuthorityTenant::Domain(_) => AdmissionMode::Any,
        // Personal accounts are no organization's: to admit the world takes a word of its own.
        AuthorityTenant::Consumers | AuthorityTenant::Organizations | AuthorityTenant::Common => {
            let message = if has_operator {
                "no tenant is admitted but the operator's; every other one is answered 403"
            } else {
                "no tenant is admitted; every call is answered 403"
            };
            let cure = if matches!(authority, AuthorityTenant::Consumers) {
                "list 9188040d-6c67-4c5b-b112-36a304b66dad, which stands for personal accounts"
            } else {
                "list tenant ids, set tenants.admission to \"any\", or name one tenant in \
                 entra.tenant"
            };
            reader.warn(LISTED, message, cure);
            AdmissionMode::Listed(std::iter::empty().collect())
        }
    }
}
