//! SIGHUP: the configuration is taken over as a whole, or not at all.

use std::net::SocketAddr;

use super::callers::Callers;
use crate::issuer::Issuer;
use crate::process::{CLIENT_ID, Launch, Process};
use crate::wire::{Answer, Request};

const FILE: &str = "service.toml";
const CONTOSO: &str = "10000000-0000-4000-8000-000000000001";
const RELOADED: &[&str] = &["configuration reloaded"];
const REFUSED: &[&str] = &["the configuration was not reloaded"];

/// A service with this file.
fn service(issuer: &Issuer, text: &str) -> Process {
    Launch::of(&["serve", "--config", FILE])
        .variable("APP_CLIENT_ID", CLIENT_ID)
        .variable("ENTRANCE__ENTRA__INSTANCE", &issuer.instance())
        .variable("ENTRANCE__SERVER__HOST", "127.0.0.1")
        .variable("ENTRANCE__SERVER__PORT", "0")
        .file(FILE, text)
        .start()
        .ready()
}

/// A policy that demands a scope which no token here has.
fn demanding(scope: &str) -> String {
    format!(
        "[tenants]\nlisted = [\"{CONTOSO}\"]\n\
         [policies.default]\nscopes = [\"user_impersonation\", \"{scope}\"]\n"
    )
}

struct Client {
    address: SocketAddr,
    token: String,
}

impl Client {
    fn of(service: &Process, issuer: &Issuer) -> Self {
        Self {
            address: service.address(),
            token: issuer.sign(&issuer.member()),
        }
    }

    fn get(&self, target: &str) -> Answer {
        Request::get(target).bearer(&self.token).send(self.address)
    }

    /// Whether the refusal, the document and the metadata speak of this scope and of no other.
    fn assert_demanded(&self, scope: &str, other: &str) {
        let refused = self.get("/api/v1/me");
        assert_eq!(
            (refused.status, refused.problem()),
            (403, "scope_missing".to_owned())
        );
        let challenge = refused.header("www-authenticate").unwrap().to_owned();
        let documents = ["/openapi.json", "/.well-known/oauth-protected-resource"];
        let told = documents.map(|target| self.get(target).body);
        for text in [&challenge, &told[0], &told[1]] {
            assert!(text.contains(&format!("/{scope}")), "{scope}: {text}");
            assert!(!text.contains(&format!("/{other}")), "{other}: {text}");
        }
    }
}

#[test]
fn under_load_no_request_fails_and_none_is_judged_by_half_of_the_rules() {
    let issuer = Issuer::start();
    let service = service(&issuer, &demanding("Read.One"));
    let client = Client::of(&service, &issuer);
    let daemon = issuer.sign(&issuer.daemon("Nightly report"));
    let callers = Callers::start(client.address, &daemon);
    client.assert_demanded("Read.One", "Read.Two");
    let scopes = ["Read.Two", "Read.One"];
    for (number, scope) in scopes.iter().cycle().take(10).enumerate() {
        callers.go_on();
        service.write(FILE, &demanding(scope));
        service.signal("HUP");
        service.logged_times(RELOADED, number + 1);
        client.assert_demanded(scope, scopes[(number + 1) % 2]);
    }
    callers.go_on();
    let outcome = callers.finish();
    assert_eq!((outcome.refused, outcome.failures), (0, Vec::new()));
}

