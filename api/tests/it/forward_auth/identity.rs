//! The headers that tell a backend who calls.

use serde_json::json;

use super::{HEADERS, without_rules};
use crate::service::{API, BEN_OF_CONTOSO, CONTOSO, PAGE, Service};

async fn headers_of(service: &Service, token: &str) -> Vec<String> {
    let bearer = format!("authorization: Bearer {token}");
    let answer = service.ask("GET", "/forward-auth", &[&bearer]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let value = |name: &str| answer.header(name).unwrap().to_owned();
    HEADERS.into_iter().map(value).collect()
}

#[actix_web::test]
async fn a_user_is_told_with_scopes_and_name() {
    let service = without_rules().await;
    let draft = service.user(BEN_OF_CONTOSO);
    let headers = headers_of(&service, &service.sign(&draft)).await;
    let subject = draft.claims["sub"].as_str().unwrap();
    let expected = [
        "user",
        CONTOSO,
        "20000000-0000-4000-8000-000000000012",
        subject,
        PAGE,
        "user_impersonation",
        "",
        "Ben%20Member",
    ];
    assert_eq!(headers, expected);
}

#[actix_web::test]
async fn an_application_has_an_empty_header_where_there_is_nothing_to_say() {
    let service = without_rules().await;
    let mut draft = service.application();
    draft.claims.remove("name");
    let headers = headers_of(&service, &service.sign(&draft)).await;
    assert_eq!(headers[0], "application");
    assert_eq!(headers[5..], ["", "Api.Access", ""]);
}

#[actix_web::test]
async fn no_value_can_split_a_header_a_list_or_an_item() {
    let service = without_rules().await;
    let mut draft = service.user(BEN_OF_CONTOSO);
    for (claim, value) in [
        (
            "name",
            json!("Zo\u{eb}\r\nX-Auth-Roles: Admin, \u{1f6aa} %41"),
        ),
        ("sub", json!("a b\u{0}c")),
        (
            "roles",
            json!(["Caf\u{e9},Admin", "A;B%20C", "plain.Role-1_~"]),
        ),
        ("scp", json!("user_impersonation x=y,z")),
    ] {
        draft.claims.insert(claim.to_owned(), value);
    }
    let headers = headers_of(&service, &service.sign(&draft)).await;
    assert_eq!(headers[3], "a%20b%00c");
    assert_eq!(headers[5], "user_impersonation x%3Dy%2Cz");
    assert_eq!(headers[6], "Caf%C3%A9%2CAdmin A%3BB%2520C plain.Role-1_~");
    assert_eq!(
        headers[7],
        "Zo%C3%AB%0D%0AX-Auth-Roles%3A%20Admin%2C%20%F0%9F%9A%AA%20%2541"
    );
}

#[actix_web::test]
async fn headers_have_the_names_that_are_configured_and_those_without_are_left_out() {
    let service = Service::with_file(
        "[forward_auth]\nenabled = true\n[forward_auth.headers]\n\
         kind = \"X-Caller-Kind\"\nname = \"\"\n",
    )
    .await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    let bearer = format!("authorization: Bearer {token}");
    let answer = service.ask("GET", "/forward-auth", &[&bearer]).await;
    assert_eq!(answer.header("x-caller-kind"), Some("user"));
    assert_eq!(answer.header("x-auth-tenant-id"), Some(CONTOSO));
    assert_eq!(
        (answer.header("x-auth-kind"), answer.header("x-auth-name")),
        (None, None)
    );
    assert!(
        !answer
            .headers
            .values()
            .any(|value| value.as_bytes() == API.as_bytes())
    );
}
