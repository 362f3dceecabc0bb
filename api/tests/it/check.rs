//! `entrance check`: each row, provoked by what makes it say something else than "fine".

mod provider;

use std::fs;

use entrance_auth::{Clock as _, SystemClock};
use entrance_stand_in::{Endpoint, Fault, LocalCertificates};
use serde_json::Value;
use tempfile::TempDir;

use self::provider::Provider;
use crate::issuer::{Issuer, closed_port, nowhere};
use crate::process::{CLIENT_ID, Launch};

const CONTOSO: &str = "10000000-0000-4000-8000-000000000001";
const PAGE: &str = "30000000-0000-4000-8000-000000000002";

/// What the command found.
struct Found {
    code: Option<i32>,
    rows: Vec<Value>,
}

impl Found {
    /// The state of the first row of this name, and its text with the cure.
    fn row(&self, check: &str) -> (String, String) {
        let row = self.rows.iter().find(|row| row["check"] == check);
        let row = row.unwrap_or_else(|| panic!("no {check} in {:?}", self.rows));
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        (text("state"), format!("{} {}", text("found"), text("cure")))
    }

    /// Sees one thing wrong, with these words, and what needs it not reached.
    fn is_wrong(&self, check: &str, words: &[&str], not_reached: &[&str]) {
        let (state, text) = self.row(check);
        assert_eq!(state, "wrong", "{check}: {text}");
        for word in words {
            assert!(text.contains(word), "{word} is not in: {text}");
        }
        for check in not_reached {
            assert_eq!(self.row(check).0, "not_reached", "{check}");
        }
        assert_eq!(self.code, Some(1));
        let wrong = self.rows.iter().filter(|row| row["state"] == "wrong");
        assert_eq!(wrong.count(), 1, "{:?}", self.rows);
    }

    /// Sees something worth a thought, which is no failure.
    fn warns(&self, check: &str, word: &str) {
        let told = self.rows.iter().any(|row| {
            row["check"] == check && row["state"] == "warning" && row.to_string().contains(word)
        });
        assert!(told, "{word} is not in {:?}", self.rows);
        assert_eq!(self.code, Some(0), "{:?}", self.rows);
    }
}

fn launch(instance: &str, variables: &[(&str, &str)], arguments: &[&str]) -> Launch {
    Launch::of(&[&["check"], arguments].concat())
        .variable("APP_CLIENT_ID", CLIENT_ID)
        .variable("OPENAPI_CLIENT_ID", PAGE)
        .variable("TENANT_ID", CONTOSO)
        .variable("ENTRANCE__ENTRA__INSTANCE", instance)
        .variables(variables)
}

fn check(instance: &str, variables: &[(&str, &str)]) -> Found {
    let ended = launch(instance, variables, &["--json"]).run();
    assert_eq!(ended.stderr, "");
    Found {
        code: ended.code,
        rows: serde_json::from_str(&ended.stdout).expect(&ended.stdout),
    }
}

#[test]
fn everything_is_fine_beside_a_provider_that_behaves() {
    let issuer = Issuer::start();
    let found = check(&issuer.instance(), &[]);
    assert_eq!(found.code, Some(0));
    let names: Vec<_> = found
        .rows
        .iter()
        .map(|row| row["check"].as_str().unwrap())
        .collect();
    let expected = [
        "configuration",
        // The stand-in speaks http.
        "configuration",
        "name resolution",
        "connection",
        "TLS",
        "discovery",
        "signing keys",
        "clock",
        "public address",
        "redirect addresses",
    ];
    assert_eq!(names, expected);
    for (place, row) in found.rows.iter().enumerate() {
        let expected = if place == 1 { "warning" } else { "fine" };
        assert_eq!(row["state"], expected, "{row}");
    }
    let (_, redirects) = found.row("redirect addresses");
    assert!(
        redirects.contains("http://localhost:8000/oauth2-redirect"),
        "{redirects}"
    );
}

