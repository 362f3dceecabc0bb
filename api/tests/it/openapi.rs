//! The OpenAPI document, pinned and held against what the service says about itself.

use entrance_api::{DevelopmentOverrides, Extension, Settings, openapi_document};
use serde_json::Value;

fn document() -> Value {
    let loaded = Settings::development(&DevelopmentOverrides::default()).unwrap();
    serde_json::from_str(&openapi_document(&loaded.settings, &Extension::new()).unwrap()).unwrap()
}

/// Operations that need no token. The list may only shrink.
const PUBLIC: [&str; 3] = ["/.well-known/oauth-protected-resource", "/livez", "/readyz"];

#[test]
fn the_document_is_pinned() {
    insta::assert_json_snapshot!("openapi", document());
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
            let schemes: Vec<_> = security
                .iter()
                .flat_map(|one| one.as_object().unwrap().keys())
                .collect();
            assert_eq!(schemes, ["entraOAuth2", "bearerAuth"], "{method} {path}");
            for status in ["401", "403", "503"] {
                assert!(
                    operation["responses"].get(status).is_some(),
                    "{method} {path} {status}"
                );
            }
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
