//! The plan as people and machines read it.

use entrance_registration::{AccountTypes, Observed, Plan};

use crate::world::{World, desired};

#[test]
fn plan_for_an_empty_directory_names_everything() {
    insta::assert_snapshot!(Plan::new(&desired(), &Observed::default()));
}

#[test]
fn plan_for_machines_has_every_call() {
    let plan = Plan::new(&desired(), &Observed::default());
    insta::assert_json_snapshot!(plan);
}

#[test]
fn nothing_is_planned_for_a_page_that_is_not_wanted() {
    let mut desired = desired();
    desired.page = None;
    desired.azure_cli = false;
    let plan = Plan::new(&desired, &Observed::default());
    let text = plan.to_string();
    assert!(text.starts_with("API\n"), "{text}");
    for absent in ["OpenAPI", "known client", "authorized clients"] {
        assert!(!text.contains(absent), "{text}");
    }
}

#[test]
fn account_types_and_app_id_uri_are_those_that_are_wanted() {
    for (wanted, expected) in [
        (AccountTypes::SingleTenant, "AzureADMyOrg"),
        (AccountTypes::Organizations, "AzureADMultipleOrgs"),
        (
            AccountTypes::OrganizationsAndPersonal,
            "AzureADandPersonalMicrosoftAccount",
        ),
        (AccountTypes::Personal, "PersonalMicrosoftAccount"),
    ] {
        let mut desired = desired();
        desired.account_types = wanted;
        desired.identifier_uri = "api://orders.example/{client_id}".to_owned();
        let text = Plan::new(&desired, &Observed::default()).to_string();
        assert!(text.contains(expected), "{text}");
        assert!(text.contains("api://orders.example/{api.appId}"), "{text}");
    }
}

#[test]
fn every_difference_is_explained() {
    let plan = Plan::new(&desired(), &Observed::default());
    for change in &plan.changes {
        let explanation = change.explanation();
        assert!(!explanation.consequence.is_empty() && !explanation.cure.is_empty());
    }
    assert!(!plan.is_fulfilled());
}

#[tokio::test]
async fn plan_is_empty_after_it_was_carried_out() {
    let world = World::start().await;
    assert!(!world.plan(&desired()).await.changes.is_empty());
    world.apply(&desired()).await;
    let plan = world.plan(&desired()).await;
    assert!(plan.is_fulfilled());
    assert_eq!(plan.to_string(), "Nothing to change.");
}
