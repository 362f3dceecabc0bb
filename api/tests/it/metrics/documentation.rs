//! The documentation and the service name the same figures.

use std::collections::BTreeMap;

use super::scrape::Scrape;
use crate::directory::World;
use crate::service::ME;

const DOCUMENTATION: &str = include_str!("../../../../docs/operating.md");

/// Names and types, as the tables of the documentation have them.
fn documented() -> BTreeMap<String, String> {
    let mut families = BTreeMap::new();
    for line in DOCUMENTATION.lines() {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        if let [_, name, kind @ ("counter" | "gauge" | "histogram"), ..] = cells.as_slice() {
            let name = name.trim_matches('`').to_owned();
            assert_eq!(families.insert(name, (*kind).to_owned()), None, "{line}");
        }
    }
    families
}

#[actix_web::test]
async fn documentation_and_service_name_the_same_figures_and_types() {
    let world = World::with(&[("metrics.enabled", "true")]).await;
    assert_eq!(world.service.get(ME, &[]).await.status, 401);
    let scrape = Scrape::of(&world.service).await;
    assert_eq!(documented(), scrape.families());
}

#[actix_web::test]
async fn every_label_is_documented() {
    let world = World::with(&[("metrics.enabled", "true")]).await;
    assert_eq!(world.service.get(ME, &[]).await.status, 401);
    let scrape = Scrape::of(&world.service).await;
    for label in scrape.labels().into_iter().filter(|label| *label != "le") {
        assert!(DOCUMENTATION.contains(&format!("`{label}`")), "{label}");
    }
}
