//! Wrong answers, on demand.

use std::convert::Infallible;
use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, MessageBody};
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, rt};
use serde_json::{Value, json};
use url::Url;

use crate::{Endpoint, Fault, weak_public_jwk};

/// An issuer that has nothing to do with the stand-in.
const FOREIGN_ISSUER: &str = "https://login.example/{tenantid}/v2.0";

/// Answers with a fault; `document` is what would have been right.
pub(super) async fn answer(
    fault: Fault,
    endpoint: Endpoint,
    mut document: Value,
    address: SocketAddr,
) -> HttpResponse {
    match fault {
        Fault::Status(status) => match StatusCode::from_u16(status) {
            Ok(status) => HttpResponse::new(status),
            Err(_) => senseless(),
        },
        Fault::Stall => pending().await,
        Fault::Html => HttpResponse::Ok()
            .content_type("text/html; charset=utf-8")
            .body("<!doctype html><title>Sign in</title><p>Please sign in to this network."),
        Fault::Redirect(location) => HttpResponse::Found()
            .insert_header((header::LOCATION, location))
            .finish(),
        Fault::Oversized => {
            insert(&mut document, "padding", "x".repeat(8 * 1024 * 1024).into());
            HttpResponse::Ok().json(document)
        }
        Fault::SlowDrip => HttpResponse::Ok()
            .content_type("application/json")
            .body(Drip::new()),
        Fault::EmptyKeySet if endpoint.serves_keys() => {
            HttpResponse::Ok().json(json!({ "keys": [] }))
        }
        Fault::NoUsableKey if endpoint.serves_keys() => {
            for_each_key(&mut document, |key| insert(key, "use", "enc".into()));
            if let Some(Value::Array(keys)) = document.get_mut("keys") {
                keys.push(weak_public_jwk("too-short"));
                keys.push(json!({ "kty": "unheard-of", "kid": "unheard-of" }));
            }
            HttpResponse::Ok().json(document)
        }
        Fault::ForeignIssuer => {
            if endpoint.serves_keys() {
                for_each_key(&mut document, |key| {
                    insert(key, "issuer", FOREIGN_ISSUER.into());
                });
            } else {
                insert(&mut document, "issuer", FOREIGN_ISSUER.into());
            }
            HttpResponse::Ok().json(document)
        }
        Fault::ForeignKeySetOrigin if !endpoint.serves_keys() => {
            match with_other_origin(&document, address) {
                Some(key_set) => {
                    insert(&mut document, "jwks_uri", key_set.into());
                    HttpResponse::Ok().json(document)
                }
                None => senseless(),
            }
        }
        Fault::Malformed => {
            let text = document.to_string();
            let half: String = text.chars().take(text.len() / 2).collect();
            HttpResponse::Ok()
                .content_type("application/json")
                .body(half)
        }
        Fault::Refuse => HttpResponse::Ok().body(Broken),
        Fault::Json(document) => HttpResponse::Ok().json(document),
        Fault::EmptyKeySet | Fault::NoUsableKey | Fault::ForeignKeySetOrigin => senseless(),
    }
}

/// Says that the fault makes no sense here.
fn senseless() -> HttpResponse {
    HttpResponse::NotImplemented().body("This endpoint has no such fault.\n")
}

/// The address of the keys by number instead of by name: the same server, but another origin.
fn with_other_origin(document: &Value, address: SocketAddr) -> Option<String> {
    let mut url = Url::parse(document.get("jwks_uri")?.as_str()?).ok()?;
    url.set_ip_host(address.ip()).ok()?;
    Some(url.into())
}

fn for_each_key(document: &mut Value, change: impl Fn(&mut Value)) {
    if let Some(Value::Array(keys)) = document.get_mut("keys") {
        keys.iter_mut().for_each(change);
    }
}

fn insert(object: &mut Value, name: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}

/// A body that fails before its first byte. The server has then sent nothing at all, because it
/// writes the head of an answer together with the body's beginning.
struct Broken;

impl MessageBody for Broken {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into())))
    }
}

/// A body of blanks that come slowly and never end.
struct Drip {
    interval: rt::time::Interval,
}

impl Drip {
    fn new() -> Self {
        Self {
            interval: rt::time::interval(Duration::from_millis(200)),
        }
    }
}

impl MessageBody for Drip {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.interval
            .poll_tick(context)
            .map(|_| Some(Ok(Bytes::from_static(b" "))))
    }
}
