//! Refusals in Entra's shape.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use chrono::DateTime;
use serde_json::json;
use uuid::Uuid;

use crate::MintError;

/// A refusal (RFC 6749, section 5.2) with the number that Entra gives the reason.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    error: &'static str,
    suberror: Option<&'static str>,
    number: u32,
    text: String,
}

/// A refusal with all that tells it from others of its kind, ready to be shown.
pub(super) struct Report {
    pub(super) error: &'static str,
    pub(super) description: String,
    pub(super) number: u32,
    pub(super) text: String,
    pub(super) trace_id: String,
    pub(super) correlation_id: String,
    pub(super) timestamp: String,
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
            suberror: None,
            number,
            text: text.into(),
        }
    }

    /// The most frequent kind, with status 400.
    pub(super) fn bad(error: &'static str, number: u32, text: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error, number, text)
    }

    /// Says more closely what a client can do about it.
    pub(super) fn with_suberror(self, suberror: &'static str) -> Self {
        Self {
            suberror: Some(suberror),
            ..self
        }
    }

    /// The tenant in the address is a name that nobody verified.
    pub(super) fn unknown_tenant(tenant: &str) -> Self {
        Self::bad(
            "invalid_tenant",
            90_002,
            format!("There is no tenant '{tenant}' in this stand-in's directory."),
        )
    }

    /// A parameter that must be there is not.
    pub(super) fn missing(name: &str) -> Self {
        Self::bad(
            "invalid_request",
            900_144,
            format!("The request lacks the parameter '{name}'."),
        )
    }

    /// A client id that nobody registered.
    pub(super) fn unknown_client(client_id: &str, tenant: &str) -> Self {
        Self::bad(
            "unauthorized_client",
            700_016,
            format!("No application '{client_id}' is known in tenant '{tenant}'."),
        )
    }

    /// An address that is not registered for the client.
    pub(super) fn redirect_mismatch(redirect_uri: &str, client_id: &str) -> Self {
        Self::bad(
            "invalid_request",
            50_011,
            format!(
                "The redirect URI '{redirect_uri}' is not one of those that are registered for the \
                 application '{client_id}'."
            ),
        )
    }

    /// A client whose registration does not allow public client flows.
    pub(super) fn no_public_flows() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            7_000_218,
            "The registration of this client does not allow public client flows, so it must prove \
             who it is with 'client_secret'.",
        )
    }

    /// The stand-in itself failed.
    pub(super) fn failed(error: &MintError) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "server_error",
            90_033,
            format!("The token could not be made: {error}."),
        )
    }

    /// Completes it; `now` in seconds since 1970.
    pub(super) fn report(self, now: u64) -> Report {
        let timestamp = i64::try_from(now)
            .ok()
            .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
            .unwrap_or_default()
            .format("%Y-%m-%d %H:%M:%SZ")
            .to_string();
        let trace_id = Uuid::new_v4().to_string();
        let correlation_id = Uuid::new_v4().to_string();
        let Self {
            error,
            number,
            text,
            ..
        } = self;
        Report {
            error,
            description: format!(
                "AADSTS{number}: {text} Trace ID: {trace_id} Correlation ID: {correlation_id} \
                 Timestamp: {timestamp}"
            ),
            number,
            text,
            trace_id,
            correlation_id,
            timestamp,
        }
    }

    /// Writes it as JSON; `now` in seconds since 1970.
    pub(super) fn into_response(self, now: u64) -> HttpResponse {
        let (status, suberror) = (self.status, self.suberror);
        let report = self.report(now);
        let mut body = json!({
            "error": report.error,
            "error_description": report.description,
            "error_codes": [report.number],
            "timestamp": report.timestamp,
            "trace_id": report.trace_id,
            "correlation_id": report.correlation_id,
        });
        if let (Some(suberror), Some(members)) = (suberror, body.as_object_mut()) {
            members.insert("suberror".to_owned(), suberror.into());
        }
        HttpResponse::build(status)
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::PRAGMA, "no-cache"))
            .json(body)
    }
}
