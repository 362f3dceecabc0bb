//! The database goes away and comes back.

use std::time::Duration;

use reqwest::Method;

use super::world::{TENANTS, World};
use crate::service::{FABRIKAM, FINN_OF_FABRIKAM, NORA_STRANGER, is_problem};

#[actix_web::test]
async fn without_the_database_the_snapshot_serves_until_its_limit_and_all_recovers() {
    let world = World::with(&[("directory.max_stale_seconds", "60")]).await;
    world.admit(FABRIKAM).await;
    let service = &world.service;
    let finn = service.sign(&service.user(FINN_OF_FABRIKAM));
    let nora = service.sign(&service.user(NORA_STRANGER));
    world.database.set_available(false).await;
    let path = format!("{TENANTS}/{FABRIKAM}/approve");
    let changed = world.operate(Method::POST, &path, None).await;
    is_problem("change", &changed, 503, "directory_unavailable", None);
    let listed = world.operate(Method::GET, TENANTS, None).await;
    is_problem("list", &listed, 503, "directory_unavailable", None);
    service.clock.advance(Duration::from_secs(5));
    while service.get("/readyz", &[]).await.member("directory") != "stale" {}
    assert_eq!(service.get("/readyz", &[]).await.status, 200);
    service.accepts_token("known", &finn).await;
    is_problem(
        "unknown",
        &service.me(&nora).await,
        403,
        "tenant_not_admitted",
        None,
    );
    service.clock.advance(Duration::from_mins(1));
    let ready = service.get("/readyz", &[]).await;
    is_problem("readiness", &ready, 503, "directory_unavailable", None);
    let refused = service.me(&finn).await;
    is_problem(
        "beyond the limit",
        &refused,
        503,
        "directory_unavailable",
        None,
    );
    world.database.set_available(true).await;
    let base = service.public_url();
    world.answers(&base, "/readyz", "", 200).await;
    service.accepts_token("recovered", &finn).await;
    assert_eq!(world.suspend(FABRIKAM).await.status, 200);
}
