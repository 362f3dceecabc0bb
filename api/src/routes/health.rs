//! `GET /livez` and `GET /readyz`: probes for whoever runs the process.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::web::Data;
use paperclip::actix::web::Json;
use paperclip::actix::{Apiv2Schema, api_v2_operation};
use serde::Serialize;

use crate::directory::DirectoryStatus;
use crate::error::ApiError;
use crate::gate::Gate;

/// Whether the process has been asked to end: not ready any more, but still answering.
#[derive(Debug, Default)]
pub(crate) struct Draining(AtomicBool);

impl Draining {
    pub(crate) fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The state of the process.
#[derive(Debug, Serialize, Apiv2Schema)]
#[openapi(example = r#"{ "status": "ok", "directory": "ok" }"#)]
pub(crate) struct Health {
    /// `ok`.
    status: String,
    /// Where the directory of tenants decides: `ok`, or `stale` while the database is away and the
    /// last snapshot serves.
    #[serde(skip_serializing_if = "Option::is_none")]
    directory: Option<String>,
}

impl Health {
    fn ok(directory: Option<&str>) -> Json<Self> {
        Json(Self {
            status: "ok".to_owned(),
            directory: directory.map(ToOwned::to_owned),
        })
    }
}

/// Says that the process is up, touching nothing else.
#[api_v2_operation(
    summary = "Liveness",
    description = "The process is up. Touches nothing else.",
    operation_id = "getLivez",
    tags(Health)
)]
pub(crate) async fn livez() -> Result<Json<Health>, ApiError> {
    Ok(Health::ok(None))
}

/// Says whether requests can be judged: signing keys are there and younger than 24 hours, and so is
/// the directory of tenants, where it decides, within its own limit.
#[api_v2_operation(
    summary = "Readiness",
    description = "Signing keys are usable, and the directory of tenants where it decides, so that \
                   requests can be judged.",
    operation_id = "getReadyz",
    tags(Health)
)]
pub(crate) async fn readyz(
    gate: Data<Gate>,
    draining: Data<Draining>,
) -> Result<Json<Health>, ApiError> {
    if draining.has_begun() {
        return Err(ApiError::Draining);
    }
    if !gate.verifier.status().usable {
        // A probe asks again by itself; a second is as good as any other time.
        return Err(ApiError::KeysUnavailable {
            retry_after: Duration::from_secs(1),
        });
    }
    let directory = gate.directory.as_ref().map(|directory| directory.status());
    match directory {
        None => Ok(Health::ok(None)),
        Some(DirectoryStatus::Fresh) => Ok(Health::ok(Some("ok"))),
        Some(DirectoryStatus::Stale) => Ok(Health::ok(Some("stale"))),
        Some(DirectoryStatus::Unusable) => Err(ApiError::directory_unavailable()),
    }
}
