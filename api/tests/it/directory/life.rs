//! How operators bring tenants in and out.

use reqwest::Method;
use serde_json::json;

use super::world::{NORTHWIND, TENANTS, World};
use crate::service::{CONTOSO, FABRIKAM, PERSONAL, is_problem};

#[actix_web::test]
async fn a_tenant_is_invited_approved_suspended_reactivated_and_removed() {
    let world = World::start().await;
    let invited = world.invite(FABRIKAM).await;
    assert_eq!(invited.status, 201, "{}", invited.body);
    let location = format!("{}{TENANTS}/{FABRIKAM}", world.service.public_url());
    assert_eq!(invited.header("location"), Some(&*location));
    let body = invited.json();
    assert_eq!(body["tenant"]["state"], "invited");
    assert_eq!(body["tenant"]["created_at"], "2027-01-15T08:00:00Z");
    assert_eq!(body["tenant"]["created_by"]["tenant_id"], CONTOSO);
    assert_eq!(body["invitation"]["expires_at"], "2027-01-29T08:00:00Z");
    let steps = [
        (world.act(FABRIKAM, "approve").await, "active"),
        (world.suspend(FABRIKAM).await, "suspended"),
        (world.act(FABRIKAM, "reactivate").await, "active"),
    ];
    for (answer, state) in steps {
        assert_eq!((answer.status, &*answer.member("state")), (200, state));
        let version = answer.member("version");
        assert_eq!(answer.header("etag"), Some(&*format!("\"{version}\"")));
    }
    let path = format!("{TENANTS}/{FABRIKAM}");
    let removed = world.operate(Method::DELETE, &path, None).await;
    assert_eq!(removed.member("state"), "removed");
    assert_eq!(world.show(FABRIKAM).await.member("state"), "removed");
    let again = world.invite(FABRIKAM).await;
    assert_eq!(again.status, 200, "the entry is the old one");
    assert_eq!(again.json()["tenant"]["state"], "invited");
}

#[actix_web::test]
async fn inviting_again_gives_another_link() {
    let world = World::start().await;
    let link = |answer: crate::service::Answer| answer.json()["invitation"]["url"].to_string();
    let first = world.invite(FABRIKAM).await;
    let second = world.invite(FABRIKAM).await;
    assert_eq!((first.status, second.status), (201, 200));
    assert_ne!(link(first), link(second));
}

#[actix_web::test]
async fn a_tenant_is_found_by_its_domain() {
    let world = World::start().await;
    let body = json!({ "domain": "NorthwindTraders.example", "display_name": "Northwind" });
    let invited = world.operate(Method::POST, TENANTS, Some(body)).await;
    assert_eq!(invited.status, 201, "{}", invited.body);
    let tenant = &invited.json()["tenant"];
    assert_eq!(tenant["tenant_id"], NORTHWIND);
    assert_eq!(tenant["domain"], "northwindtraders.example");
    let body = json!({ "domain": "nobody.example", "display_name": "Nobody" });
    let unknown = world.operate(Method::POST, TENANTS, Some(body)).await;
    is_problem("unknown domain", &unknown, 422, "domain_unknown", None);
}

#[actix_web::test]
async fn a_transition_that_does_not_lead_on_is_a_conflict() {
    let world = World::admitting_fabrikam().await;
    for answer in [
        world.act(FABRIKAM, "approve").await,
        world.act(FABRIKAM, "reactivate").await,
        world.invite(FABRIKAM).await,
    ] {
        is_problem("conflict", &answer, 409, "tenant_state_conflict", None);
    }
    assert_eq!(world.show(FABRIKAM).await.member("state"), "active");
}

#[actix_web::test]
async fn the_operators_tenant_and_personal_accounts_are_not_entered() {
    let world = World::start().await;
    let own = world.invite(CONTOSO).await;
    is_problem("operator", &own, 409, "operator_tenant_protected", None);
    let personal = world.invite(PERSONAL).await;
    let code = "tenant_not_an_organization";
    is_problem("personal accounts", &personal, 422, code, None);
}

#[actix_web::test]
async fn an_unknown_tenant_is_not_found() {
    let world = World::start().await;
    for tenant in [FABRIKAM, "fabrikam", "00000000"] {
        for answer in [
            world.show(tenant).await,
            world.act(tenant, "approve").await,
            world.suspend(tenant).await,
        ] {
            is_problem(tenant, &answer, 404, "tenant_unknown", None);
        }
    }
}

#[actix_web::test]
async fn a_field_that_cannot_be_used_is_named_and_not_repeated() {
    let world = World::admitting_fabrikam().await;
    let long = "x".repeat(501);
    let path = format!("{TENANTS}/{FABRIKAM}");
    let suspend = format!("{path}/suspend");
    let cases = [
        (
            Method::POST,
            TENANTS,
            json!({ "tenant_id": "unlikely-id", "display_name": "A" }),
            "tenant_id",
        ),
        (
            Method::POST,
            TENANTS,
            json!({ "display_name": "A" }),
            "tenant_id",
        ),
        (
            Method::POST,
            TENANTS,
            json!({ "tenant_id": FABRIKAM, "domain": "a.example", "display_name": "A" }),
            "tenant_id",
        ),
        (
            Method::POST,
            TENANTS,
            json!({ "domain": "unlikely domain", "display_name": "A" }),
            "domain",
        ),
        (
            Method::POST,
            TENANTS,
            json!({ "tenant_id": FABRIKAM, "display_name": " " }),
            "display_name",
        ),
        (
            Method::PATCH,
            &path,
            json!({ "display_name": "two\nlines" }),
            "display_name",
        ),
        (Method::PATCH, &path, json!({ "note": "bell\u{7}" }), "note"),
        (Method::POST, &suspend, json!({ "reason": long }), "reason"),
    ];
    for (method, path, body, field) in cases {
        let answer = world.operate(method, path, Some(body)).await;
        is_problem(field, &answer, 422, "field_invalid", None);
        let detail = answer.member("detail");
        assert!(
            detail.starts_with(&format!("the field {field}: ")),
            "{detail}"
        );
        assert!(!detail.contains("unlikely"), "{detail}");
    }
    for body in [
        json!({ "reasons": "typo" }),
        json!([]),
        json!({ "reason": 7 }),
    ] {
        let answer = world.operate(Method::POST, &suspend, Some(body)).await;
        is_problem("malformed", &answer, 400, "request_malformed", None);
    }
    assert_eq!(world.show(FABRIKAM).await.member("state"), "active");
}
