//! The client credentials grant (RFC 6749, section 4.4): a daemon gets a token for itself.

use actix_web::http::StatusCode;

use super::{Asked, TokenAnswer, origin};
use crate::issuer::Issuer;
use crate::scopes::api_named;
use crate::server::refusal::Refusal;
use crate::{ApiRegistration, Draft};

/// Checks tenant, client, secret and scope in this order, and mints a token.
pub(super) fn grant(asked: &Asked<'_>) -> Result<TokenAnswer, Refusal> {
    let issuer = &asked.site.issuer;
    let tenant_id = asked.authority.tenant_id().ok_or_else(no_tenant)?;
    if issuer.directory.tenant(tenant_id).is_none() {
        return Err(Refusal::unknown_tenant(tenant_id));
    }
    let client = asked.client()?;
    origin::check(asked, client, None)?;
    asked.demand_secret(client, 7_000_216)?;
    let api = api(issuer, asked.form.required("scope")?)?;
    let principals = &asked.site.grants.principals;
    let principal = principals
        .find(tenant_id, client)
        .ok_or_else(|| not_in_tenant(&client.client_id, tenant_id))?;
    let draft = Draft::for_application(issuer, api.token_version, api, client, &principal);
    let access_token = issuer
        .sign(&draft)
        .map_err(|error| Refusal::failed(&error))?;
    Ok(TokenAnswer::bearer(access_token))
}

/// The scope must be everything (`/.default`) of an API that has roles for applications.
fn api<'a>(issuer: &'a Issuer, scope: &str) -> Result<&'a ApiRegistration, Refusal> {
    let Some(resource) = scope.strip_suffix("/.default") else {
        return Err(Refusal::bad(
            "invalid_scope",
            1_002_012,
            format!("The scope '{scope}' does not end in '/.default', as a daemon's must."),
        ));
    };
    api_named(resource, &issuer.directory)
        .filter(|api| api.is_graph() || !api.app_roles.is_empty())
        .ok_or_else(|| {
            Refusal::bad(
                "invalid_resource",
                500_011,
                format!("No API with app roles in this tenant answers to '{resource}'."),
            )
        })
}

fn no_tenant() -> Refusal {
    Refusal::bad(
        "invalid_request",
        50_059,
        "The address must name one tenant, because nobody signs in who would belong to one.",
    )
}

fn not_in_tenant(client_id: &str, tenant_id: &str) -> Refusal {
    Refusal::new(
        StatusCode::UNAUTHORIZED,
        "unauthorized_client",
        7_000_229,
        format!("The client '{client_id}' has no service principal in tenant '{tenant_id}'."),
    )
}
