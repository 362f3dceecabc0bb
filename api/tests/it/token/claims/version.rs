//! `ver` (token-validation 5.6).

use serde_json::{Value, json};

use super::super::{both_versions, changed, refused_values, remove, set};
use crate::service::{BEN_OF_CONTOSO, Service};

const CODE: &str = "token_version_not_accepted";

#[actix_web::test]
async fn version_is_required_and_one_of_two_texts() {
    let service = Service::start_for_both().await;
    let odd = [
        json!(""),
        json!("1"),
        json!("2"),
        json!("3.0"),
        json!("2.1"),
        json!("2.00"),
        json!("v2.0"),
        json!("2.0 "),
        json!(" 1.0"),
        json!("1.0,2.0"),
        json!(1),
        json!(2),
        json!(2.0),
        json!(true),
        json!(["2.0"]),
        json!({}),
        Value::Null,
    ];
    for genuine in both_versions(&service) {
        refused_values(&service, &genuine, CODE, "ver", &odd).await;
        let missing = changed(&genuine, |token| remove(token, "ver"));
        service.refuses("missing", &missing, CODE).await;
    }
}

#[actix_web::test]
async fn version_that_is_not_configured_is_refused() {
    let service = Service::start().await;
    let [v2, v1] = both_versions(&service);
    service.accepts("2.0", &v2).await;
    service.refuses("1.0", &v1, CODE).await;
    service
        .refuses("1.0", &service.application_v1(), CODE)
        .await;
    let service = Service::with(&[("entra.token_versions", "1.0")]).await;
    let [v2, v1] = both_versions(&service);
    service.accepts("1.0", &v1).await;
    service.refuses("2.0", &v2, CODE).await;
    service.refuses("2.0", &service.application(), CODE).await;
}

#[actix_web::test]
async fn version_agrees_with_the_form_of_the_issuer() {
    let service = Service::start_for_both().await;
    let v2 = service.user(BEN_OF_CONTOSO);
    let draft = changed(&v2, |token| set(token, "ver", "1.0"));
    service.refuses("says 1.0", &draft, "issuer_mismatch").await;
    let v1 = service.user_v1(BEN_OF_CONTOSO);
    let draft = changed(&v1, |token| set(token, "ver", "2.0"));
    let code = "signing_key_issuer_mismatch";
    service.refuses("says 2.0", &draft, code).await;
}
