//! `GET /openapi.json` and `GET /swagger.json`: the contract, for programs.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse};

use crate::openapi::ServedDocument;
use crate::rules::RequestRules;

/// The document in OpenAPI 3.0.3.
pub(crate) async fn openapi(request: HttpRequest, rules: RequestRules) -> HttpResponse {
    answer(request.headers(), &rules.documents.v3)
}

/// The document in Swagger 2.0.
pub(crate) async fn swagger(request: HttpRequest, rules: RequestRules) -> HttpResponse {
    answer(request.headers(), &rules.documents.v2)
}

fn answer(headers: &HeaderMap, document: &ServedDocument) -> HttpResponse {
    let known = headers
        .get(IF_NONE_MATCH)
        .and_then(|tags| tags.to_str().ok())
        .is_some_and(|tags| tags.split(',').any(|tag| tag.trim() == document.etag));
    let mut builder = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    // May be kept, if it is asked about each time: it changes with the configuration.
    builder
        .insert_header((CACHE_CONTROL, "no-cache"))
        .insert_header((ETAG, document.etag.as_str()));
    if known {
        builder.finish()
    } else {
        builder
            .insert_header((CONTENT_TYPE, "application/json"))
            .body(document.json.clone())
    }
}
