//! Finishing the documents: version, servers, license, security and error answers.

use serde_json::{Map, Value, json};

use super::responses::{add_error_responses, shared_responses};
use crate::authorized::OAUTH_SCHEME;
use crate::settings::Settings;

/// The name of the scheme for pasting a token.
const BEARER_SCHEME: &str = "bearerAuth";
const TITLE: &str = "Entrance";
const DESCRIPTION: &str = "The front door of an API protected by Microsoft Entra ID. \
    Operations with a padlock need an access token; every error is a problem document (RFC 9457) \
    with a stable code.";
const TAGS: [(&str, &str); 5] = [
    (
        "Backends",
        "Verdicts on tokens, for backends that ask themselves.",
    ),
    ("Caller", "Who calls."),
    ("Discovery", "What a client needs to know to begin."),
    ("Health", "Probes for whoever runs the service."),
    ("Tenants", "The directory of tenants, for operators."),
];
const OAUTH_DESCRIPTION: &str = "Sign-in at Microsoft Entra ID by authorization code with PKCE \
    (S256). The page is a public client: there is no client secret.";
const BEARER_DESCRIPTION: &str = "An access token for this API that was got elsewhere.";

/// The document in OpenAPI 3.0.3, made from the converted one and, for what the conversion loses,
/// paperclip's native one.
pub(super) fn openapi(
    mut document: Value,
    native: &Value,
    settings: &Settings,
    own_tags: &[(&str, &str)],
) -> Value {
    set(&mut document, "openapi", json!("3.0.3"));
    set(&mut document, "info", info());
    set(
        &mut document,
        "servers",
        json!([{ "url": settings.server.public_url.as_str() }]),
    );
    set(&mut document, "tags", tags(own_tags));
    for operation in operations(&mut document) {
        let policy = policy_of(operation);
        let security = policy.as_deref().map_or_else(
            || json!([]),
            |policy| {
                let scopes = requested_scopes(settings, policy);
                json!([{ OAUTH_SCHEME: scopes }, { BEARER_SCHEME: [] }])
            },
        );
        operation.insert("security".to_owned(), security);
        add_error_responses(operation, policy.is_some());
    }
    let components = document
        .as_object_mut()
        .map(|root| root.entry("components").or_insert_with(|| json!({})));
    if let Some(components) = components {
        keep_examples(components, native);
        set(components, "securitySchemes", schemes(settings));
        shared_responses(components);
    }
    document
}

/// The document in Swagger 2.0, for tools that know nothing newer.
pub(super) fn swagger(mut document: Value, settings: &Settings) -> Value {
    set(&mut document, "info", info());
    let scopes = all_scopes(settings);
    let base = settings.entra.authority.base();
    let scheme = json!({
        "type": "oauth2",
        "flow": "accessCode",
        "authorizationUrl": format!("{base}/oauth2/v2.0/authorize"),
        "tokenUrl": format!("{base}/oauth2/v2.0/token"),
        "scopes": scopes,
        "description": OAUTH_DESCRIPTION,
    });
    set(
        &mut document,
        "securityDefinitions",
        json!({ OAUTH_SCHEME: scheme }),
    );
    for operation in operations(&mut document) {
        if let Some(policy) = policy_of(operation) {
            let scopes = requested_scopes(settings, &policy);
            operation.insert("security".to_owned(), json!([{ OAUTH_SCHEME: scopes }]));
        }
    }
    document
}

/// The conversion drops the examples of types.
fn keep_examples(components: &mut Value, native: &Value) {
    let definitions = native.get("definitions").and_then(Value::as_object);
    let schemas = components.get_mut("schemas");
    let schemas = schemas.and_then(Value::as_object_mut);
    for (name, schema) in schemas.into_iter().flatten() {
        let definition = definitions.and_then(|definitions| definitions.get(name));
        if let Some(example) = definition.and_then(|definition| definition.get("example")) {
            set(schema, "example", example.clone());
        }
    }
}

fn info() -> Value {
    json!({
        "title": TITLE,
        "version": env!("CARGO_PKG_VERSION"),
        "description": DESCRIPTION,
        "license": { "name": "MIT", "url": "https://opensource.org/license/mit" },
    })
}

fn tags(own: &[(&str, &str)]) -> Value {
    TAGS.iter()
        .chain(own)
        .map(|(name, description)| json!({ "name": name, "description": description }))
        .collect()
}

fn schemes(settings: &Settings) -> Value {
    let base = settings.entra.authority.base();
    json!({
        OAUTH_SCHEME: {
            "type": "oauth2",
            "description": OAUTH_DESCRIPTION,
            "flows": {
                "authorizationCode": {
                    "authorizationUrl": format!("{base}/oauth2/v2.0/authorize"),
                    "tokenUrl": format!("{base}/oauth2/v2.0/token"),
                    "scopes": all_scopes(settings),
                },
            },
        },
        BEARER_SCHEME: {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": BEARER_DESCRIPTION,
        },
    })
}

/// The scopes of all policies in full, as operations and scheme must both name them.
fn all_scopes(settings: &Settings) -> Map<String, Value> {
    settings
        .policies
        .names()
        .flat_map(|policy| requested_scopes(settings, policy.as_str()))
        .map(|scope| (scope, json!("Call the API as the signed-in user")))
        .collect()
}

fn requested_scopes(settings: &Settings, policy: &str) -> Vec<String> {
    let scopes = settings
        .policies
        .get(policy)
        .map(entrance_domain::Policy::scopes);
    scopes
        .into_iter()
        .flatten()
        .map(|scope| settings.entra.requested_scope(scope))
        .collect()
}

/// The policy that a handler named by type: paperclip records it as the operation's scope.
fn policy_of(operation: &Map<String, Value>) -> Option<String> {
    let requirements = operation.get("security")?.as_array()?;
    requirements
        .iter()
        .find_map(|requirement| requirement.get(OAUTH_SCHEME)?.as_array()?.first()?.as_str())
        .map(ToOwned::to_owned)
}

fn operations(document: &mut Value) -> impl Iterator<Item = &mut Map<String, Value>> {
    document
        .get_mut("paths")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flat_map(|paths| paths.values_mut())
        .filter_map(Value::as_object_mut)
        .flat_map(|item| item.values_mut())
        .filter_map(Value::as_object_mut)
}

fn set(object: &mut Value, name: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}
