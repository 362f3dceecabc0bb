//! The order of the rules: an unverified token hears nothing of what comes later (token-validation
//! 7.1).

use entrance_stand_in::{Draft, KeyName};
use serde_json::json;

use super::super::{changed, remove, set, set_header};
use crate::service::{BEN_OF_CONTOSO, CONTOSO, FOREIGN, NORA_STRANGER, NOW, Service};

/// Signs a token, and makes the signature one of something else.
fn corrupted(service: &Service, draft: &Draft) -> String {
    let other = service.sign(&changed(draft, |token| set(token, "other", 1)));
    let (_, signature) = other.rsplit_once('.').unwrap();
    let token = service.sign(draft);
    let (input, _) = token.rsplit_once('.').unwrap();
    format!("{input}.{signature}")
}

#[actix_web::test]
async fn token_that_breaks_every_rule_hears_of_the_first_one_only() {
    let service = Service::start().await;
    let mut draft = service.user(NORA_STRANGER);
    set(&mut draft, "scp", "other");
    set(&mut draft, "acct", 1);
    set(&mut draft, "exp", NOW - 1_000);
    set_header(&mut draft, "kid", "unknown");
    set_header(&mut draft, "typ", "pop");

    let token = format!("{}~", corrupted(&service, &draft));
    service
        .refuses_token("syntax", &token, "token_malformed")
        .await;

    let token = corrupted(&service, &draft);
    service
        .refuses_token("header", &token, "token_type_not_allowed")
        .await;

    set_header(&mut draft, "typ", "JWT");
    let token = corrupted(&service, &draft);
    service
        .refuses_token("key", &token, "signing_key_unknown")
        .await;

    set_header(&mut draft, "kid", FOREIGN);
    let token = corrupted(&service, &draft);
    let code = "signing_key_issuer_mismatch";
    service.refuses_token("key issuer", &token, code).await;

    let other_cloud = service.stand_in.kid(&KeyName::OtherCloud).unwrap();
    set_header(&mut draft, "kid", other_cloud);
    let token = corrupted(&service, &draft);
    let code = "signing_key_cloud_mismatch";
    service.refuses_token("cloud", &token, code).await;

    let signer = service.stand_in.kid(&KeyName::Organization(0)).unwrap();
    set_header(&mut draft, "kid", signer);
    let token = corrupted(&service, &draft);
    service
        .refuses_token("signature", &token, "signature_invalid")
        .await;

    service.refuses("claims", &draft, "token_expired").await;

    set(&mut draft, "exp", NOW + 1_000);
    service
        .turns_away("tenant", &draft, "tenant_not_admitted")
        .await;

    let issuer = format!("{}/{CONTOSO}/v2.0", service.stand_in.instance());
    set(&mut draft, "iss", issuer);
    set(&mut draft, "tid", CONTOSO);
    service
        .turns_away("guest", &draft, "guest_not_allowed")
        .await;

    set(&mut draft, "acct", 0);
    let answer = service.me(&service.sign(&draft)).await;
    assert_eq!(answer.status, 403);
    assert_eq!(answer.member("code"), "scope_missing");

    set(&mut draft, "scp", "user_impersonation");
    service.accepts("nothing is broken", &draft).await;
}

#[actix_web::test]
async fn unverified_token_never_hears_of_policy_or_claims() {
    let service = Service::start().await;
    let user = service.user(BEN_OF_CONTOSO);
    let application = service.application();
    let of = |claim: &'static str, value: serde_json::Value| {
        changed(&user, |token| set(token, claim, value))
    };
    for (what, draft) in [
        ("tenant", service.user(NORA_STRANGER)),
        ("guest", of("acct", json!(1))),
        ("scope", of("scp", json!("other"))),
        ("no scope", changed(&user, |token| remove(token, "scp"))),
        (
            "role",
            changed(&application, |token| remove(token, "roles")),
        ),
        ("device", of("idtyp", json!("device"))),
        ("expired", of("exp", json!(NOW - 1_000))),
        ("not yet valid", of("nbf", json!(NOW + 1_000))),
        ("no time", changed(&user, |token| remove(token, "iat"))),
        ("audience", of("aud", json!("https://graph.microsoft.com"))),
        ("subject", of("sub", json!(""))),
        ("client", of("azp", json!("x"))),
        ("object", of("oid", json!("x"))),
        ("bound", of("cnf", json!({}))),
        ("actor", of("act", json!({}))),
        (
            "ID token",
            changed(&user, |token| {
                remove(token, "scp");
                set(token, "nonce", "n");
            }),
        ),
        ("nothing", user.clone()),
    ] {
        let token = corrupted(&service, &draft);
        service
            .refuses_token(what, &token, "signature_invalid")
            .await;
        let unknown = changed(&draft, |token| set_header(token, "kid", "unknown"));
        service.refuses(what, &unknown, "signing_key_unknown").await;
    }
}
