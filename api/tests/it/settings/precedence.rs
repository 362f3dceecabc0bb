//! Which source wins.

use entrance_domain::Denial;

use super::{Configuration, OTHER_TENANT_ID};

#[test]
fn later_source_wins_over_an_earlier_one() {
    let port = |configuration: &Configuration| configuration.settings().server.port;
    let configuration = Configuration::sound();
    assert_eq!(port(&configuration), 8000);
    let configuration = configuration.file("one.toml", "[server]\nport = 8001\n");
    assert_eq!(port(&configuration), 8001);
    let configuration = configuration.file("two.toml", "[server]\nport = 8002\n");
    assert_eq!(port(&configuration), 8002);
    let configuration = configuration.dot_env("ENTRANCE__SERVER__PORT=8003");
    assert_eq!(port(&configuration), 8003);
    let configuration = configuration.variable("ENTRANCE__SERVER__PORT", "8004");
    assert_eq!(port(&configuration), 8004);
}

#[test]
fn short_name_wins_over_a_file() {
    let settings = Configuration::sound()
        .file("mine.toml", "[entra]\ntenant = \"common\"\n")
        .dot_env("TENANT_ID=organizations")
        .settings();
    assert_eq!(
        settings.entra.authority.base(),
        "https://login.microsoftonline.com/organizations"
    );
}

#[test]
fn list_is_replaced_as_a_whole() {
    let configuration =
        Configuration::sound().variable("ENTRANCE__TENANTS__LISTED", OTHER_TENANT_ID);
    let admission = configuration.settings().tenants.admission;
    let admit = |tenant: &str| admission.admit(tenant.parse().unwrap(), |_| Err(()));
    assert_eq!(admit(OTHER_TENANT_ID), Ok(Ok(())));
    assert_eq!(admit(super::TENANT_ID), Ok(Err(Denial::TenantNotAdmitted)));
}

#[test]
fn keys_of_one_section_come_from_different_sources() {
    let server = Configuration::sound()
        .file("one.toml", "[server]\nport = 8001\n")
        .file("two.toml", "[server]\nhost = \"127.0.0.1\"\n")
        .variable("ENTRANCE__SERVER__DRAIN_SECONDS", "7")
        .settings()
        .server;
    assert_eq!(
        (server.host.to_string().as_str(), server.port),
        ("127.0.0.1", 8001)
    );
    assert_eq!(server.drain.as_secs(), 7);
}

#[test]
fn fault_names_the_source_that_won() {
    let problem = Configuration::sound()
        .file("one.toml", "[server]\nport = 70000\n")
        .variable("ENTRANCE__SERVER__PORT", "80000")
        .problem();
    assert_eq!(problem.source, "variable ENTRANCE__SERVER__PORT");
}
