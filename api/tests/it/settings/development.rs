//! The embedded configuration of `entrance dev`.

use entrance_api::{DevelopmentOverrides, Settings};

use super::CLIENT_ID;

fn overrides(variables: &[(&str, &str)]) -> DevelopmentOverrides {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    DevelopmentOverrides {
        environment: variables.iter().map(owned).collect(),
        ..DevelopmentOverrides::default()
    }
}

#[test]
fn development_needs_no_configuration() {
    let loaded = Settings::development(&DevelopmentOverrides::default()).unwrap();
    let settings = loaded.settings;
    assert_eq!(settings.server.public_url.as_str(), "http://localhost:8000");
    assert!(settings.server.host.is_loopback());
    assert_eq!(
        settings.entra.authority.instance().as_str(),
        "http://localhost:8001"
    );
    assert!(settings.entra.openapi_client_id.is_some());
    assert!(settings.tenants.operator.is_some());
}

#[test]
fn development_takes_ports_and_logging_from_the_environment() {
    let settings = Settings::development(&overrides(&[
        ("ENTRANCE__SERVER__PORT", "9000"),
        ("ENTRANCE__LOGGING__FILTER", "debug"),
    ]))
    .unwrap()
    .settings;
    assert_eq!(settings.server.public_url.as_str(), "http://localhost:9000");
    assert_eq!(settings.logging.filter, "debug");
}

#[test]
fn development_ignores_every_other_variable() {
    let settings = Settings::development(&overrides(&[
        ("APP_CLIENT_ID", CLIENT_ID),
        ("TENANT_ID", "not a tenant"),
        ("ENTRANCE__ENTRA__CLIENT_ID", CLIENT_ID),
        ("ENTRANCE__SERVER__HOST", "0.0.0.0"),
        ("ENTRANCE__NO__SUCH_KEY", "1"),
    ]))
    .unwrap()
    .settings;
    assert_ne!(settings.entra.client_id.to_string(), CLIENT_ID);
    assert!(settings.server.host.is_loopback());
}

#[test]
fn development_follows_the_port_and_the_stand_in_of_the_command_line() {
    let settings = Settings::development(&DevelopmentOverrides {
        port: Some(9002),
        instance: Some("http://localhost:9003".to_owned()),
        ..overrides(&[("ENTRANCE__SERVER__PORT", "9000")])
    })
    .unwrap()
    .settings;
    assert_eq!(settings.server.port, 9002);
    assert_eq!(
        settings.entra.authority.instance().as_str(),
        "http://localhost:9003"
    );
}

#[test]
fn fault_in_what_development_takes_is_told() {
    let error = Settings::development(&overrides(&[("ENTRANCE__LOGGING__FORMAT", "xml")]));
    let error = error.unwrap_err();
    let [problem] = error.problems() else {
        panic!("{error}")
    };
    assert_eq!(problem.key, "logging.format");
    assert_eq!(problem.source, "variable ENTRANCE__LOGGING__FORMAT");
}
