//! What the handlers say about themselves, checked against the settings before anything runs.

use std::collections::HashMap;

use actix_web::App;
use anyhow::{Context as _, bail};
use paperclip::actix::{OpenApiExt as _, web};
use serde_json::{Map, Value};

use super::routing::{ONBOARDING_PATHS, UNDOCUMENTED_PATHS, addresses};
use crate::authorized::OAUTH_SCHEME;
use crate::extension::Extension;
use crate::openapi::OpenApiDocuments;
use crate::routes::INTROSPECTION_PATH;
use crate::settings::Settings;

/// What answers under `/api` without the guard, and why. The list may only shrink.
const OUTSIDE_THE_GUARD: [(&str, &str, &str); 1] = [(
    "post",
    "/api/v1/validate",
    "the token is the question, not the credential; only peers in validation.callers may ask",
)];

/// Facts that are read from the description of the handlers.
pub(super) struct Document {
    /// By route pattern: the value of `Allow`.
    pub(super) methods: HashMap<String, String>,
    /// The finished documents.
    pub(super) documents: OpenApiDocuments,
}

/// Collects the description of all addresses.
///
/// # Errors
/// If a handler under `/api` names no policy, or one that the settings lack, or if the extension
/// takes what is Entrance's.
pub(super) fn describe(settings: &Settings, extension: &Extension) -> anyhow::Result<Document> {
    let public_url = &settings.server.public_url;
    refuse_overlap(
        &gather(addresses(public_url, &Extension::new())).native,
        &gather(|app| {
            app.service(web::scope("/api").configure(|api| extension.configure(api)));
        })
        .native,
    )?;
    let Gathered { native, converted } = gather(addresses(public_url, extension));
    let paths = members(&native, "paths").context("the handlers have no description")?;
    // What the document leaves out answers GET only.
    let mut methods: HashMap<String, String> = UNDOCUMENTED_PATHS
        .into_iter()
        .map(|path| (path, "GET, HEAD"))
        .chain(ONBOARDING_PATHS)
        .map(|(path, methods)| (path.to_owned(), methods.to_owned()))
        .collect();
    methods.insert(INTROSPECTION_PATH.to_owned(), "POST".to_owned());
    for (path, item) in paths {
        let mut answered = Vec::new();
        for (method, operation) in item.as_object().into_iter().flatten() {
            if !operation.is_object() {
                continue;
            }
            check_policy(settings, path, method, operation)?;
            answered.push(method.to_uppercase());
        }
        if answered.iter().any(|method| method == "GET") {
            answered.push("HEAD".to_owned());
        }
        methods.insert(path.clone(), answered.join(", "));
    }
    let documents = OpenApiDocuments::new(native, converted, settings, extension.tags());
    Ok(Document { methods, documents })
}

/// What paperclip gathers from handlers: its own form, Swagger 2.0, and OpenAPI 3 made from it.
struct Gathered {
    native: Value,
    converted: Value,
}

fn gather(addresses: impl FnOnce(&mut web::ServiceConfig<'_>)) -> Gathered {
    let (mut native, mut converted) = (Value::Null, Value::Null);
    let _ = App::new()
        .wrap_api()
        .configure(addresses)
        .with_raw_json_spec(|app, document| {
            native = document;
            app
        })
        .with_raw_json_spec_v3(|app, document| {
            converted = document;
            app
        });
    Gathered { native, converted }
}

/// An address or a type's name can be given once: a second one would be described, but never reached,
/// or would change the description of the first.
fn refuse_overlap(entrance: &Value, extension: &Value) -> anyhow::Result<()> {
    for (kind, what) in [("paths", "address"), ("definitions", "type name")] {
        for name in members(extension, kind).into_iter().flat_map(Map::keys) {
            if members(entrance, kind).is_some_and(|taken| taken.contains_key(name)) {
                bail!("the {what} {name} is Entrance's own: choose another one for yours");
            }
        }
    }
    Ok(())
}

fn members<'a>(document: &'a Value, name: &str) -> Option<&'a Map<String, Value>> {
    document.get(name)?.as_object()
}

fn check_policy(
    settings: &Settings,
    path: &str,
    method: &str,
    operation: &Value,
) -> anyhow::Result<()> {
    let policies: Vec<_> = operation
        .get("security")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|requirement| requirement.get(OAUTH_SCHEME)?.as_array())
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let guarded = path == "/api" || path.starts_with("/api/");
    let excepted = OUTSIDE_THE_GUARD
        .iter()
        .any(|(known, known_path, _)| (*known, *known_path) == (method, path));
    if guarded && !excepted && policies.is_empty() {
        bail!("{method} {path} names no policy: give its handler a parameter Authorized<…>");
    }
    for policy in policies {
        if settings.policies.get(policy).is_none() {
            bail!("{method} {path} needs the policy \"{policy}\": add [policies.{policy}]");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::settings::DevelopmentOverrides;

    fn check(path: &str, operation: &Value) -> Result<(), String> {
        let loaded = Settings::development(&DevelopmentOverrides::default()).unwrap();
        check_policy(&loaded.settings, path, "get", operation).map_err(|error| error.to_string())
    }

    #[test]
    fn a_handler_under_api_must_name_a_policy() {
        let others_scheme = json!({ "security": [{ "apiKey": ["default"] }] });
        for path in ["/api", "/api/v1/me"] {
            for operation in [json!({}), json!({ "security": [] }), others_scheme.clone()] {
                let refusal = check(path, &operation).unwrap_err();
                assert!(refusal.contains("names no policy"), "{refusal}");
            }
        }
        assert_eq!(check("/livez", &json!({})), Ok(()));
    }

    #[test]
    fn a_policy_that_a_handler_names_must_be_configured() {
        let naming = |policy: &str| json!({ "security": [{ OAUTH_SCHEME: [policy] }] });
        assert_eq!(check("/api/v1/me", &naming("default")), Ok(()));
        for path in ["/api/v1/me", "/elsewhere"] {
            let refusal = check(path, &naming("auditors")).unwrap_err();
            assert!(refusal.contains("[policies.auditors]"), "{refusal}");
        }
    }

    #[test]
    fn the_handlers_of_this_service_pass() {
        let loaded = Settings::development(&DevelopmentOverrides::default()).unwrap();
        let document = describe(&loaded.settings, &Extension::new()).unwrap();
        assert_eq!(document.methods["/api/v1/me"], "GET, HEAD");
    }
}
