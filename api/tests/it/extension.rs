//! Routes of one's own beside those of Entrance: closed, judged and described like them.

#![expect(clippy::ref_option_ref, reason = "paperclip's macro writes it")]

use actix_web::HttpResponse;
use entrance_api::{ApiError, Authorized, Extension, NamedPolicy, openapi_document};
use paperclip::actix::web::{self, Json, Path};
use paperclip::actix::{Apiv2Schema, api_v2_errors, api_v2_operation};
use serde::Serialize;
use serde_json::Value;

use crate::service::{BEN_OF_CONTOSO, CONTOSO, NOWHERE, Service, load};

const INVOICES: &str = "/api/v1/invoices";
const POLICY: &str = "[policies.invoices]\nscopes = [\"Invoices.Read\"]\n";

struct InvoicesPolicy;

impl NamedPolicy for InvoicesPolicy {
    const NAME: &'static str = "invoices";
}

/// The invoices of one tenant.
#[derive(Serialize, Apiv2Schema)]
struct Invoices {
    tenant_id: String,
}

#[api_v2_operation(summary = "Invoices", operation_id = "listInvoices", tags(Invoices))]
async fn invoices(caller: Authorized<InvoicesPolicy>) -> Result<Json<Invoices>, ApiError> {
    let tenant_id = caller.principal().tenant_id().to_string();
    Ok(Json(Invoices { tenant_id }))
}

/// There is no such invoice.
#[api_v2_errors(404, description = "There is no such invoice.")]
#[derive(Debug)]
struct NoSuchInvoice;

impl std::fmt::Display for NoSuchInvoice {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("there is no such invoice")
    }
}

impl actix_web::ResponseError for NoSuchInvoice {
    fn status_code(&self) -> actix_web::http::StatusCode {
        actix_web::http::StatusCode::NOT_FOUND
    }
}

#[api_v2_operation(summary = "One", operation_id = "getInvoice", tags(Invoices))]
async fn invoice(
    _: Authorized<InvoicesPolicy>,
    _: Path<String>,
) -> Result<Json<Invoices>, NoSuchInvoice> {
    Err(NoSuchInvoice)
}

fn extension() -> Extension {
    Extension::new()
        .with_defaults("invoices.toml", POLICY)
        .with_tag("Invoices", "What was billed.")
        .with_routes(|api| {
            api.service(web::resource("/v1/invoices").route(web::get().to(invoices)))
                .service(web::resource("/v1/invoices/{number}").route(web::get().to(invoice)));
        })
}

async fn answer(service: &Service, path: &str, scope: &str) -> (u16, Value) {
    let draft = service.stand_in.user_token(BEN_OF_CONTOSO, scope).unwrap();
    let authorization = format!("Bearer {}", service.sign(&draft));
    let header = ("authorization", authorization.as_bytes());
    let answer = service.get(path, &[header]).await;
    (answer.status, answer.json())
}

#[actix_web::test]
async fn own_route_is_judged_by_its_own_policy() {
    let service = Service::extended(&[], extension()).await;
    let (status, body) = answer(&service, INVOICES, "Invoices.Read").await;
    assert_eq!((status, &body["tenant_id"]), (200, &CONTOSO.into()));
    let (status, body) = answer(&service, INVOICES, "user_impersonation").await;
    assert_eq!((status, &body["code"]), (403, &"scope_missing".into()));
    let (status, _) = answer(&service, "/api/v1/me", "user_impersonation").await;
    assert_eq!(status, 200);
}

#[actix_web::test]
async fn own_route_is_closed_to_whoever_has_no_token() {
    let service = Service::extended(&[], extension()).await;
    for path in [INVOICES, "/api/v1/invoices/1", "/api/v1/nothing"] {
        let answer = service.get(path, &[]).await;
        assert_eq!(answer.status, 401, "{path}");
        assert_eq!(answer.member("code"), "credentials_missing", "{path}");
    }
}

#[actix_web::test]
async fn own_error_becomes_a_problem_document() {
    let service = Service::extended(&[], extension()).await;
    let (status, body) = answer(&service, "/api/v1/invoices/1", "Invoices.Read").await;
    assert_eq!((status, &body["code"]), (404, &"not_found".into()));
}

#[actix_web::test]
async fn own_defaults_are_below_what_is_configured() {
    let configured = [("policies.invoices.scopes", "Invoices.Read.All")];
    let service = Service::extended(&configured, extension()).await;
    assert_eq!(answer(&service, INVOICES, "Invoices.Read.All").await.0, 200);
    assert_eq!(answer(&service, INVOICES, "Invoices.Read").await.0, 403);
}

