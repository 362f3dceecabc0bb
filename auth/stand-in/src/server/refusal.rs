//! Refusals in Entra's shape.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use chrono::DateTime;
use serde_json::json;
use uuid::Uuid;

/// A refusal (RFC 6749, section 5.2) with the number that Entra gives the reason.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    error: &'static str,
    number: u32,
    text: String,
}

impl Refusal {
    pub(super) fn new(
        status: StatusCode,
        error: &'static str,
        number: u32,
        text: impl Into<String>,
    ) -> Self {
        Self {
            status,
            error,
            number,
            text: text.into(),
        }
    }

    /// The tenant in the address is a name that nobody verified.
    pub(super) fn unknown_tenant(tenant: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "invalid_tenant",
            90_002,
            format!("There is no tenant '{tenant}' in this stand-in's directory."),
        )
    }

    /// Writes it as JSON; `now` in seconds since 1970.
    pub(super) fn into_response(self, now: u64) -> HttpResponse {
        let timestamp = i64::try_from(now)
            .ok()
            .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
            .unwrap_or_default()
            .format("%Y-%m-%d %H:%M:%SZ")
            .to_string();
        let trace_id = Uuid::new_v4().to_string();
        let correlation_id = Uuid::new_v4().to_string();
        let Self {
            status,
            error,
            number,
            text,
        } = self;
        HttpResponse::build(status)
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::PRAGMA, "no-cache"))
            .json(json!({
                "error": error,
                "error_description": format!(
                    "AADSTS{number}: {text} Trace ID: {trace_id} \
                     Correlation ID: {correlation_id} Timestamp: {timestamp}"
                ),
                "error_codes": [number],
                "timestamp": timestamp,
                "trace_id": trace_id,
                "correlation_id": correlation_id,
            }))
    }
}
