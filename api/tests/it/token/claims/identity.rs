//! `sub`, `azp` or `appid`, `oid`, and optional claims (token-validation 5.7).

use serde_json::{Value, json};

use super::super::{both_versions, changed, refused_values, remove, set};
use crate::service::{BEN_OF_CONTOSO, PAGE, Service};

/// A GUID that has letters.
const GUID: &str = "abcdef00-0000-4000-8000-00000000000a";

/// What is no GUID in lower case and canonical form.
fn no_guids() -> Vec<Value> {
    vec![
        json!(""),
        json!(GUID.to_ascii_uppercase()),
        json!(GUID.replace('-', "")),
        json!(format!("{{{GUID}}}")),
        json!(format!("urn:uuid:{GUID}")),
        json!(format!("{GUID} ")),
        json!(&GUID[..35]),
        json!("anonymous"),
        json!(1),
        json!(true),
        json!([GUID]),
        json!({}),
        Value::Null,
    ]
}

#[actix_web::test]
async fn subject_is_a_text_that_is_not_empty() {
    let service = Service::start_for_both().await;
    let odd = [
        json!(""),
        json!(1),
        json!(true),
        json!([GUID]),
        json!({}),
        Value::Null,
    ];
    for genuine in both_versions(&service) {
        let code = "subject_invalid";
        refused_values(&service, &genuine, code, "sub", &odd).await;
        let missing = changed(&genuine, |token| remove(token, "sub"));
        service.refuses("missing", &missing, code).await;
        let other = changed(&genuine, |token| set(token, "sub", "ä b\"c"));
        let me = service.accepts("any text", &other).await;
        assert_eq!(me["subject"], "ä b\"c");
    }
}

#[actix_web::test]
async fn client_id_is_a_guid_under_the_name_of_the_version() {
    let service = Service::start_for_both().await;
    let code = "client_id_invalid";
    for (genuine, claim, other) in [
        (service.user(BEN_OF_CONTOSO), "azp", "appid"),
        (service.application(), "azp", "appid"),
        (service.user_v1(BEN_OF_CONTOSO), "appid", "azp"),
        (service.application_v1(), "appid", "azp"),
    ] {
        refused_values(&service, &genuine, code, claim, &no_guids()).await;
        let missing = changed(&genuine, |token| remove(token, claim));
        service.refuses("missing", &missing, code).await;
        let renamed = changed(&missing, |token| set(token, other, PAGE));
        service
            .refuses("under the other name", &renamed, code)
            .await;
        let other = changed(&genuine, |token| set(token, claim, GUID));
        let me = service.accepts("another client", &other).await;
        assert_eq!(me["client_id"], GUID);
    }
}

#[actix_web::test]
async fn object_id_is_required_for_users_and_applications() {
    let service = Service::start_for_both().await;
    let code = "object_id_invalid";
    let [user, user_v1] = both_versions(&service);
    for genuine in [
        user,
        user_v1,
        service.application(),
        service.application_v1(),
    ] {
        refused_values(&service, &genuine, code, "oid", &no_guids()).await;
        let missing = changed(&genuine, |token| remove(token, "oid"));
        service.refuses("missing", &missing, code).await;
        let other = changed(&genuine, |token| set(token, "oid", GUID));
        let me = service.accepts("another object", &other).await;
        assert_eq!(me["object_id"], GUID);
    }
}

#[actix_web::test]
async fn optional_claim_of_an_odd_type_counts_as_absent() {
    let service = Service::start_for_both().await;
    for genuine in both_versions(&service) {
        for name in [
            "name",
            "roles",
            "groups",
            "acrs",
            "xms_cc",
            "acct",
            "idp",
            "idtyp",
            "uti",
            "azpacr",
            "appidacr",
            "preferred_username",
            "upn",
            "email",
            "wids",
            "_claim_names",
            "login_hint",
        ] {
            for value in [
                json!(7),
                json!([7]),
                json!({ "x": 7 }),
                json!(true),
                json!(null),
            ] {
                let what = format!("{name} is {value}");
                let mut draft = genuine.clone();
                set(&mut draft, name, value);
                let me = service.accepts(&what, &draft).await;
                assert_eq!(me["kind"], "user", "{what}");
                assert_eq!(me["guest"], false, "{what}");
                assert_eq!(me["roles"], json!([]), "{what}");
            }
        }
    }
    for genuine in [service.application(), service.application_v1()] {
        for value in [json!(7), json!(["x"]), json!({}), Value::Null] {
            let what = format!("scp is {value}");
            let draft = changed(&genuine, |token| set(token, "scp", value));
            let me = service.accepts(&what, &draft).await;
            assert_eq!(me["kind"], "application", "{what}");
        }
    }
}
