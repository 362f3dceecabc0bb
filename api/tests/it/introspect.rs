//! What a token means, told to authenticated backends (RFC 7662).

mod callers;
mod requests;
mod tokens;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::service::{Answer, CONTOSO, FABRIKAM, Service};

const INTROSPECT: &str = "/oauth2/introspect";
const FORM: &str = "application/x-www-form-urlencoded";
const ROLE: &str = "Tokens.Introspect";

/// The client of the configuration below.
const ID: &str = "backend-1";
const SECRET: &str = "a secret that nobody guesses";

/// Contoso is the operator.
fn configuration() -> String {
    format!(
        "[tenants]\noperator = \"{CONTOSO}\"\n[introspection]\nenabled = true\n\
         [[introspection.clients]]\nid = \"{ID}\"\n\
         secret_sha256 = \"d014ebf2c711502ceece2ff5eed92c6e76ae15029ab2b2af7eeaa7b856cd65b6\"\n"
    )
}

async fn service() -> Service {
    Service::with_file(&configuration()).await
}

fn basic(id: &str, secret: &str) -> String {
    format!(
        "authorization: Basic {}",
        STANDARD.encode(format!("{id}:{secret}"))
    )
}

/// An application of a tenant that holds the role.
fn introspector(service: &Service, tenant: &str) -> String {
    bearer(service, tenant, &[ROLE])
}

fn bearer(service: &Service, tenant: &str, roles: &[&str]) -> String {
    let draft = service.stand_in.application_token("Nightly report", tenant);
    let mut draft = draft.unwrap();
    draft.claims.insert("roles".to_owned(), json!(roles));
    format!("authorization: Bearer {}", service.sign(&draft))
}

async fn ask(service: &Service, caller: &str, token: &str) -> Answer {
    service
        .post(INTROSPECT, FORM, &[caller], &format!("token={token}"))
        .await
}

/// The answer to a caller that is let in.
async fn meaning(service: &Service, caller: &str, token: &str) -> Value {
    let answer = ask(service, caller, token).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    answer.json()
}

fn inactive() -> Value {
    json!({ "active": false })
}

/// The other tenant that is admitted.
const CUSTOMER: &str = FABRIKAM;
