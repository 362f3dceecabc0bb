//! One JSON object, without duplicate names (token-validation 3.1).

use entrance_stand_in::{Draft, KeyName};

use super::super::both_versions;
use crate::service::{BEN_OF_CONTOSO, Service};

/// A change of a JSON text.
type Rewrite = fn(&str) -> String;

/// The tokens whose header, and whose payload, is rewritten; each with what it is.
fn rewritten(service: &Service, genuine: &Draft, rewrite: Rewrite) -> [(&'static str, String); 2] {
    let header = serde_json::to_string(&genuine.header).unwrap();
    let payload = serde_json::to_string(&genuine.claims).unwrap();
    let sign = |header: &str, payload: &str| {
        let signer = KeyName::Organization(0);
        service.stand_in.sign_parts(header, payload, &signer)
    };
    [
        ("header", sign(&rewrite(&header), &payload).unwrap()),
        ("payload", sign(&header, &rewrite(&payload)).unwrap()),
    ]
}

async fn refused(cases: &[(&str, Rewrite)], code: &str) {
    let service = Service::start_for_both().await;
    for genuine in both_versions(&service) {
        for (_, token) in rewritten(&service, &genuine, str::to_owned) {
            service.accepts_token("the genuine token", &token).await;
        }
        for (case, rewrite) in cases {
            for (part, token) in rewritten(&service, &genuine, *rewrite) {
                let what = format!("{part}: {case}");
                service.refuses_token(&what, &token, code).await;
            }
        }
    }
}

/// A member put in front of the others.
fn in_front(json: &str, member: &str) -> String {
    format!("{{{member},{}", &json[1..])
}

/// Objects and arrays, this many levels deep with the outermost object.
fn nested(json: &str, levels: usize) -> String {
    let inner = levels - 1;
    let deep = format!("\"deep\":{}{}", "[".repeat(inner), "]".repeat(inner));
    in_front(json, &deep)
}

#[actix_web::test]
async fn anything_but_one_json_object_is_refused() {
    refused(
        &[
            ("byte order mark", |json| format!("\u{feff}{json}")),
            ("array", |json| format!("[{json}]")),
            ("string", |json| serde_json::to_string(json).unwrap()),
            ("null", |_| "null".to_owned()),
            ("number", |_| "1".to_owned()),
            ("nothing", |_| String::new()),
            ("white space", |_| "  ".to_owned()),
            ("two objects", |json| format!("{json}{json}")),
            ("text behind", |json| format!("{json}x")),
            ("text before", |json| format!("x{json}")),
            ("comma behind", |json| json.replacen('}', ",}", 1)),
            ("end missing", |json| json[..json.len() - 1].to_owned()),
            ("single quotes", |json| in_front(json, "'x':1")),
            ("bare name", |json| in_front(json, "x:1")),
            ("comment", |json| in_front(json, "/**/\"x\":1")),
            ("not a number", |json| in_front(json, "\"x\":NaN")),
            ("endless number", |json| in_front(json, "\"x\":1e999")),
            ("leading zero", |json| in_front(json, "\"x\":01")),
            ("half a character", |json| in_front(json, r#""x":"\ud800""#)),
            ("unknown escape", |json| in_front(json, r#""x":"\q""#)),
            ("bare control character", |json| {
                in_front(json, "\"x\":\"\t\"")
            }),
        ],
        "token_malformed",
    )
    .await;
}

#[actix_web::test]
async fn name_that_occurs_twice_is_refused_at_any_depth_and_in_any_spelling() {
    refused(
        &[
            ("same name", |json| in_front(json, r#""x":1,"x":1"#)),
            ("other value", |json| in_front(json, r#""x":1,"x":{}"#)),
            ("escaped", |json| in_front(json, r#""x":1,"\u0078":1"#)),
            ("both escaped", |json| {
                in_front(json, r#""\u0078":1,"\u0078":1"#)
            }),
            ("empty names", |json| in_front(json, r#""":1,"":1"#)),
            ("in an object", |json| {
                in_front(json, r#""y":{"x":1,"x":1}"#)
            }),
            ("in an array", |json| {
                in_front(json, r#""y":[0,[{"x":1,"z":0,"x":1}]]"#)
            }),
            ("deep and escaped", |json| {
                in_front(json, r#""y":{"z":{"x":1,"\u0078":1}}"#)
            }),
            ("among many", |json| {
                let many: Vec<_> = (0..100).map(|n| format!("\"n{n}\":{n}")).collect();
                in_front(json, &format!("{},\"n50\":50", many.join(",")))
            }),
        ],
        "token_member_duplicated",
    )
    .await;
}

#[actix_web::test]
async fn names_that_matter_cannot_be_doubled() {
    let service = Service::start_for_both().await;
    for genuine in both_versions(&service) {
        let header = serde_json::to_string(&genuine.header).unwrap();
        let payload = serde_json::to_string(&genuine.claims).unwrap();
        let double = |json: &str, name: &str, value: &serde_json::Value| {
            in_front(json, &format!("{}:{value}", serde_json::json!(name)))
        };
        let signer = KeyName::Organization(0);
        for (name, value) in &genuine.header {
            let header = double(&header, name, value);
            let token = service.stand_in.sign_parts(&header, &payload, &signer);
            let code = "token_member_duplicated";
            service.refuses_token(name, &token.unwrap(), code).await;
        }
        for (name, value) in &genuine.claims {
            let payload = double(&payload, name, value);
            let token = service.stand_in.sign_parts(&header, &payload, &signer);
            let code = "token_member_duplicated";
            service.refuses_token(name, &token.unwrap(), code).await;
        }
    }
}

#[actix_web::test]
async fn same_name_in_different_objects_is_no_duplicate() {
    let service = Service::start().await;
    let genuine = service.user(BEN_OF_CONTOSO);
    let rewrite: Rewrite =
        |json| in_front(json, r#""y":{"x":1,"alg":"none"},"z":[{"x":1},{"x":1}]"#);
    for (part, token) in rewritten(&service, &genuine, rewrite) {
        service.accepts_token(part, &token).await;
    }
}

#[actix_web::test]
async fn thirty_two_levels_are_the_most() {
    let service = Service::start().await;
    let genuine = service.user(BEN_OF_CONTOSO);
    for (part, token) in rewritten(&service, &genuine, |json| nested(json, 32)) {
        service.accepts_token(part, &token).await;
    }
    refused(
        &[
            ("33 levels", |json| nested(json, 33)),
            ("2000 levels", |json| nested(json, 2_000)),
            ("levels without an end", |json| {
                format!("{}{}", &json[..json.len() - 1], ",\"a\":[".repeat(500))
            }),
        ],
        "token_malformed",
    )
    .await;
}
