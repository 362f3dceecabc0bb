//! `entrance healthcheck`: a probe for containers without a shell.

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, bail};
use reqwest::redirect;
use serde_json::Value;

use crate::extension::Extension;
use crate::settings::{Server, Settings, Sources};

/// How long the service may take to answer.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Asks the service of this configuration, on this machine, whether it is ready, or whether it is up
/// at all, and says so in a sentence.
///
/// # Errors
/// If it is not.
pub(super) async fn run(
    files: Vec<PathBuf>,
    live: bool,
    extension: &Extension,
) -> anyhow::Result<()> {
    let settings = Settings::load(&Sources::from_process(extension, files)?)?.settings;
    let url = url(&settings.server, if live { "/livez" } else { "/readyz" });
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .timeout(TIMEOUT)
        // SECURITY: nothing secret is sent, and the certificate is made for a public name, not for
        // this machine.
        .tls_danger_accept_invalid_certs(true)
        .build()
        .context("the HTTP client cannot be set up")?;
    let answer = client.get(&url).send().await;
    let answer = answer.with_context(|| format!("{url} does not answer"))?;
    let status = answer.status();
    if !status.is_success() {
        let problem = answer.bytes().await.unwrap_or_default();
        let problem: Value = serde_json::from_slice(&problem).unwrap_or_default();
        let code = problem.get("code").and_then(Value::as_str);
        bail!(
            "{url} answers {}{}",
            status.as_u16(),
            code.map(|code| format!(" {code}")).unwrap_or_default()
        );
    }
    let _ = writeln!(std::io::stdout(), "{url} answers {}", status.as_u16());
    Ok(())
}

/// Where the service listens, as seen from this machine.
fn url(server: &Server, path: &str) -> String {
    let scheme = if server.tls.is_some() {
        "https"
    } else {
        "http"
    };
    let addresses = server.host.addresses(server.port);
    let first = addresses.first().copied();
    let address = first.unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, server.port)));
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    format!("{scheme}://{}{path}", SocketAddr::from((ip, server.port)))
}
