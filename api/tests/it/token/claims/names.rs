//! The names of claims (token-validation 5.1). Duplicates are a matter of the JSON text.

use entrance_stand_in::Draft;
use serde_json::json;

use super::super::{both_versions, changed, set};
use crate::service::{BEN_OF_CONTOSO, Service};

const EXACT: [&str; 14] = [
    "iss", "aud", "exp", "nbf", "iat", "tid", "oid", "sub", "ver", "scp", "roles", "azp", "appid",
    "idtyp",
];

/// Other spellings of a name.
fn spellings(name: &str) -> [String; 3] {
    let (first, rest) = name.split_at(1);
    let (start, last) = name.split_at(name.len() - 1);
    [
        name.to_ascii_uppercase(),
        format!("{}{rest}", first.to_ascii_uppercase()),
        format!("{start}{}", last.to_ascii_uppercase()),
    ]
}

/// Tokens of users and of applications, which between them have all the claims.
fn genuine_tokens(service: &Service) -> Vec<Draft> {
    let [user, user_v1] = both_versions(service);
    vec![
        user,
        user_v1,
        service.application(),
        service.application_v1(),
    ]
}

#[actix_web::test]
async fn name_that_differs_from_a_known_one_in_case_is_refused() {
    let service = Service::start_for_both().await;
    let mut present = 0;
    for genuine in genuine_tokens(&service) {
        service.accepts("the genuine token", &genuine).await;
        for name in EXACT {
            let value = genuine.claims.get(name).cloned();
            present += usize::from(value.is_some());
            for spelling in spellings(name) {
                let copy = value.clone().unwrap_or_else(|| json!("x"));
                let beside = changed(&genuine, |token| set(token, &spelling, copy));
                let code = "claim_name_ambiguous";
                service.refuses(&spelling, &beside, code).await;
                // Also instead of the exact name.
                let mut instead = beside;
                instead.claims.remove(name);
                service.refuses(&spelling, &instead, code).await;
            }
        }
    }
    assert!(present > 40, "the tokens have hardly any of the claims");
}

#[actix_web::test]
async fn other_names_and_inner_names_are_free() {
    let service = Service::start().await;
    let genuine = service.user(BEN_OF_CONTOSO);
    for (name, value) in [
        ("NAME", json!("x")),
        ("Groups", json!([])),
        ("issuer", json!("x")),
        ("Sub_", json!("x")),
        (
            "inner",
            json!({ "ISS": "x", "Exp": 1, "list": [{ "SCP": "x" }] }),
        ),
    ] {
        let draft = changed(&genuine, |token| set(token, name, value));
        service.accepts(name, &draft).await;
    }
}
