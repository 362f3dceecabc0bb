//! Reading the directory.

use entrance_stand_in::{Directory, DirectoryError, OptionalClaim, TokenVersion};

use crate::support::{API, CONTOSO, DAEMON, DEVELOPMENT, PAGE};

fn refusal(change: impl Fn(&str) -> String) -> DirectoryError {
    let changed = change(DEVELOPMENT);
    assert_ne!(changed, DEVELOPMENT, "the change found nothing to change");
    Directory::from_toml(&changed).unwrap_err()
}

fn duplicate(from: &str, to: &str) -> &'static str {
    match refusal(|text| text.replacen(from, to, 1)) {
        DirectoryError::Duplicate { what, .. } => what,
        other => panic!("{other}"),
    }
}

fn unreadable(from: &str, to: &str) -> String {
    match refusal(|text| text.replacen(from, to, 1)) {
        DirectoryError::Unreadable(error) => error.to_string(),
        other => panic!("{other}"),
    }
}

#[test]
fn delivered_directory_is_found_by_every_name() {
    let directory = Directory::from_toml(DEVELOPMENT).unwrap();
    for name in [CONTOSO, "contoso.example", "Contoso.Example", "Contoso"] {
        assert_eq!(directory.tenant(name).unwrap().id, CONTOSO);
    }
    for name in [
        "ada@contoso.example",
        "20000000-0000-4000-8000-000000000011",
    ] {
        let (tenant, user) = directory.user(name).unwrap();
        assert_eq!(
            (tenant.name.as_str(), user.name.as_str()),
            ("Contoso", "Ada Operator")
        );
    }
    for name in [DAEMON, "Nightly report"] {
        assert_eq!(directory.client(name).unwrap().client_id, DAEMON);
    }
    assert_eq!(directory.page().client_id, PAGE);
    assert!(directory.tenant("nobody.example").is_none());
    assert!(directory.user("nobody@contoso.example").is_none());
    assert!(directory.client("Nobody").is_none());
}

#[test]
fn delivered_api_asks_for_version_2_and_three_optional_claims() {
    let directory = Directory::from_toml(DEVELOPMENT).unwrap();
    let api = directory.api();
    assert_eq!(api.client_id, API);
    assert_eq!(api.app_id_uri, format!("api://{API}"));
    assert_eq!(api.token_version, TokenVersion::V2);
    assert_eq!(
        api.optional_claims,
        [
            OptionalClaim::Acct,
            OptionalClaim::Idtyp,
            OptionalClaim::XmsCc
        ]
    );
}

#[test]
fn service_settings_name_tenants_and_registrations_of_the_directory() {
    let settings: toml::Table = DEVELOPMENT.parse().unwrap();
    let directory = Directory::from_toml(DEVELOPMENT).unwrap();
    let entra = &settings["entra"];
    assert_eq!(
        entra["client_id"].as_str().unwrap(),
        directory.api().client_id
    );
    assert_eq!(
        entra["openapi_client_id"].as_str().unwrap(),
        directory.page().client_id
    );
    let tenants = &settings["tenants"];
    assert_eq!(
        tenants["operator"].as_str().unwrap(),
        directory.tenant("Contoso").unwrap().id
    );
}

#[test]
fn unknown_key_is_refused() {
    assert!(unreadable("name = \"Contoso\"", "nmae = \"Contoso\"").contains("nmae"));
    assert!(unreadable("secret = ", "sceret = ").contains("sceret"));
    assert!(unreadable("[stand_in]\n", "[stand_in]\nport = 1\n").contains("port"));
}

#[test]
fn missing_table_is_refused() {
    let error = Directory::from_toml("[server]\nport = 8000\n").unwrap_err();
    assert!(matches!(error, DirectoryError::Unreadable(_)));
}

#[test]
fn guid_in_another_form_is_refused() {
    let id = "\"20000000-0000-4000-8000-000000000011\"";
    for other in [
        "\"\"",
        "\"20000000\"",
        "\"20000000000040008000000000000011\"",
    ] {
        assert!(unreadable(id, other).contains("GUID"));
    }
    let upper_case = "\"9188040D-6C67-4C5B-B112-36A304B66DAD\"";
    assert!(unreadable("\"9188040d-6c67-4c5b-b112-36a304b66dad\"", upper_case).contains("GUID"));
}

