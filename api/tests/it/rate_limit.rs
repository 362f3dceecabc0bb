//! Refusals are counted for each address, and nobody is locked out by another.

use std::time::Duration;

use crate::service::{Answer, BEN_OF_CONTOSO, Service};

const ON: [(&str, &str); 3] = [
    ("rate_limit.enabled", "true"),
    ("rate_limit.refusals_per_minute", "3"),
    ("server.trusted_proxies", "127.0.0.0/8"),
];

/// A call that a proxy passes on for this client.
async fn call(service: &Service, target: &str, client: &str, token: &str) -> Answer {
    let headers = [
        format!("x-forwarded-for: {client}"),
        format!("authorization: Bearer {token}"),
    ];
    let lines: Vec<_> = headers.iter().map(String::as_str).collect();
    service.ask("GET", target, &lines).await
}

/// Sees that an answer is this problem document.
fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(
        (answer.status, answer.member("code")),
        (status, code.to_owned())
    );
}

#[actix_web::test]
async fn whoever_is_refused_too_often_is_told_to_wait_and_others_are_not() {
    let service = Service::with(&ON).await;
    let call = async |client: &str, token: &str| call(&service, "/api/v1/me", client, token).await;
    for _ in 0..3 {
        refused(&call("192.0.2.1", "a.b.c").await, 401, "token_malformed");
    }
    let answer = call("192.0.2.1", "a.b.c").await;
    refused(&answer, 429, "too_many_refusals");
    assert_eq!(answer.header("retry-after"), Some("20"));
    assert_eq!(answer.header("www-authenticate"), None);
    refused(&call("192.0.2.2", "a.b.c").await, 401, "token_malformed");

    // Many people share one address: a request in order is answered, known token or not.
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    for _ in 0..2 {
        assert_eq!(call("192.0.2.1", &token).await.status, 200);
    }
    refused(&call("192.0.2.1", "a.b.c").await, 429, "too_many_refusals");
    service.clock.advance(Duration::from_secs(20));
    refused(&call("192.0.2.1", "a.b.c").await, 401, "token_malformed");
    refused(&call("192.0.2.1", "a.b.c").await, 429, "too_many_refusals");
}

#[actix_web::test]
async fn a_network_of_64_bits_counts_as_one_client() {
    let service = Service::with(&ON).await;
    for host in 1..=3 {
        let client = format!("2001:db8::{host}");
        let answer = call(&service, "/api/v1/me", &client, "a").await;
        refused(&answer, 401, "token_malformed");
    }
    let neighbor = call(&service, "/api/v1/me", "2001:db8::ffff", "a").await;
    refused(&neighbor, 429, "too_many_refusals");
    let other = call(&service, "/api/v1/me", "2001:db8:0:1::1", "a").await;
    refused(&other, 401, "token_malformed");
}

#[actix_web::test]
async fn what_a_client_says_about_its_address_counts_for_nothing() {
    let service = Service::with(&ON[..2]).await;
    for host in 1..=3 {
        let client = format!("192.0.2.{host}");
        refused(
            &call(&service, "/api/v1/me", &client, "a").await,
            401,
            "token_malformed",
        );
    }
    let answer = call(&service, "/api/v1/me", "192.0.2.9", "a").await;
    refused(&answer, 429, "too_many_refusals");
}

#[actix_web::test]
async fn what_is_not_refused_for_its_credentials_does_not_count() {
    let settings = [ON.as_slice(), &[("forward_auth.enabled", "true")]].concat();
    let service = Service::with(&settings).await;
    for _ in 0..5 {
        let lost = call(&service, "/nowhere", "192.0.2.1", "a").await;
        refused(&lost, 404, "not_found");
        // Proxies ask for many clients, and may understand no other refusal.
        let asked = call(&service, "/forward-auth", "192.0.2.1", "a").await;
        refused(&asked, 401, "token_malformed");
    }
    refused(
        &call(&service, "/api/v1/me", "192.0.2.1", "a").await,
        401,
        "token_malformed",
    );
}

#[actix_web::test]
async fn it_is_off_unless_it_is_wanted() {
    let service = Service::start().await;
    for _ in 0..200 {
        refused(
            &call(&service, "/api/v1/me", "192.0.2.1", "a").await,
            401,
            "token_malformed",
        );
    }
}
