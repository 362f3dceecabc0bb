//! What the values mean once they are read.

use std::time::Duration;

use entrance_api::LogFormat;
use entrance_auth::{AuthorityTenant, CacheLimits, TokenVersion};
use entrance_domain::{AppRole, DomainName, Guests, Scope};

use super::{CLIENT_ID, Configuration};

#[test]
fn defaults_are_those_of_the_documentation() {
    let settings = Configuration::sound().settings();
    let server = &settings.server;
    assert_eq!(
        (server.host.to_string().as_str(), server.port),
        ("localhost", 8000)
    );
    assert_eq!(server.public_url.as_str(), "http://localhost:8000");
    assert_eq!((server.workers, server.max_token_bytes), (None, 16_384));
    assert_eq!(server.drain, Duration::ZERO);

    let entra = &settings.entra;
    assert_eq!(
        entra.authority.instance().as_str(),
        "https://login.microsoftonline.com"
    );
    assert_eq!(*entra.authority.tenant(), AuthorityTenant::Organizations);
    assert_eq!(entra.client_id.to_string(), CLIENT_ID);
    assert_eq!(entra.openapi_client_id, None);
    assert_eq!(entra.app_id_uri, format!("api://{CLIENT_ID}"));
    assert!(entra.audiences.is_empty());
    assert!(entra.token_versions.accepts(TokenVersion::V2));
    assert!(!entra.token_versions.accepts(TokenVersion::V1));
    assert_eq!(entra.leeway, Duration::from_mins(1));
    assert!(entra.check_cloud_instance && !entra.signing_key_app_id);

    assert_eq!(settings.tenants.operator, None);
    assert!(settings.cors.origins.is_empty());
    assert!(settings.docs.enabled);
    assert_eq!(settings.logging.format, LogFormat::Text);
    assert_eq!(
        settings.logging.filter,
        "info,actix_server=warn,actix_http=off,sqlx=warn"
    );
    assert!(!settings.logging.requests);
}

#[test]
fn cache_holds_64_mebibytes_unless_it_is_turned_off() {
    let limits = Configuration::sound().settings().cache;
    let numbers = limits.map(|limits| (limits.max_bytes.get(), limits.max_entries.get()));
    assert_eq!(numbers, Some((64 << 20, 100_000)));
    assert_eq!(limits, Some(CacheLimits::default()));
    let off = Configuration::sound().variable("ENTRANCE__CACHE__MAX_BYTES", "0");
    assert_eq!(off.settings().cache, None);
}

#[test]
fn default_policy_has_the_built_in_values() {
    let settings = Configuration::sound().settings();
    let policy = settings.policies.get("default").unwrap();
    let scopes: Vec<_> = policy.scopes().iter().map(Scope::as_str).collect();
    let roles: Vec<_> = policy.app_roles().iter().map(AppRole::as_str).collect();
    assert_eq!(
        (scopes, roles),
        (vec!["user_impersonation"], vec!["Api.Access"])
    );
    assert_eq!(policy.guests(), Guests::Deny);
}

#[test]
fn default_policy_keeps_the_built_in_values_that_a_file_does_not_change() {
    let file = "[policies.default]\nscopes = [\"Orders.Read\", \"Orders.Write\"]\n";
    let settings = Configuration::sound()
        .file("policies.toml", file)
        .settings();
    let policy = settings.policies.get("default").unwrap();
    assert_eq!((policy.scopes().len(), policy.app_roles().len()), (2, 1));
}

#[test]
fn named_policy_inherits_nothing() {
    let file = "[policies.partners-2]\ngroups = [\"BBBBCCCC-1111-dddd-2222-eeee3333ffff\"]\n\
                guests = \"allow\"\n[policies.nobody]\n";
    let settings = Configuration::sound()
        .file("policies.toml", file)
        .settings();
    let partners = settings.policies.get("partners-2").unwrap();
    assert!(partners.scopes().is_empty() && partners.app_roles().is_empty());
    assert_eq!(
        (partners.groups().len(), partners.guests()),
        (1, Guests::Allow)
    );
    let nobody = settings.policies.get("nobody").unwrap();
    assert!(nobody.scopes().is_empty());
    assert_eq!(nobody.guests(), Guests::Deny);
    let names: Vec<_> = settings.policies.names().map(ToString::to_string).collect();
    assert_eq!(names, ["default", "nobody", "operators", "partners-2"]);
    assert!(settings.policies.get("reports").is_none());
}

#[test]
fn localhost_stands_for_both_loopback_addresses() {
    let server = Configuration::sound().settings().server;
    let addresses: Vec<_> = server
        .host
        .addresses(server.port)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(addresses, ["127.0.0.1:8000", "[::1]:8000"]);
}

#[test]
fn public_address_follows_the_port() {
    let server = Configuration::sound()
        .variable("ENTRANCE__SERVER__PORT", "9000")
        .settings()
        .server;
    assert_eq!(server.public_url.as_str(), "http://localhost:9000");
    assert_eq!(
        server.public_url.at_port(9001).as_str(),
        "http://localhost:9001"
    );
}

#[test]
fn public_address_keeps_its_path_without_a_trailing_slash() {
    let server = Configuration::sound()
        .variable(
            "ENTRANCE__SERVER__PUBLIC_URL",
            "https://api.contoso.com/entrance/",
        )
        .settings()
        .server;
    assert_eq!(
        server.public_url.to_string(),
        "https://api.contoso.com/entrance"
    );
    assert_eq!(server.public_url.path(), "/entrance");
    assert_eq!(server.public_url.origin(), "https://api.contoso.com");
    assert_eq!(server.public_url.at_port(9001), server.public_url);
}

#[test]
fn configured_ids_are_lowered() {
    let settings = Configuration::sound()
        .variable("OPENAPI_CLIENT_ID", "11112222-BBBB-3333-CCCC-4444DDDD5555")
        .variable("TENANT_ID", "Contoso.OnMicrosoft.com")
        .settings();
    assert_eq!(
        settings.entra.openapi_client_id.unwrap().to_string(),
        "11112222-bbbb-3333-cccc-4444dddd5555"
    );
    assert_eq!(
        *settings.entra.authority.tenant(),
        AuthorityTenant::Domain(DomainName::new("contoso.onmicrosoft.com").unwrap())
    );
}

#[test]
fn app_id_uri_and_origins_are_taken_literally() {
    let settings = Configuration::sound()
        .variable("ENTRANCE__ENTRA__APP_ID_URI", "https://Contoso.com/Api")
        .variable(
            "ENTRANCE__CORS__ORIGINS",
            "https://app.contoso.com,http://localhost:3000",
        )
        .settings();
    assert_eq!(settings.entra.app_id_uri, "https://Contoso.com/Api");
    assert_eq!(
        settings.cors.origins,
        ["https://app.contoso.com", "http://localhost:3000"]
    );
}
