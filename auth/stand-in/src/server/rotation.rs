//! New signing keys on command.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Site, own_page};
use crate::MintError;
use crate::server::refusal::Refusal;

pub(super) fn routes(service: &mut web::ServiceConfig) {
    service.route("/rotate-keys", web::post().to(rotate));
}

/// Rotates the keys, and says so.
async fn rotate(site: Site, request: HttpRequest) -> HttpResponse {
    if let Err(refusal) = own_page::check(&request, &site.issuer) {
        return refusal.into_response(site.now());
    }
    let issuer = site.issuer.clone();
    // Making a key takes a while, in which other requests are answered.
    let rotated = web::block(move || issuer.keys.rotate()).await;
    match rotated.unwrap_or(Err(MintError::KeyGeneration)) {
        Ok(()) => HttpResponse::Ok()
            .content_type("text/plain; charset=utf-8")
            .body("A new key signs from now on.\n"),
        Err(error) => Refusal::failed(&error).into_response(site.now()),
    }
}
