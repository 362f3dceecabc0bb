//! ID tokens (token-validation 6.2).

use serde_json::{Value, json};

use super::super::{both_versions, changed, remove, set};
use super::{applications, without_roles};
use crate::service::Service;

const CODE: &str = "id_token_refused";
const MARKS: [&str; 3] = ["nonce", "c_hash", "at_hash"];

fn marks() -> impl Iterator<Item = (&'static str, Value)> {
    MARKS.into_iter().flat_map(|mark| {
        [json!("n-0S6_WzA2Mj-x"), json!(""), json!(7), Value::Null].map(|value| (mark, value))
    })
}

#[actix_web::test]
async fn mark_of_an_id_token_refuses_a_token_without_a_scope_whatever_the_roles() {
    let service = Service::start_for_both().await;
    for genuine in both_versions(&service) {
        let without = changed(&genuine, |token| remove(token, "scp"));
        let with_role = changed(&without, |token| set(token, "roles", json!(["Api.Access"])));
        for (mark, value) in marks() {
            for base in [&without, &with_role] {
                let draft = changed(base, |token| set(token, mark, value.clone()));
                service.refuses(mark, &draft, CODE).await;
                for none in ["", "/"] {
                    let draft = changed(&draft, |token| set(token, "scp", none));
                    service.refuses(mark, &draft, CODE).await;
                }
            }
        }
    }
}

#[actix_web::test]
async fn mark_of_an_id_token_refuses_what_says_to_be_an_application() {
    let service = Service::start_for_both().await;
    for genuine in applications(&service)
        .into_iter()
        .chain(without_roles(&service))
    {
        for (mark, value) in marks() {
            let draft = changed(&genuine, |token| set(token, mark, value));
            service.refuses(mark, &draft, CODE).await;
            let silent = changed(&draft, |token| remove(token, "idtyp"));
            service.refuses(mark, &silent, CODE).await;
        }
    }
}

#[actix_web::test]
async fn mark_does_no_harm_to_a_token_with_a_scope() {
    let service = Service::start_for_both().await;
    for genuine in both_versions(&service) {
        for (mark, value) in marks() {
            let draft = changed(&genuine, |token| set(token, mark, value));
            service.accepts(mark, &draft).await;
        }
    }
}