#[test]
fn table_for_people_has_the_cure_below_what_was_found_and_no_colors() {
    let page = launch(&nowhere(), &[], &[]).run();
    assert_eq!(page.code, Some(1));
    let lines: Vec<_> = page.stdout.lines().map(str::trim).collect();
    let wrong = lines
        .iter()
        .position(|line| line.starts_with("connection"))
        .unwrap();
    assert!(lines[wrong].contains("WRONG"), "{}", page.stdout);
    assert!(
        lines[wrong + 1].starts_with("-> start what shall listen there"),
        "{}",
        page.stdout
    );
    assert!(!page.stdout.contains('\u{1b}'));
}

#[test]
fn faults_of_the_configuration_are_rows_and_end_with_64() {
    let found = check("x", &[("ENTRANCE__SERVER__PORT", "y")]);
    assert_eq!(found.code, Some(64));
    let text = format!("{:?}", found.rows);
    assert_eq!(found.rows.len(), 2, "{text}");
    assert!(
        text.contains("server.port") && text.contains("entra.instance"),
        "{text}"
    );
}

#[test]
fn warnings_of_the_configuration_are_told() {
    let issuer = Issuer::start();
    let found = check(&issuer.instance(), &[("TENANT_ID", "organizations")]);
    found.warns("configuration", "no tenant is admitted");
}

#[test]
fn name_that_leads_nowhere() {
    let found = check("https://login.invalid", &[]);
    let behind = ["connection", "TLS", "discovery", "signing keys", "clock"];
    found.is_wrong("name resolution", &["login.invalid", "DNS"], &behind);
}

#[test]
fn connection_that_is_refused() {
    let found = check(&nowhere(), &[]);
    let behind = ["TLS", "discovery", "signing keys", "clock"];
    found.is_wrong("connection", &["entrance dev"], &behind);
}

#[test]
fn certificate_that_nobody_vouches_for() {
    let now = SystemClock::new().unix_seconds();
    let certificates = LocalCertificates::generate(now).unwrap();
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("authority.pem");
    fs::write(&file, &certificates.authority_pem).unwrap();
    let issuer = Issuer::start_with(certificates);
    let found = check(&issuer.instance(), &[]);
    let behind = ["discovery", "signing keys", "clock"];
    found.is_wrong("TLS", &["certificate", "SSL_CERT_FILE"], &behind);
    // The cure cures.
    let found = check(
        &issuer.instance(),
        &[("SSL_CERT_FILE", file.to_str().unwrap())],
    );
    assert_eq!(found.code, Some(0), "{:?}", found.rows);
}

#[test]
fn page_in_the_place_of_metadata() {
    let issuer = Issuer::start();
    issuer.set_fault(Endpoint::DiscoveryV2, Some(Fault::Html));
    let found = check(&issuer.instance(), &[]);
    found.is_wrong(
        "discovery",
        &["no OpenID provider metadata"],
        &["signing keys"],
    );
    assert_eq!(found.row("clock").0, "fine");
}

#[test]
fn metadata_of_another_authority() {
    let issuer = Issuer::start();
    issuer.set_fault(Endpoint::DiscoveryV2, Some(Fault::ForeignIssuer));
    let found = check(&issuer.instance(), &[]);
    found.is_wrong(
        "discovery",
        &["another issuer", "entra.tenant"],
        &["signing keys"],
    );
    let unknown = "nobody.example";
    issuer.set_fault(Endpoint::DiscoveryV2, None);
    let found = check(&issuer.instance(), &[("TENANT_ID", unknown)]);
    found.is_wrong("discovery", &["status", "entra.tenant"], &["signing keys"]);
}

#[test]
fn provider_that_hangs_up() {
    let issuer = Issuer::start();
    issuer.set_fault(Endpoint::DiscoveryV2, Some(Fault::Refuse));
    let found = check(&issuer.instance(), &[]);
    found.is_wrong(
        "discovery",
        &["gives no answer"],
        &["signing keys", "clock"],
    );
}

#[test]
fn keys_of_no_use() {
    let issuer = Issuer::start();
    for fault in [
        Fault::EmptyKeySet,
        Fault::NoUsableKey,
        Fault::Malformed,
        Fault::Status(500),
    ] {
        issuer.set_fault(Endpoint::KeysV2, Some(fault));
        let found = check(&issuer.instance(), &[]);
        found.is_wrong("signing keys", &["keys", "again"], &[]);
    }
}

