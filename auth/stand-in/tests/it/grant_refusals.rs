//! What the token endpoint refuses.

use entrance_stand_in::{PERSONAL_ACCOUNTS, StandIn};
use serde_json::Value;

use crate::grant::{address, good, post, with};
use crate::support::{API, CONTOSO, DAEMON, DAEMON_SECRET, PAGE, client, start};
use crate::world::ORDER_DESK;

fn without(name: &str) -> Vec<(&'static str, String)> {
    let mut form = good();
    form.retain(|(found, _)| *found != name);
    assert_eq!(form.len(), 3);
    form
}

/// Asserts a refusal's shape, and gives status, error and number.
async fn refused(response: reqwest::Response) -> (u16, String, u64) {
    let status = response.status().as_u16();
    assert_eq!(response.headers()["cache-control"], "no-store");
    let body: Value = response.json().await.unwrap();
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    let number = body["error_codes"][0].as_u64().unwrap();
    let description = text("error_description");
    assert!(
        description.starts_with(&format!("AADSTS{number}: ")),
        "{description}"
    );
    assert!(description.contains(&format!("Trace ID: {}", text("trace_id"))));
    assert!(description.contains(&format!("Correlation ID: {}", text("correlation_id"))));
    assert_eq!(text("timestamp"), "2027-01-15 08:00:00Z");
    assert!(!description.contains(DAEMON_SECRET));
    (status, text("error"), number)
}

async fn refusal(
    stand_in: &StandIn,
    tenant: &str,
    form: &[(&'static str, String)],
) -> (u16, String, u64) {
    refused(post(stand_in, tenant, form).await).await
}

fn expected(status: u16, error: &str, number: u64) -> (u16, String, u64) {
    (status, error.to_owned(), number)
}

#[tokio::test]
async fn missing_or_empty_parameter_is_refused() {
    let stand_in = start().await;
    for name in ["grant_type", "client_id", "scope"] {
        for form in [without(name), with(name, "")] {
            assert_eq!(
                refusal(&stand_in, CONTOSO, &form).await,
                expected(400, "invalid_request", 900_144)
            );
        }
    }
}

#[tokio::test]
async fn body_of_another_kind_is_refused() {
    let stand_in = start().await;
    let request = client()
        .post(address(&stand_in, CONTOSO))
        .body("{\"grant_type\":1}");
    assert_eq!(
        refused(request.send().await.unwrap()).await,
        expected(400, "invalid_request", 900_144)
    );
}

#[tokio::test]
async fn unsupported_grant_type_is_refused() {
    let stand_in = start().await;
    assert_eq!(
        refusal(&stand_in, CONTOSO, &with("grant_type", "password")).await,
        expected(400, "unsupported_grant_type", 70_003)
    );
}

#[tokio::test]
async fn unknown_client_is_refused() {
    let stand_in = start().await;
    for client_id in [API, "Nightly report"] {
        assert_eq!(
            refusal(&stand_in, CONTOSO, &with("client_id", client_id)).await,
            expected(400, "unauthorized_client", 700_016)
        );
    }
}

#[tokio::test]
async fn public_client_has_no_secret_to_prove_itself_with() {
    let stand_in = start().await;
    assert_eq!(
        refusal(&stand_in, CONTOSO, &with("client_id", PAGE)).await,
        expected(401, "invalid_client", 7_000_215)
    );
}

#[tokio::test]
async fn missing_secret_is_refused() {
    let stand_in = start().await;
    assert_eq!(
        refusal(&stand_in, CONTOSO, &without("client_secret")).await,
        expected(401, "invalid_client", 7_000_216)
    );
}

#[tokio::test]
async fn wrong_secret_is_refused_in_form_and_header() {
    let stand_in = start().await;
    let wrong = expected(401, "invalid_client", 7_000_215);
    for secret in ["wrong", "curious-script-on-this-machine-only"] {
        let form = with("client_secret", secret);
        assert_eq!(refusal(&stand_in, CONTOSO, &form).await, wrong);
    }
    let request = client()
        .post(address(&stand_in, CONTOSO))
        .basic_auth(DAEMON, Some("wrong"))
        .form(&good());
    assert_eq!(refused(request.send().await.unwrap()).await, wrong);
}

#[tokio::test]
async fn scope_other_than_default_is_refused() {
    let stand_in = start().await;
    for scope in [
        format!("api://{API}/user_impersonation"),
        ".default".to_owned(),
        format!("api://{API}/.default openid"),
    ] {
        assert_eq!(
            refusal(&stand_in, CONTOSO, &with("scope", &scope)).await,
            expected(400, "invalid_scope", 1_002_012)
        );
    }
}

#[tokio::test]
async fn unknown_resource_is_refused() {
    let stand_in = start().await;
    // The second one has no roles for programs.
    let without_roles = format!("api://{ORDER_DESK}");
    for resource in ["api://unknown", &without_roles] {
        assert_eq!(
            refusal(
                &stand_in,
                CONTOSO,
                &with("scope", &format!("{resource}/.default"))
            )
            .await,
            expected(400, "invalid_resource", 500_011)
        );
    }
}

#[tokio::test]
async fn tenant_without_the_service_principal_is_refused() {
    let stand_in = start().await;
    for tenant in ["northwindtraders.example", "consumers", PERSONAL_ACCOUNTS] {
        assert_eq!(
            refusal(&stand_in, tenant, &good()).await,
            expected(401, "unauthorized_client", 7_000_229)
        );
    }
}

#[tokio::test]
async fn address_without_a_tenant_is_refused() {
    let stand_in = start().await;
    for tenant in ["common", "organizations"] {
        assert_eq!(
            refusal(&stand_in, tenant, &good()).await,
            expected(400, "invalid_request", 50_059)
        );
    }
}

#[tokio::test]
async fn unknown_tenant_is_refused() {
    let stand_in = start().await;
    for tenant in ["nobody.example", "deadbeef-0000-4000-8000-000000000000"] {
        assert_eq!(
            refusal(&stand_in, tenant, &good()).await,
            expected(400, "invalid_tenant", 90_002)
        );
    }
}
