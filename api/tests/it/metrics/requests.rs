//! Requests by route, method and status, and refusals by code.

use std::time::Duration;

use entrance_stand_in::{Endpoint, Fault};

use super::scrape::Scrape;
use super::watched;
use crate::service::{BEN_OF_CONTOSO, CONTOSO, ME, NORA_STRANGER};

const COUNT: &str = "http_server_request_duration_seconds_count";

fn answers<'a>(method: &'a str, route: &'a str, status: &'a str) -> [(&'a str, &'a str); 3] {
    [
        ("http_request_method", method),
        ("http_route", route),
        ("http_response_status_code", status),
    ]
}

#[actix_web::test]
async fn requests_are_counted_by_route_method_and_status() {
    let service = watched().await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    for _ in 0..3 {
        assert_eq!(service.me(&token).await.status, 200);
    }
    assert_eq!(service.get(ME, &[]).await.status, 401);
    assert_eq!(service.ask("HEAD", "/livez", &[]).await.status, 200);
    assert_eq!(service.ask("DELETE", "/livez", &[]).await.status, 405);
    assert_eq!(service.ask("BREW", "/livez", &[]).await.status, 405);
    assert_eq!(service.get("/nothing/here", &[]).await.status, 404);
    let scrape = Scrape::of(&service).await;
    for (labels, count) in [
        (answers("GET", ME, "200"), 3.0),
        (answers("GET", ME, "401"), 1.0),
        (answers("HEAD", "/livez", "200"), 1.0),
        (answers("DELETE", "/livez", "405"), 1.0),
        (answers("_OTHER", "/livez", "405"), 1.0),
        (answers("GET", "", "404"), 1.0),
    ] {
        assert_eq!(scrape.sum(COUNT, &labels), count, "{labels:?}");
    }
    assert_eq!(
        scrape.sum(COUNT, &[("url_scheme", "http"), ("http_route", ME)]),
        4.0
    );
}

#[actix_web::test]
async fn a_route_with_parameters_is_one_route() {
    let service = watched().await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    for tenant in [CONTOSO, "10000000-0000-4000-8000-000000000009"] {
        let header = format!("Bearer {token}");
        let path = format!("/api/v1/tenants/{tenant}");
        let sent = [("authorization", header.as_bytes())];
        assert_eq!(service.get(&path, &sent).await.status, 403);
    }
    let scrape = Scrape::of(&service).await;
    let labels = answers("GET", "/api/v1/tenants/{tenant_id}", "403");
    assert_eq!(scrape.sum(COUNT, &labels), 2.0);
}

#[actix_web::test]
async fn the_time_that_an_answer_took_is_recorded() {
    let service = watched().await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    assert_eq!(service.me(&token).await.status, 200);
    let mut draft = service.user(BEN_OF_CONTOSO);
    draft.header.insert("kid".into(), "not-published".into());
    let unknown = service.sign(&draft);
    // The issuer does not answer, so the request waits until its patience of 5 seconds is over.
    service
        .stand_in
        .set_fault(Endpoint::DiscoveryV2, Some(Fault::Stall));
    let asked = service.stand_in.requests(Endpoint::DiscoveryV2);
    let advance = async {
        while service.stand_in.requests(Endpoint::DiscoveryV2) == asked {
            tokio::task::yield_now().await;
        }
        service.clock.advance(Duration::from_secs(5));
    };
    let (answer, ()) = tokio::join!(service.me(&unknown), advance);
    assert_eq!(answer.status, 401);

    let scrape = Scrape::of(&service).await;
    let family = "http_server_request_duration_seconds";
    let sum = |status| scrape.sum(&format!("{family}_sum"), &answers("GET", ME, status));
    assert_eq!((sum("200"), sum("401")), (0.0, 5.0));
    let bucket = |status, le| {
        let labels = [answers("GET", ME, status).as_slice(), &[("le", le)]].concat();
        scrape.sum(&format!("{family}_bucket"), &labels)
    };
    assert_eq!(bucket("200", "0.0005"), 1.0);
    assert_eq!((bucket("401", "2.5"), bucket("401", "5")), (0.0, 1.0));
    assert_eq!(bucket("401", "+Inf"), 1.0);
}

#[actix_web::test]
async fn refusals_are_counted_by_the_code_of_their_problem() {
    let service = watched().await;
    let stranger = service.sign(&service.user(NORA_STRANGER));
    assert_eq!(service.me(&stranger).await.status, 403);
    assert_eq!(service.get(ME, &[]).await.status, 401);
    assert_eq!(service.get(ME, &[]).await.status, 401);
    let scrape = Scrape::of(&service).await;
    let refusals = |code| scrape.sum("entrance_refusals_total", &[("code", code)]);
    assert_eq!(refusals("tenant_not_admitted"), 1.0);
    assert_eq!(refusals("credentials_missing"), 2.0);
}

#[actix_web::test]
async fn nothing_that_a_client_sends_becomes_a_label() {
    let service = watched().await;
    let draft = service.user(BEN_OF_CONTOSO);
    let token = service.sign(&draft);
    let header = format!("Bearer {token}");
    let sent = [
        ("authorization", header.as_bytes()),
        ("x-request-id", b"chosen-by-the-client"),
        ("host", b"host-of-the-client"),
    ];
    for path in [
        "/api/v1/me?query=of-the-client",
        "/path-of-the-client",
        "/api/v1/tenants/of-the-client",
        "/onboarding/invitations/of-the-client",
        "/forward-auth/p/of-the-client/",
    ] {
        service.get(path, &sent).await;
    }
    service.ask("OF-THE-CLIENT", "/livez", &[]).await;
    let text = Scrape::of(&service).await.text.to_lowercase();
    let mut secrets = vec!["the-client", CONTOSO];
    secrets.extend(token.split('.'));
    for claim in ["oid", "sub", "azp", "name", "preferred_username"] {
        secrets.push(draft.claims[claim].as_str().unwrap());
    }
    secrets.push(draft.header["kid"].as_str().unwrap());
    for secret in secrets {
        assert!(
            !text.contains(&secret.to_lowercase()),
            "{secret} in\n{text}"
        );
    }
}
