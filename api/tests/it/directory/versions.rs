//! Nobody overwrites what they have not seen.

use reqwest::Method;
use serde_json::json;

use super::world::{TENANTS, World};
use crate::service::{FABRIKAM, is_problem};

#[actix_web::test]
async fn an_edit_is_made_only_to_the_version_that_was_seen() {
    let world = World::admitting_fabrikam().await;
    let path = format!("{TENANTS}/{FABRIKAM}");
    let seen = world.show(FABRIKAM).await;
    let seen = seen.header("etag").unwrap();
    let note = |text: &str| Some(json!({ "note": text }));
    let first = world
        .operate_if(seen, Method::PATCH, &path, note("first"))
        .await;
    assert_eq!(first.status, 200, "{}", first.body);
    assert_ne!(first.header("etag"), Some(seen));
    let second = world
        .operate_if(seen, Method::PATCH, &path, note("second"))
        .await;
    is_problem("outdated", &second, 412, "version_mismatch", None);
    assert_eq!(world.show(FABRIKAM).await.member("note"), "first");
    for (if_match, status) in [
        ("*", 200),
        ("\"0\", \"nothing\"", 412),
        ("W/\"1\"", 412),
        ("1", 400),
    ] {
        let answer = world
            .operate_if(if_match, Method::PATCH, &path, note("third"))
            .await;
        assert_eq!(answer.status, status, "{if_match}");
    }
    let emptied = world.operate(Method::PATCH, &path, note("")).await;
    assert!(emptied.json().get("note").is_none(), "{}", emptied.body);
}

#[actix_web::test]
async fn every_change_of_a_tenant_heeds_the_version() {
    let world = World::admitting_fabrikam().await;
    let path = format!("{TENANTS}/{FABRIKAM}");
    let reason = Some(json!({ "reason": "why" }));
    for (method, path, body) in [
        (Method::POST, format!("{path}/approve"), None),
        (Method::POST, format!("{path}/suspend"), reason),
        (Method::POST, format!("{path}/reactivate"), None),
        (Method::DELETE, path, None),
    ] {
        let answer = world.operate_if("\"1\"", method, &path, body).await;
        is_problem(&path, &answer, 412, "version_mismatch", None);
    }
    assert_eq!(world.show(FABRIKAM).await.member("state"), "active");
}