#[actix_web::test]
async fn answer_without_a_policy_is_withheld_even_if_nothing_describes_it() {
    let extension = extension().with_routes(|api| {
        let secret = || async { HttpResponse::Ok().body("a secret") };
        api.service(web::scope("/v1/open").default_service(actix_web::web::to(secret)));
    });
    let service = Service::extended(&[], extension).await;
    assert_eq!(service.get("/api/v1/open/door", &[]).await.status, 401);
    let (status, body) = answer(&service, "/api/v1/open/door", "Invoices.Read").await;
    assert_eq!((status, &body["code"]), (500, &"policy_missing".into()));
}

fn document(extension: &Extension) -> anyhow::Result<Value> {
    let settings = load(NOWHERE, &[], extension);
    Ok(serde_json::from_str(&openapi_document(
        &settings, extension,
    )?)?)
}

#[test]
fn own_routes_are_in_the_document_like_the_others() {
    let document = document(&extension()).unwrap();
    let operation = &document["paths"][INVOICES]["get"];
    let scope = operation["security"][0]["entraOAuth2"][0].as_str().unwrap();
    assert!(scope.starts_with("api://") && scope.ends_with("/Invoices.Read"));
    for status in ["200", "400", "401", "403", "503"] {
        assert!(operation["responses"].get(status).is_some(), "{status}");
    }
    let tags = document["tags"].as_array().unwrap();
    let tag = tags.iter().find(|tag| tag["name"] == "Invoices").unwrap();
    assert_eq!(tag["description"], "What was billed.");
    assert!(document["paths"].get("/api/v1/me").is_some());
}

#[test]
fn own_errors_are_described_as_problem_documents() {
    let document = document(&extension()).unwrap();
    let missing = &document["paths"]["/api/v1/invoices/{number}"]["get"]["responses"]["404"];
    assert_eq!(missing["description"], "There is no such invoice.");
    let schema = &missing["content"]["application/problem+json"]["schema"]["$ref"];
    assert_eq!(schema, "#/components/schemas/Problem");
}

fn refusal(extension: &Extension) -> String {
    document(extension).unwrap_err().to_string()
}

#[api_v2_operation(operation_id = "leaveOpen")]
async fn open() -> Result<Json<String>, ApiError> {
    Ok(Json("a secret".to_owned()))
}

#[test]
fn own_route_without_a_policy_keeps_the_service_from_starting() {
    let extension = Extension::new().with_routes(|api| {
        api.service(web::resource("/v1/open").route(web::get().to(open)));
    });
    let refusal = refusal(&extension);
    assert!(
        refusal.contains("get /api/v1/open names no policy"),
        "{refusal}"
    );
}

#[test]
fn own_route_whose_policy_is_not_configured_keeps_the_service_from_starting() {
    let extension = Extension::new().with_routes(|api| {
        api.service(web::resource("/v1/invoices").route(web::get().to(invoices)));
    });
    let refusal = refusal(&extension);
    assert!(refusal.contains("[policies.invoices]"), "{refusal}");
}

#[test]
fn own_route_at_an_address_of_entrance_keeps_the_service_from_starting() {
    let extension = extension().with_routes(|api| {
        api.service(web::resource("/v1/me").route(web::put().to(invoices)));
    });
    let refusal = refusal(&extension);
    assert!(refusal.contains("the address /api/v1/me"), "{refusal}");
}

/// Another type of a name that Entrance uses.
#[derive(Serialize, Apiv2Schema)]
struct Me {
    own: bool,
}

#[api_v2_operation(operation_id = "getOwn")]
async fn own(_: Authorized<InvoicesPolicy>) -> Result<Json<Me>, ApiError> {
    Ok(Json(Me { own: true }))
}

#[test]
fn own_type_of_a_name_that_is_taken_keeps_the_service_from_starting() {
    let extension = extension().with_routes(|api| {
        api.service(web::resource("/v1/own").route(web::get().to(own)));
    });
    let refusal = refusal(&extension);
    assert!(refusal.contains("the type name Me"), "{refusal}");
}

#[test]
fn faults_in_own_defaults_name_their_file() {
    let extension =
        Extension::new().with_defaults("invoices.toml", "[policies.invoices]\nscope = 1\n");
    let sources = entrance_api::Sources {
        defaults: extension.defaults().to_vec(),
        ..entrance_api::Sources::default()
    };
    let error = entrance_api::Settings::load(&sources)
        .unwrap_err()
        .to_string();
    assert!(error.contains("invoices.toml, line 2"), "{error}");
}
