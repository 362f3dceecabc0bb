//! `aud` (token-validation 5.3).

use serde_json::{Value, json};

use super::super::{changed, refused_values, remove, set};
use crate::service::{API, BEN_OF_CONTOSO, FABRIKAM, PAGE, Service};

const CODE: &str = "audience_mismatch";
/// Another App ID URI of the API.
const URI: &str = "https://api.contoso.example/reports";
const GRAPH: &str = "00000003-0000-0000-c000-000000000000";

async fn service() -> Service {
    Service::with(&[
        ("entra.token_versions", "1.0,2.0"),
        ("entra.audiences", URI),
    ])
    .await
}

/// What no version accepts.
fn never() -> Vec<Value> {
    vec![
        json!(""),
        json!(GRAPH),
        json!(PAGE),
        json!(FABRIKAM),
        json!(API.to_ascii_uppercase()),
        json!(format!(" {API}")),
        json!(format!("{API} ")),
        json!(format!("{API}//")),
        json!(format!("{{{API}}}")),
        json!(API.replace('-', "")),
        json!(format!("spn:{API}")),
        json!(&API[..35]),
        json!(format!("api://{API}/user_impersonation")),
        json!(format!("api://{API}//")),
        json!(format!("API://{API}")),
        json!(format!("api:/{API}")),
        json!(format!("api://{GRAPH}")),
        json!(format!("{URI}/x")),
        json!(format!("{URI}//")),
        json!("https://api.contoso.example"),
        json!(format!("{GRAPH} {API}")),
        json!(format!("{GRAPH},{API}")),
        json!([]),
        json!([""]),
        json!([GRAPH]),
        json!([[API]]),
        json!([API, 1]),
        json!([API, null]),
        json!({ "aud": API }),
        json!({ API: true }),
        json!(1),
        json!(true),
        json!(false),
        Value::Null,
    ]
}

#[actix_web::test]
async fn audience_of_version_2_is_the_client_id_and_nothing_else() {
    let service = service().await;
    for genuine in [service.user(BEN_OF_CONTOSO), service.application()] {
        let mut refused = never();
        refused.extend([
            json!(format!("{API}/")),
            json!(format!("api://{API}")),
            json!(format!("api://{API}/")),
            json!(URI),
            json!(format!("{URI}/")),
            json!([URI, format!("api://{API}")]),
        ]);
        refused_values(&service, &genuine, CODE, "aud", &refused).await;
        let missing = changed(&genuine, |token| remove(token, "aud"));
        service.refuses("missing", &missing, CODE).await;
        assert_eq!(genuine.claims["aud"], API);
        for audience in [json!([API]), json!([GRAPH, API]), json!([API, GRAPH])] {
            let what = audience.to_string();
            let draft = changed(&genuine, |token| set(token, "aud", audience));
            service.accepts(&what, &draft).await;
        }
    }
}

#[actix_web::test]
async fn audience_of_version_1_may_also_be_an_app_id_uri_with_or_without_a_slash() {
    let service = service().await;
    for genuine in [service.user_v1(BEN_OF_CONTOSO), service.application_v1()] {
        refused_values(&service, &genuine, CODE, "aud", &never()).await;
        let missing = changed(&genuine, |token| remove(token, "aud"));
        service.refuses("missing", &missing, CODE).await;
        for audience in [
            json!(API),
            json!(format!("{API}/")),
            json!(format!("api://{API}")),
            json!(format!("api://{API}/")),
            json!(URI),
            json!(format!("{URI}/")),
            json!([GRAPH, URI]),
        ] {
            let mut draft = genuine.clone();
            set(&mut draft, "aud", audience.clone());
            service.accepts(&audience.to_string(), &draft).await;
        }
    }
}

#[actix_web::test]
async fn own_app_id_uri_counts_beside_the_usual_one() {
    let service = Service::with(&[
        ("entra.token_versions", "1.0,2.0"),
        ("entra.app_id_uri", URI),
    ])
    .await;
    let genuine = service.user_v1(BEN_OF_CONTOSO);
    for audience in [URI, &format!("api://{API}"), API] {
        let mut draft = genuine.clone();
        set(&mut draft, "aud", audience);
        service.accepts(audience, &draft).await;
    }
    let draft = changed(&service.user(BEN_OF_CONTOSO), |token| {
        set(token, "aud", URI);
    });
    service.refuses("version 2.0", &draft, CODE).await;
}
