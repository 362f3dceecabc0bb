//! Only backends of `validation.callers` are answered, and none behind a proxy.

use serde_json::json;

use super::{VALIDATE, ask};
use crate::service::{BEN_OF_CONTOSO, Service, is_problem};

#[actix_web::test]
async fn a_peer_of_another_network_is_not_answered_whatever_it_says() {
    for callers in ["10.0.0.0/8", ""] {
        let settings = [
            ("validation.callers", callers),
            // Trust in proxies plays no part.
            ("server.trusted_proxies", "127.0.0.0/8"),
        ];
        let service = Service::with(&settings).await;
        let token = service.sign(&service.user(BEN_OF_CONTOSO));
        let bearer = format!("authorization: Bearer {token}");
        for lines in [
            vec![],
            vec![bearer.as_str()],
            vec!["x-forwarded-for: 10.0.0.1", &bearer],
        ] {
            let answer = service.ask("POST", VALIDATE, &lines).await;
            is_problem("validate", &answer, 403, "peer_not_allowed", None);
            let answer = service.ask("GET", "/Validate", &lines).await;
            is_problem("sidecar", &answer, 403, "peer_not_allowed", None);
        }
        let answer = ask(&service, &[], &json!({ "token": token })).await;
        is_problem("body", &answer, 403, "peer_not_allowed", None);
    }
}

#[actix_web::test]
async fn a_request_that_a_proxy_passed_on_is_not_answered() {
    let service = Service::with(&[("server.trusted_proxies", "127.0.0.0/8")]).await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    let bearer = format!("authorization: Bearer {token}");
    for mark in [
        "forwarded: for=127.0.0.1",
        "x-forwarded-for: 127.0.0.1",
        "X-Forwarded-Host: localhost",
        "x-forwarded-proto: https",
        "x-forwarded-anything:",
        "x-real-ip: 127.0.0.1",
    ] {
        let answer = service.ask("POST", VALIDATE, &[&bearer, mark]).await;
        is_problem(mark, &answer, 403, "peer_not_allowed", None);
        let answer = service.ask("GET", "/Validate", &[&bearer, mark]).await;
        is_problem(mark, &answer, 403, "peer_not_allowed", None);
    }
    assert_eq!(service.ask("POST", VALIDATE, &[&bearer]).await.status, 200);
}
