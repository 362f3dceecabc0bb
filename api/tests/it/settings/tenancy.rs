//! Which tenants a configuration lets in.

use entrance_domain::TenantId;

use super::CLIENT_ID;
use super::{Configuration, OTHER_TENANT_ID, PERSONAL_ACCOUNTS, TENANT_ID};

fn with(variables: &[(&str, &str)]) -> Configuration {
    Configuration::empty()
        .variable("APP_CLIENT_ID", CLIENT_ID)
        .variables(variables)
}

fn admits(configuration: &Configuration, tenant: &str) -> bool {
    let tenant: TenantId = tenant.parse().unwrap();
    configuration
        .settings()
        .tenants
        .admission
        .admit(tenant, |_| Err(()))
        .is_ok_and(|verdict| verdict.is_ok())
}

#[test]
fn default_admits_nobody_and_warns() {
    let configuration = with(&[]);
    let warning = configuration.warning();
    assert_eq!(
        (warning.key.as_str(), warning.source.as_str()),
        ("tenants.listed", "default")
    );
    assert!(
        warning.message.contains("every call is answered 403"),
        "{}",
        warning.message
    );
    assert!(
        warning.cure.contains("tenants.admission"),
        "{}",
        warning.cure
    );
    assert!(!admits(&configuration, TENANT_ID));
}

#[test]
fn operator_without_a_list_admits_the_operator_alone_and_warns() {
    let configuration = with(&[("ENTRANCE__TENANTS__OPERATOR", TENANT_ID)]);
    assert!(
        configuration
            .warning()
            .message
            .contains("but the operator's")
    );
    assert!(admits(&configuration, TENANT_ID));
    assert!(!admits(&configuration, OTHER_TENANT_ID));
}

#[test]
fn listed_tenants_are_admitted_whatever_the_case_of_their_ids() {
    let configuration = with(&[("ENTRANCE__TENANTS__LISTED", &TENANT_ID.to_uppercase())]);
    assert_eq!(configuration.warnings(), []);
    assert!(admits(&configuration, TENANT_ID));
    assert!(!admits(&configuration, OTHER_TENANT_ID));
}

#[test]
fn any_admits_every_tenant() {
    let configuration = with(&[("ENTRANCE__TENANTS__ADMISSION", "any")]);
    assert_eq!(configuration.warnings(), []);
    assert!(admits(&configuration, OTHER_TENANT_ID));
}

#[test]
fn list_beside_any_is_a_warning() {
    let warning = with(&[
        ("ENTRANCE__TENANTS__ADMISSION", "any"),
        ("ENTRANCE__TENANTS__LISTED", TENANT_ID),
    ])
    .warning();
    assert_eq!(warning.key, "tenants.listed");
    assert!(warning.message.contains("no effect"), "{}", warning.message);
}

#[test]
fn the_one_tenant_of_the_authority_is_admitted_without_being_listed() {
    let configuration = with(&[("TENANT_ID", TENANT_ID)]);
    assert_eq!(configuration.warnings(), []);
    assert!(admits(&configuration, TENANT_ID));
    assert!(!admits(&configuration, OTHER_TENANT_ID));
}

#[test]
fn list_without_the_one_tenant_of_the_authority_is_refused() {
    let listed = [
        ("TENANT_ID", TENANT_ID),
        ("ENTRANCE__TENANTS__LISTED", OTHER_TENANT_ID),
    ];
    let problem = with(&listed).problem();
    assert_eq!(problem.key, "tenants.listed");
    assert_eq!(problem.source, "variable ENTRANCE__TENANTS__LISTED");
    assert!(
        problem.message.contains("entra.tenant"),
        "{}",
        problem.message
    );
    assert!(problem.cure.contains("add that tenant"), "{}", problem.cure);
}

#[test]
fn tenant_given_by_its_domain_is_left_to_the_check_of_the_issuer() {
    let configuration = with(&[("TENANT_ID", "contoso.onmicrosoft.com")]);
    assert_eq!(configuration.warnings(), []);
    assert!(admits(&configuration, TENANT_ID));
}

#[test]
fn list_narrows_a_tenant_given_by_its_domain() {
    let configuration = with(&[
        ("TENANT_ID", "contoso.onmicrosoft.com"),
        ("ENTRANCE__TENANTS__LISTED", TENANT_ID),
    ]);
    assert!(admits(&configuration, TENANT_ID));
    assert!(!admits(&configuration, OTHER_TENANT_ID));
}

#[test]
fn personal_accounts_are_admitted_only_by_a_word_of_their_own() {
    let configuration = with(&[("TENANT_ID", "consumers")]);
    assert!(configuration.warning().cure.contains(PERSONAL_ACCOUNTS));
    assert!(!admits(&configuration, PERSONAL_ACCOUNTS));
    let listed = configuration.variable("ENTRANCE__TENANTS__LISTED", PERSONAL_ACCOUNTS);
    assert_eq!(listed.warnings(), []);
    assert!(admits(&listed, PERSONAL_ACCOUNTS));
}

#[test]
fn list_without_personal_accounts_is_refused_where_nobody_else_can_sign_in() {
    let listed = [
        ("TENANT_ID", "consumers"),
        ("ENTRANCE__TENANTS__LISTED", TENANT_ID),
    ];
    assert_eq!(with(&listed).problem().key, "tenants.listed");
}

#[test]
fn personal_accounts_cannot_be_the_operator() {
    let problem = with(&[
        ("ENTRANCE__TENANTS__ADMISSION", "any"),
        ("ENTRANCE__TENANTS__OPERATOR", PERSONAL_ACCOUNTS),
    ])
    .problem();
    assert_eq!(problem.key, "tenants.operator");
    assert_eq!(problem.source, "variable ENTRANCE__TENANTS__OPERATOR");
    assert!(
        problem.message.contains("personal accounts"),
        "{}",
        problem.message
    );
}