#[test]
fn clock_that_disagrees_with_the_providers() {
    let issuer = Issuer::start();
    for (offset, words) in [(-300, "ahead of"), (300, "behind of")] {
        let provider = Provider::start(&issuer, offset);
        let found = check(&provider.instance(), &[]);
        found.is_wrong("clock", &[words, "NTP"], &[]);
    }
    let provider = Provider::start(&issuer, 30);
    check(&provider.instance(), &[]).warns("clock", "behind of the provider's");
}

#[test]
fn database_of_the_directory() {
    let issuer = Issuer::start();
    let directory = |url: &str| {
        let variables = [
            ("ENTRANCE__TENANTS__ADMISSION", "directory"),
            ("ENTRANCE__DATABASE__URL", url),
        ];
        check(&issuer.instance(), &variables)
    };
    let port = closed_port();
    let found = directory(&format!(
        "postgres://entrance:secret@127.0.0.1:{port}/entrance"
    ));
    found.is_wrong("database", &["database.url"], &["migrations"]);
    assert!(!format!("{:?}", found.rows).contains("secret"));
    let found = directory("sqlite://no/such/folder/tenants.db");
    found.is_wrong("database", &["folder must be there"], &["migrations"]);

    let folder = TempDir::new().unwrap();
    let file = folder.path().join("tenants.db");
    let url = format!("sqlite://{}", file.display());
    let found = directory(&url);
    assert_eq!(found.code, Some(0), "{:?}", found.rows);
    assert!(found.row("migrations").1.contains("the service makes them"));
    assert!(!file.exists(), "a look makes no file");

    let listed = Launch::of(&["tenant", "list"])
        .variable("APP_CLIENT_ID", CLIENT_ID)
        .variable("ENTRANCE__DATABASE__URL", &url)
        .run();
    assert_eq!(listed.code, Some(0), "{}", listed.stderr);
    assert!(
        directory(&url)
            .row("migrations")
            .1
            .contains("of this version")
    );
    let (_, redirects) = directory(&url).row("redirect addresses");
    assert!(redirects.contains("/onboarding/consented"), "{redirects}");
    for (change, words) in [
        (
            "UPDATE _sqlx_migrations SET version = 900000 WHERE version = 1",
            "newer version",
        ),
        (
            "UPDATE _sqlx_migrations SET version = 1, checksum = x'00' WHERE version = 900000",
            "else",
        ),
    ] {
        execute(&url, change);
        directory(&url).is_wrong("migrations", &[words], &[]);
    }
    execute(&url, "DELETE FROM _sqlx_migrations WHERE version = 1");
    assert!(directory(&url).row("migrations").1.contains("1 to be made"));
    fs::write(&file, "no database").unwrap();
    directory(&url).is_wrong("database", &["database"], &["migrations"]);
}

/// Changes a database from outside.
#[actix_web::main]
async fn execute(url: &str, statement: &'static str) {
    use sqlx::{Connection as _, SqliteConnection};
    let mut connection = SqliteConnection::connect(url).await.unwrap();
    sqlx::query(statement)
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
}

#[test]
fn addresses_that_lead_nowhere() {
    let issuer = Issuer::start();
    let public = |url: &str| check(&issuer.instance(), &[("ENTRANCE__SERVER__PUBLIC_URL", url)]);
    let found = public("http://api.contoso.example");
    assert_eq!(found.row("public address").0, "warning");
    found.is_wrong("redirect addresses", &["https"], &[]);
    public("http://127.0.0.1:8000").is_wrong("redirect addresses", &["http://localhost"], &[]);
    let found = public("https://api.contoso.example/a;b");
    found.is_wrong("redirect addresses", &["characters"], &[]);
    assert_eq!(public("https://api.contoso.example/orders").code, Some(0));
    let variables = [
        ("OPENAPI_CLIENT_ID", ""),
        ("ENTRANCE__SERVER__PUBLIC_URL", "http://api.contoso.example"),
    ];
    check(&issuer.instance(), &variables).warns("public address", "unprotected");
    check(&issuer.instance(), &variables[..1]).warns("redirect addresses", "OPENAPI_CLIENT_ID");
}
