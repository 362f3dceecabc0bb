//! The client credentials grant (RFC 6749, section 4.4): a daemon gets a token for itself.

use actix_web::http::StatusCode;
use aws_lc_rs::constant_time::verify_slices_are_equal;

use super::super::refusal::Refusal;
use super::{Form, Grant};
use crate::authority::Authority;
use crate::draft::LIFETIME;
use crate::issuer::Issuer;
use crate::{DaemonRegistration, Draft, MintError};

/// Checks tenant, client, secret and scope in this order, and mints a token.
pub(super) fn grant(issuer: &Issuer, authority: &Authority, form: &Form) -> Result<Grant, Refusal> {
    let directory = &issuer.directory;
    let tenant_id = authority.tenant_id().ok_or_else(no_tenant)?;
    if directory.tenant(tenant_id).is_none() {
        return Err(Refusal::unknown_tenant(tenant_id));
    }
    let client_id = form.client_id()?;
    let daemon = directory
        .daemons()
        .iter()
        .find(|daemon| daemon.client_id == client_id)
        .ok_or_else(|| unknown_client(client_id, tenant_id))?;
    authenticate(daemon, form.client_secret())?;
    check_scope(issuer, form.required("scope")?)?;
    if daemon.assignment(tenant_id).is_none() {
        return Err(not_in_tenant(client_id, tenant_id));
    }
    mint(issuer, client_id, tenant_id).map_err(|error| failed(&error))
}

fn mint(issuer: &Issuer, client_id: &str, tenant_id: &str) -> Result<Grant, MintError> {
    let version = issuer.directory.api().token_version;
    let draft = Draft::for_application(issuer, version, client_id, tenant_id)?;
    Ok(Grant {
        access_token: issuer.sign(&draft)?,
        expires_in: LIFETIME,
    })
}

fn authenticate(daemon: &DaemonRegistration, secret: Option<&str>) -> Result<(), Refusal> {
    let Some(secret) = secret else {
        return Err(Refusal::new(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            7_000_216,
            "The client must prove who it is with 'client_secret' in the body or with HTTP Basic.",
        ));
    };
    verify_slices_are_equal(secret.as_bytes(), daemon.secret.as_bytes()).map_err(|_| {
        Refusal::new(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            7_000_215,
            format!(
                "The secret is not the one of client '{}'.",
                daemon.client_id
            ),
        )
    })
}

/// The scope must be everything (`/.default`) of the one API there is.
fn check_scope(issuer: &Issuer, scope: &str) -> Result<(), Refusal> {
    let Some(resource) = scope.strip_suffix("/.default") else {
        return Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "invalid_scope",
            1_002_012,
            format!("The scope '{scope}' does not end in '/.default', as a daemon's must."),
        ));
    };
    let api = issuer.directory.api();
    if resource == api.app_id_uri || resource == api.client_id {
        return Ok(());
    }
    Err(Refusal::new(
        StatusCode::BAD_REQUEST,
        "invalid_resource",
        500_011,
        format!("No API in this tenant answers to '{resource}'."),
    ))
}

fn no_tenant() -> Refusal {
    Refusal::new(
        StatusCode::BAD_REQUEST,
        "invalid_request",
        50_059,
        "The address must name one tenant, because nobody signs in who would belong to one.",
    )
}

fn unknown_client(client_id: &str, tenant_id: &str) -> Refusal {
    Refusal::new(
        StatusCode::BAD_REQUEST,
        "unauthorized_client",
        700_016,
        format!("No application '{client_id}' is known in tenant '{tenant_id}'."),
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

/// The stand-in itself failed.
fn failed(error: &MintError) -> Refusal {
    Refusal::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "server_error",
        90_033,
        format!("The token could not be made: {error}."),
    )
}