#[test]
fn odd_token_version_is_refused() {
    assert!(unreadable("token_version = 2", "token_version = 3").contains("1 or 2"));
}

#[test]
fn what_must_be_unique_is_refused_the_second_time() {
    assert_eq!(
        duplicate("name = \"Fabrikam\"", "name = \"Contoso\""),
        "tenant name"
    );
    assert_eq!(
        duplicate("\"fabrikam.example\"", "\"CONTOSO.example\""),
        "domain"
    );
    assert_eq!(
        duplicate("ben@contoso.example", "ada@contoso.example"),
        "username"
    );
    assert_eq!(
        duplicate("name = \"Curious script\"", "name = \"Order page\""),
        "registration name"
    );
    assert_eq!(
        duplicate(
            "20000000-0000-4000-8000-000000000012",
            "20000000-0000-4000-8000-000000000011"
        ),
        "object id"
    );
    assert_eq!(
        duplicate(
            &format!("client_id = \"{DAEMON}\""),
            &format!("client_id = \"{PAGE}\"")
        ),
        "client id"
    );
}

#[test]
fn role_that_the_api_does_not_define_is_refused() {
    for from in ["roles = [\"Tenants.Manage\"]", "roles = [\"Api.Access\"]"] {
        let error = refusal(|text| text.replacen(from, "roles = [\"Made.Up\"]", 1));
        assert!(
            matches!(&error, DirectoryError::Undefined { what: "app role", value, .. } if value == "Made.Up"),
            "{error}"
        );
    }
}

#[test]
fn assignment_to_an_unknown_tenant_is_refused() {
    let other = "tenant = \"10000000-0000-4000-8000-000000000009\"";
    let error = refusal(|text| text.replacen(&format!("tenant = \"{CONTOSO}\""), other, 1));
    assert!(
        matches!(error, DirectoryError::Undefined { what: "tenant", .. }),
        "{error}"
    );
}

#[test]
fn what_the_service_names_must_be_registered() {
    let other = "\"30000000-0000-4000-8000-0000000000ff\"";
    for (key, id, missing) in [
        ("client_id", API, "API"),
        ("openapi_client_id", PAGE, "client"),
    ] {
        let line = format!("\n{key} = \"{id}\"");
        let error = refusal(|text| text.replacen(&line, &format!("\n{key} = {other}"), 1));
        assert!(
            matches!(&error, DirectoryError::Undefined { what, .. } if *what == missing),
            "{error}"
        );
    }
}

#[test]
fn permission_that_no_api_offers_is_refused() {
    let error = refusal(|text| text.replacen("/user_impersonation\"]\n", "/made_up\"]\n", 1));
    assert!(
        matches!(&error, DirectoryError::Undefined { what: "scope", value, .. } if value.ends_with("/made_up")),
        "{error}"
    );
}

#[test]
fn preauthorized_client_that_nobody_registered_is_refused() {
    let line = |id: &str| format!("preauthorized = [\"{id}\"]");
    let other = "30000000-0000-4000-8000-0000000000ff";
    let error = refusal(|text| text.replacen(&line(PAGE), &line(other), 1));
    assert!(
        matches!(&error, DirectoryError::Undefined { what: "client", value, .. } if value == other),
        "{error}"
    );
}

#[test]
fn redirect_address_that_is_none_is_refused() {
    for other in ["\"/signed-in\"", "\"http://localhost:8002/#signed-in\""] {
        let error = refusal(|text| text.replacen("\"http://localhost:8002/signed-in\"", other, 1));
        assert!(
            matches!(&error, DirectoryError::RedirectAddress { entry, .. } if entry == "Order desk"),
            "{error}"
        );
    }
}

#[test]
fn secret_is_not_in_the_debug_output() {
    let directory = Directory::from_toml(DEVELOPMENT).unwrap();
    let output = format!("{directory:?}");
    assert!(output.contains("Nightly report"));
    assert!(!output.contains("nightly-report-on-this-machine-only"));
}
