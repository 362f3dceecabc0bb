//! The address under which clients reach the service, and those that go into the registration.

use entrance_domain::AdmissionMode;

use super::row::Row;
use crate::settings::{PublicUrl, Settings};

const PUBLIC: &str = "public address";
const REDIRECT: &str = "redirect addresses";
/// What Entra does not take in a redirect address.
const REFUSED: [char; 9] = ['!', '$', '\'', '(', ')', ',', ';', '*', '@'];

/// Judged by their looks: nothing is called.
pub(super) fn rows(settings: &Settings) -> Vec<Row> {
    let public_url = &settings.server.public_url;
    let mut rows = vec![public(settings, public_url)];
    if let Some(client_id) = settings.entra.openapi_client_id {
        rows.push(redirects(settings, public_url, &client_id.to_string()));
    } else if settings.docs.enabled {
        rows.push(Row::warning(
            REDIRECT,
            "nobody can sign in to the documentation page; it only takes pasted tokens",
            "set OPENAPI_CLIENT_ID to the page's registration, or docs.enabled to false",
        ));
    }
    rows
}

fn public(settings: &Settings, public_url: &PublicUrl) -> Row {
    let address = public_url.as_str();
    if !public_url.uses_tls() && !public_url.is_loopback() {
        return Row::warning(
            PUBLIC,
            format!("{address}: clients send their tokens unprotected"),
            "set server.public_url to an https address, and let a proxy or server.tls serve it",
        );
    }
    if public_url.is_loopback() && !settings.server.host.is_loopback() {
        return Row::warning(
            PUBLIC,
            format!("{address}, while the service listens for other machines"),
            "set server.public_url to the address that clients use",
        );
    }
    Row::fine(PUBLIC, address)
}

fn redirects(settings: &Settings, public_url: &PublicUrl, client_id: &str) -> Row {
    let base = public_url.as_str();
    let mut paths = Vec::new();
    if settings.docs.enabled {
        paths.push("oauth2-redirect");
    }
    if *settings.tenants.admission.mode() == AdmissionMode::Directory {
        paths.extend(["onboarding/consented", "onboarding/signed-in"]);
    }
    if !public_url.uses_tls() && !base.starts_with("http://localhost") {
        return Row::wrong(
            REDIRECT,
            format!("Entra takes no address below {base}"),
            "set server.public_url to an https address, or to http://localhost on this machine",
        );
    }
    if base.contains(REFUSED) {
        return Row::wrong(
            REDIRECT,
            format!("Entra takes no address with one of the characters in {base}"),
            "choose a path of letters, digits, '-', '.', '_' and '/' in server.public_url",
        );
    }
    let addresses: Vec<_> = paths.iter().map(|path| format!("{base}/{path}")).collect();
    Row::fine(
        REDIRECT,
        format!(
            "to be registered for {client_id}, platform Single-page application: {}",
            addresses.join(" ")
        ),
    )
}
