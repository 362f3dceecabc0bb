//! The protected resource describes itself (RFC 9728).

use serde_json::json;

use super::keyless;
use crate::issuer::nowhere;
use crate::process::{CLIENT_ID, Launch};
use crate::wire::Request;

const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

#[test]
fn the_document_says_where_tokens_come_from() {
    let instance = nowhere();
    let service = Launch::serve(&instance).start();
    let address = service.address();
    let answer = Request::get(WELL_KNOWN).send(address);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let document = answer.json();
    assert_eq!(
        document["resource"],
        format!("http://localhost:{}", address.port())
    );
    assert_eq!(
        document["authorization_servers"],
        json!([format!("{instance}/organizations/v2.0")])
    );
    let scope = format!("api://{CLIENT_ID}/user_impersonation");
    assert_eq!(document["scopes_supported"], json!([scope]));
    assert_eq!(document["bearer_methods_supported"], json!(["header"]));
    assert!(document["resource_name"].is_string());
}

#[test]
fn a_challenge_leads_to_the_document() {
    let service = keyless();
    let address = service.address();
    let answer = Request::get("/api/v1/me").send(address);
    let own = format!("http://localhost:{}", address.port());
    assert_eq!(
        answer.header("www-authenticate"),
        Some(format!("Bearer realm=\"{own}\", resource_metadata=\"{own}{WELL_KNOWN}\"").as_str())
    );
}

#[test]
fn a_path_in_the_public_address_stands_behind_the_well_known_part() {
    let service = Launch::serve(&nowhere())
        .variable(
            "ENTRANCE__SERVER__PUBLIC_URL",
            "https://api.contoso.com/entrance/v1",
        )
        .start();
    let address = service.address();
    let path = format!("{WELL_KNOWN}/entrance/v1");
    let answer = Request::get(&path).send(address);
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.json()["resource"],
        "https://api.contoso.com/entrance/v1"
    );
    // Where the proxy strips the prefix, this is what is left of an address below it.
    assert_eq!(Request::get(WELL_KNOWN).send(address).body, answer.body);

    let challenge = Request::get("/api/v1/me").send(address);
    assert_eq!(
        challenge.header("www-authenticate"),
        Some(
            format!(
                "Bearer realm=\"https://api.contoso.com/entrance/v1\", \
                 resource_metadata=\"https://api.contoso.com{path}\""
            )
            .as_str()
        )
    );
    for other in ["/entrance", "/entrance/v1/", "/entrance/v2", "/"] {
        let answer = Request::get(&format!("{WELL_KNOWN}{other}")).send(address);
        assert_eq!(answer.status, 404, "{other}");
    }
    let other_method = Request::new("POST", WELL_KNOWN).send(address);
    assert_eq!(other_method.status, 405);
    assert_eq!(other_method.header("allow"), Some("GET, HEAD"));
}

#[test]
fn the_host_of_a_request_is_never_believed() {
    let service = keyless();
    let address = service.address();
    let answer = Request::get(WELL_KNOWN)
        .header("x-forwarded-host", "evil.example")
        .header("x-forwarded-proto", "https")
        .header("forwarded", "host=evil.example")
        .send(address);
    assert!(!answer.body.contains("evil"), "{}", answer.body);
}