#[test]
fn each_refused_reload_names_its_reason_and_leaves_everything_as_it_was() {
    let issuer = Issuer::start();
    let service = service(&issuer, &demanding("Read.One"));
    let client = Client::of(&service, &issuer);
    let two = demanding("Read.Two");
    let cases = [
        (
            format!("{two}[server]\ndrain_seconds = 3\n"),
            "server.drain_seconds",
        ),
        (
            format!("{two}[logging]\nrequests = true\n"),
            "logging.requests",
        ),
        (
            two.replace("listed =", "admission = \"any\"\nlisted ="),
            "tenants.admission",
        ),
        (
            format!(
                "{two}[[introspection.clients]]\nid = \"a\"\nsecret_sha256 = \"{:064}\"\n",
                0
            ),
            "introspection.clients",
        ),
        (format!("{two}[servre]\n"), "servre"),
        (
            format!("{two}gusets = \"deny\"\n"),
            "policies.default.gusets",
        ),
        (format!("{two}[cors]\norigins = [\"*\"]\n"), "cors.origins"),
        (format!("{two}[logging]\nfilter = \"\"\n"), "logging.filter"),
        (
            format!(
                "{two}[forward_auth]\nenabled = true\n[[forward_auth.rules]]\npolicy = \"none\"\n"
            ),
            "forward_auth.rules",
        ),
        (format!("{two}["), FILE),
    ];
    for (number, (text, key)) in cases.iter().enumerate() {
        service.write(FILE, text);
        service.signal("HUP");
        service.logged_times(REFUSED, number + 1);
        service.logged(&["ERROR", key]);
        client.assert_demanded("Read.One", "Read.Two");
        assert_eq!(client.get("/forward-auth").status, 404, "{key}");
    }
    service.write(FILE, &two);
    service.signal("HUP");
    service.logged(&["configuration reloaded", "policies.default.scopes"]);
    client.assert_demanded("Read.Two", "Read.One");
}

#[test]
fn a_tenant_that_is_no_longer_listed_is_refused_although_its_token_is_known() {
    let issuer = Issuer::start();
    let service = service(&issuer, &format!("[tenants]\nlisted = [\"{CONTOSO}\"]\n"));
    let client = Client::of(&service, &issuer);
    assert_eq!(client.get("/api/v1/me").status, 200);
    assert_eq!(client.get("/api/v1/me").status, 200);
    service.write(FILE, "");
    service.signal("HUP");
    service.logged(&["configuration reloaded", "tenants.listed"]);
    let refused = client.get("/api/v1/me");
    assert_eq!(
        (refused.status, refused.problem()),
        (403, "tenant_not_admitted".to_owned())
    );
    // What deserves attention is told again.
    service.logged_times(&["WARN", "tenants.listed"], 1);
}

#[test]
fn proxies_and_pages_are_let_in_and_kept_out_again() {
    let issuer = Issuer::start();
    let listed = format!("[tenants]\nlisted = [\"{CONTOSO}\"]\n");
    let service = service(&issuer, &listed);
    let client = Client::of(&service, &issuer);
    let allowed = || {
        let answer = Request::get("/api/v1/me")
            .header("origin", "https://app.contoso.com")
            .bearer(&client.token)
            .send(client.address);
        answer
            .header("access-control-allow-origin")
            .map(ToOwned::to_owned)
    };
    assert_eq!((client.get("/forward-auth").status, allowed()), (404, None));
    service.write(
        FILE,
        &format!(
            "{listed}[forward_auth]\nenabled = true\n\
             [cors]\norigins = [\"https://app.contoso.com\"]\n"
        ),
    );
    service.signal("HUP");
    service.logged(RELOADED);
    let answer = client.get("/forward-auth");
    assert_eq!(
        (answer.status, answer.header("x-auth-kind")),
        (200, Some("user"))
    );
    assert_eq!(allowed().as_deref(), Some("https://app.contoso.com"));
    service.write(FILE, &listed);
    service.signal("HUP");
    service.logged_times(RELOADED, 2);
    assert_eq!((client.get("/forward-auth").status, allowed()), (404, None));
}

#[test]
fn the_filter_of_the_log_follows() {
    let issuer = Issuer::start();
    let service = service(&issuer, "");
    let address = service.address();
    assert_eq!(Request::get("/nowhere").send(address).status, 404);
    service.logged(&["request refused"]);
    service.write(FILE, "[logging]\nfilter = \"warn\"\n");
    service.signal("HUP");
    service.logged(&["configuration reloaded", "logging.filter"]);
    // One reload comes after the other: what is told of the second shows that the first is done.
    service.write(FILE, "[");
    service.signal("HUP");
    service.logged(REFUSED);
    assert_eq!(Request::get("/nowhere").send(address).status, 404);
    service.signal("HUP");
    service.logged_times(REFUSED, 2);
    service.write(FILE, "[logging]\nfilter = \"info\"\n");
    service.signal("HUP");
    assert_eq!(Request::get("/livez").send(address).status, 200);
    service.signal("TERM");
    let ended = service.end();
    let refusals = ended.stderr.matches("request refused").count();
    assert_eq!(refusals, 1, "{}", ended.stderr);
}
