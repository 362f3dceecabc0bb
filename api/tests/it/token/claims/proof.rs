//! Tokens that are bound to a key or act through somebody (token-validation 5.9).

use serde_json::{Value, json};

use super::super::{both_versions, changed, set};
use crate::service::Service;

#[actix_web::test]
async fn token_that_is_bound_to_a_key_is_no_bearer_token() {
    let service = Service::start_for_both().await;
    let [user, user_v1] = both_versions(&service);
    for genuine in [user, user_v1, service.application()] {
        service.accepts("the genuine token", &genuine).await;
        for value in [
            json!({ "jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" }),
            json!({ "x5t#S256": "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2" }),
            json!({ "jwk": { "kty": "RSA" } }),
            json!({}),
            json!("x"),
            Value::Null,
        ] {
            let draft = changed(&genuine, |token| set(token, "cnf", value));
            let code = "proof_of_possession_required";
            service.refuses("cnf", &draft, code).await;
        }
    }
}

#[actix_web::test]
async fn token_that_acts_through_somebody_is_refused() {
    let service = Service::start_for_both().await;
    let [user, user_v1] = both_versions(&service);
    for genuine in [user, user_v1, service.application()] {
        for claim in ["actortoken", "actx", "act"] {
            for value in [json!("x"), json!({ "sub": "somebody-else" }), Value::Null] {
                let draft = changed(&genuine, |token| set(token, claim, value));
                service.refuses(claim, &draft, "actor_token_refused").await;
            }
        }
    }
}
