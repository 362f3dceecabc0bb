//! Who comes in where the directory decides.

use super::world::{ADA_OPERATOR, TENANTS, World};
use crate::service::{BEN_OF_CONTOSO, FABRIKAM, FINN_OF_FABRIKAM, ME, is_problem};
use reqwest::Method;

#[actix_web::test]
async fn only_an_active_tenant_and_the_operators_come_in() {
    let world = World::start().await;
    let service = &world.service;
    let finn = service.user(FINN_OF_FABRIKAM);
    let stranger = "tenant_not_admitted";
    service
        .accepts("operator", &service.user(BEN_OF_CONTOSO))
        .await;
    service.turns_away("unknown", &finn, stranger).await;
    world.invite(FABRIKAM).await;
    service.turns_away("invited", &finn, stranger).await;
    world.act(FABRIKAM, "approve").await;
    service.accepts("active", &finn).await;
    world.suspend(FABRIKAM).await;
    service
        .turns_away("suspended", &finn, "tenant_suspended")
        .await;
    world.act(FABRIKAM, "reactivate").await;
    service.accepts("reactivated", &finn).await;
    let path = format!("{TENANTS}/{FABRIKAM}");
    world.operate(Method::DELETE, &path, None).await;
    service.turns_away("removed", &finn, stranger).await;
}

#[actix_web::test]
async fn a_suspended_tenants_token_is_refused_at_the_next_request_though_it_was_recognized() {
    let world = World::admitting_fabrikam().await;
    let token = world.service.sign(&world.service.user(FINN_OF_FABRIKAM));
    for _ in 0..2 {
        world.service.accepts_token("known", &token).await;
    }
    assert_eq!(world.suspend(FABRIKAM).await.status, 200);
    let answer = world.service.me(&token).await;
    is_problem("suspended", &answer, 403, "tenant_suspended", None);
}

#[actix_web::test]
async fn readiness_tells_of_the_directory() {
    let world = World::start().await;
    let answer = world.service.get("/readyz", &[]).await;
    assert_eq!(answer.member("directory"), "ok");
}

#[actix_web::test]
async fn without_the_database_only_the_operators_come_in() {
    let folder = tempfile::TempDir::new().unwrap();
    let nowhere = format!("sqlite://{}/missing/entrance.db", folder.path().display());
    let settings = [
        ("tenants.admission", "directory"),
        ("tenants.listed", ""),
        ("tenants.operator", crate::service::CONTOSO),
        ("database.url", &*nowhere),
    ];
    let service = crate::service::Service::launch(&settings, |_| {}).await;
    let service = service.without_explanations();
    let ada = service.sign(&service.user(ADA_OPERATOR));
    while service.me(&ada).await.status == 503 {}
    service
        .accepts("operator", &service.user(BEN_OF_CONTOSO))
        .await;
    let finn = service
        .me(&service.sign(&service.user(FINN_OF_FABRIKAM)))
        .await;
    is_problem("customer", &finn, 503, "directory_unavailable", None);
    assert_eq!(finn.header("retry-after"), Some("5"));
    let ready = service.get("/readyz", &[]).await;
    is_problem("readiness", &ready, 503, "directory_unavailable", None);
    let bearer = format!("Bearer {ada}");
    let listed = service
        .get(TENANTS, &[("authorization", bearer.as_bytes())])
        .await;
    is_problem("listing", &listed, 503, "directory_unavailable", None);
    assert_eq!(service.get(ME, &[]).await.status, 401);
}
