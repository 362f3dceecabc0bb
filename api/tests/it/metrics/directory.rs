//! The directory of tenants and the database behind it.

use super::scrape::Scrape;
use super::watched;
use crate::directory::{NORTHWIND, World};
use crate::service::FABRIKAM;

#[actix_web::test]
async fn tenants_are_counted_by_state_and_changes_by_revision() {
    let world = World::with(&[("metrics.enabled", "true")]).await;
    world.admit(FABRIKAM).await;
    assert_eq!(world.invite(NORTHWIND).await.status, 201);
    let scrape = Scrape::of(&world.service).await;
    let tenants = |state| scrape.sum("entrance_directory_tenants", &[("state", state)]);
    assert_eq!((tenants("active"), tenants("invited")), (1.0, 1.0));
    assert_eq!((tenants("suspended"), tenants("removed")), (0.0, 0.0));
    assert_eq!(scrape.sum("entrance_directory_revision", &[]), 3.0);
    assert_eq!(scrape.sum("entrance_directory_usable", &[]), 1.0);
    assert_eq!(scrape.sum("entrance_directory_stale", &[]), 0.0);
    assert_eq!(scrape.sum("entrance_directory_age_seconds", &[]), 0.0);
}

#[actix_web::test]
async fn connections_to_the_database_are_counted_by_pool_and_state() {
    let world = World::with(&[("metrics.enabled", "true")]).await;
    assert_eq!(world.invite(NORTHWIND).await.status, 201);
    let scrape = Scrape::of(&world.service).await;
    assert!(scrape.sum("db_client_connection_count", &[]) >= 1.0);
    assert!(scrape.sum("db_client_connection_max", &[]) >= 5.0);
    for state in ["idle", "used"] {
        let labels = [("db_client_connection_state", state)];
        assert!(scrape.has("db_client_connection_count", &labels), "{state}");
    }
}

#[actix_web::test]
async fn without_a_directory_there_are_no_figures_of_one() {
    let scrape = Scrape::of(&watched().await).await;
    let of_directory = |name: &&&str| name.contains("directory") || name.starts_with("db_");
    assert_eq!(scrape.names().iter().find(of_directory), None);
}
