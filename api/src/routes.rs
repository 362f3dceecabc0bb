//! The addresses of the service, one file for each subject.

mod audit;
mod docs;
mod forward_auth;
mod health;
mod introspect;
mod me;
mod onboarding;
mod openapi;
mod resource_metadata;
mod tenants;
mod validate;

pub(crate) use audit::list_audit_events;
pub(crate) use docs::{docs, docs_asset, oauth2_redirect};
pub(crate) use forward_auth::{
    FORWARD_AUTH_PATH, FORWARD_AUTH_PREFIXED, ForwardAuthRules, forward_auth,
};
pub(crate) use health::{Draining, livez, readyz};
pub(crate) use introspect::{INTROSPECTION_PATH, Introspections, introspect, offer_basic};
pub(crate) use me::{Me, me};
pub(crate) use onboarding::{
    apply, consented, explain, invitation, onboarding_asset, redeem, set_out, set_out_alone,
    signed_in,
};
pub(crate) use openapi::{openapi, swagger};
pub(crate) use resource_metadata::{
    RESOURCE_METADATA_PATH, ResourceMetadata, protected_resource, resource_metadata_path,
    resource_metadata_url,
};
pub(crate) use tenants::{
    Invitations, TenantBody, approve_tenant, edit_tenant, invite_tenant, list_tenants,
    reactivate_tenant, remove_tenant, rfc3339, show_tenant, suspend_tenant,
};
pub(crate) use validate::{sidecar_validation, validate};
