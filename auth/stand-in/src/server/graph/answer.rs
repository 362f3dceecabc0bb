//! Answers in the form of Microsoft Graph.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use chrono::DateTime;
use serde_json::json;
use uuid::Uuid;

use crate::graph::{GraphRefusal, Object};

/// What a request that succeeds gets.
pub(super) enum Answer {
    Found(Object),
    Created(Object),
    Changed,
}

impl Answer {
    pub(super) fn into_response(self) -> HttpResponse {
        match self {
            Self::Found(object) => HttpResponse::Ok().json(object),
            Self::Created(object) => HttpResponse::Created().json(object),
            Self::Changed => HttpResponse::NoContent().finish(),
        }
    }
}

/// A refusal; `now` in seconds since 1970.
pub(super) fn refusal(refusal: &GraphRefusal, now: u64) -> HttpResponse {
    let mut response = HttpResponse::build(refusal.status);
    if refusal.status == StatusCode::UNAUTHORIZED {
        response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    response.json(body(refusal.code, &refusal.message, now))
}

/// Too many requests.
pub(super) fn throttled(now: u64) -> HttpResponse {
    HttpResponse::TooManyRequests()
        .insert_header((header::RETRY_AFTER, "7"))
        .json(body("TooManyRequests", "Too Many Requests", now))
}

/// Something broke.
pub(super) fn interrupted(now: u64) -> HttpResponse {
    HttpResponse::InternalServerError().json(body(
        "InternalServerError",
        "The stand-in was told to break here.",
        now,
    ))
}

/// A method that a resource does not have.
pub(super) fn method_not_allowed() -> GraphRefusal {
    GraphRefusal::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "Request_BadRequest",
        "Specified HTTP method is not allowed for the request target.",
    )
}

fn body(code: &str, message: &str, now: u64) -> serde_json::Value {
    let date = i64::try_from(now)
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .unwrap_or_default()
        .format("%Y-%m-%dT%H:%M:%S")
        .to_string();
    let id = Uuid::new_v4().to_string();
    json!({
        "error": {
            "code": code,
            "message": message,
            "innerError": { "date": date, "request-id": id, "client-request-id": id },
        },
    })
}
