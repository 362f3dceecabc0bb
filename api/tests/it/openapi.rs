//! The OpenAPI document, pinned and held against what the service says about itself.

use std::collections::BTreeSet;

use entrance_api::{DevelopmentOverrides, Extension, Settings, openapi_document};
use serde_json::Value;

use crate::service::Service;

fn document() -> Value {
    let loaded = Settings::development(&DevelopmentOverrides::default()).unwrap();
    serde_json::from_str(&openapi_document(&loaded.settings, &Extension::new()).unwrap()).unwrap()
}

/// Operations that need no token. The list may only shrink.
const PUBLIC: [&str; 3] = ["/.well-known/oauth-protected-resource", "/livez", "/readyz"];

/// Operations whose token is the question and not the credential: open to certain peers only. The
/// list may only shrink.
const ASKING: [&str; 2] = ["/Validate", "/api/v1/validate"];

#[test]
fn the_document_is_pinned() {
    insta::assert_json_snapshot!("openapi", document());
}

#[actix_web::test]
async fn every_operation_outside_the_public_list_answers_401_without_a_token() {
    let service = Service::start().await;
    let document = service.get("/openapi.json", &[]).await.json();
    let mut walked = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            let closed = !PUBLIC.contains(&path.as_str());
            let answer = service
                .raw(
                    format!(
                        "{} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n",
                        method.to_uppercase()
                    )
                    .as_bytes(),
                )
                .await;
            assert_eq!(answer.status == 401, closed, "{method} {path}");
            if closed {
                assert_eq!(answer.member("code"), "credentials_missing");
                assert!(answer.challenge().unwrap().starts_with("Bearer "));
            }
            walked += 1;
        }
    }
    assert!(walked > PUBLIC.len());
}

#[test]
fn every_operation_is_described_for_people() {
    let document = document();
    let tags: Vec<_> = document["tags"].as_array().unwrap().iter().collect();
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let what = format!("{method} {path}");
            for member in ["summary", "description", "operationId"] {
                let text = operation[member].as_str();
                assert!(text.is_some_and(|text| !text.is_empty()), "{what} {member}");
            }
            assert!(ids.insert(operation["operationId"].to_string()), "{what}");
            let tag = &operation["tags"][0];
            let described = tags.iter().find(|known| known["name"] == *tag);
            assert!(described.is_some_and(|tag| tag["description"].is_string()));
        }
    }
    for member in ["title", "version", "description"] {
        assert!(document["info"][member].is_string(), "{member}");
    }
    assert_eq!(document["info"]["license"]["name"], "MIT");
}

#[test]
fn every_successful_answer_has_an_example() {
    let document = document();
    let operations = document["paths"].as_object().unwrap().values();
    for operation in operations.flat_map(|item| item.as_object().unwrap().values()) {
        for (status, response) in operation["responses"].as_object().unwrap() {
            let schema = &response["content"]["application/json"]["schema"]["$ref"];
            let Some(name) = schema.as_str().filter(|_| status.starts_with('2')) else {
                continue;
            };
            let name = name.rsplit('/').next().unwrap();
            let schema = &document["components"]["schemas"][name];
            let example = schema["example"].as_object().unwrap();
            // Neither invented nor forgotten members.
            let shown: BTreeSet<_> = example.keys().collect();
            let declared: BTreeSet<_> = schema["properties"].as_object().unwrap().keys().collect();
            assert_eq!(shown, declared, "{name}");
        }
    }
}

#[test]
fn every_operation_outside_the_public_list_demands_a_token_and_documents_its_refusals() {
    let document = document();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let security = operation["security"].as_array().unwrap();
            if PUBLIC.contains(&path.as_str()) {
                assert!(security.is_empty(), "{method} {path}");
                continue;
            }
            for status in ["401", "403", "503"] {
                assert!(
                    operation["responses"].get(status).is_some(),
                    "{method} {path} {status}"
                );
            }
            if ASKING.contains(&path.as_str()) {
                assert!(security.is_empty(), "{method} {path}");
                continue;
            }
            let schemes: Vec<_> = security
                .iter()
                .flat_map(|one| one.as_object().unwrap().keys())
                .collect();
            assert_eq!(schemes, ["entraOAuth2", "bearerAuth"], "{method} {path}");
        }
    }
}

#[test]
fn operations_and_scheme_name_the_same_full_scopes() {
    let document = document();
    let flow =
        &document["components"]["securitySchemes"]["entraOAuth2"]["flows"]["authorizationCode"];
    let scope = "api://30000000-0000-4000-8000-000000000001/user_impersonation";
    assert!(flow["scopes"].get(scope).is_some());
    assert_eq!(
        document["paths"]["/api/v1/me"]["get"]["security"][0]["entraOAuth2"][0],
        scope
    );
    assert_eq!(
        flow["tokenUrl"],
        "http://localhost:8001/organizations/oauth2/v2.0/token"
    );
}

#[test]
fn schema_names_keep_to_the_characters_that_the_specification_allows() {
    let document = document();
    for (kind, members) in document["components"].as_object().unwrap() {
        for name in members.as_object().unwrap().keys() {
            let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
            assert!(name.chars().all(allowed), "{kind} {name}");
        }
    }
}
