//! The form of the request.

use entrance_stand_in::{Endpoint, Fault};

use super::{FORM, ID, INTROSPECT, SECRET, basic, inactive, service};
use crate::service::{BEN_OF_CONTOSO, Service, is_problem};

#[actix_web::test]
async fn the_token_comes_once_and_in_a_form() {
    let service = service().await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    let caller = basic(ID, SECRET);
    for (media_type, body) in [
        (FORM, format!("token={token}")),
        (
            FORM,
            format!("token_type_hint=refresh_token&token={token}&x=y"),
        ),
        (
            "Application/X-WWW-Form-URLEncoded; charset=UTF-8",
            format!("token={}", token.replace('.', "%2E")),
        ),
    ] {
        let answer = service
            .post(INTROSPECT, media_type, &[&caller], &body)
            .await;
        assert_eq!(answer.json()["active"], true, "{media_type}");
    }
    for (media_type, body, status, code) in [
        (FORM, String::new(), 400, "request_malformed"),
        (FORM, "tokens=a".to_owned(), 400, "request_malformed"),
        (
            FORM,
            format!("token={token}&token={token}"),
            400,
            "request_malformed",
        ),
        (
            "application/json",
            format!("{{\"token\":\"{token}\"}}"),
            415,
            "media_type_not_supported",
        ),
        (
            FORM,
            format!("token={}", "x".repeat(300_000)),
            413,
            "body_too_large",
        ),
    ] {
        let answer = service
            .post(INTROSPECT, media_type, &[&caller], &body)
            .await;
        is_problem(code, &answer, status, code, None);
    }
    let answer = service
        .post(&format!("{INTROSPECT}?token={token}"), FORM, &[&caller], "")
        .await;
    is_problem("query", &answer, 400, "request_malformed", None);
}

#[actix_web::test]
async fn nothing_is_said_of_a_token_while_there_are_no_keys() {
    let service = Service::launch_with_file(&super::configuration(), |stand_in| {
        stand_in.set_fault(Endpoint::KeysV2, Some(Fault::Status(500)));
    })
    .await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    let answer = super::ask(&service, &basic(ID, SECRET), &token).await;
    is_problem("no keys", &answer, 503, "keys_unavailable", None);
    let answer = super::ask(&service, &basic(ID, SECRET), "a.b.c").await;
    assert_eq!(answer.json(), inactive());
}

#[actix_web::test]
async fn only_post_is_answered_and_only_where_it_is_configured() {
    let service = service().await;
    let answer = service.ask("GET", INTROSPECT, &[&basic(ID, SECRET)]).await;
    assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")));
    let service = Service::start().await;
    let answer = service
        .post(INTROSPECT, FORM, &[&basic(ID, SECRET)], "token=a")
        .await;
    is_problem("off", &answer, 404, "not_found", None);
}
