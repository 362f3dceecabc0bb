//! The way to the authority, its documents and its clock.

use std::sync::Arc;
use std::time::Duration;

use chrono::DateTime;
use entrance_auth::{
    AuthorityInspection, Clock, InspectionError, InspectionFault, inspect_authority,
};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use url::Url;

use super::causes::tls_failure;
use super::row::Row;
use crate::application::verifier_settings;
use crate::settings::Settings;
use crate::store::causes;

const NAME: &str = "name resolution";
const CONNECTION: &str = "connection";
const TLS: &str = "TLS";
const METADATA: &str = "discovery";
const KEYS: &str = "signing keys";
const CLOCK: &str = "clock";
/// In the order in which one needs the other.
const ALL: [&str; 5] = [NAME, CONNECTION, TLS, METADATA, KEYS];
/// How long a lookup or a connection may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// A difference of clocks that is worth a thought, in seconds.
const NOTICEABLE: u64 = 10;

/// Loads once what the service loads, and says how far that went.
pub(super) async fn rows(settings: &Settings, clock: &Arc<dyn Clock>) -> Vec<Row> {
    let inspection = match inspect_authority(&verifier_settings(settings), clock).await {
        Ok(inspection) => inspection,
        Err(error) => {
            let cure = "install root certificates, such as Debian's ca-certificates";
            let mut rows = ended_at(TLS, Row::wrong(TLS, causes(&error), cure), settings);
            rows.push(Row::not_reached(CLOCK));
            return rows;
        }
    };
    let mut rows = match &inspection.keys {
        Ok(keys) => {
            let mut rows = reached(settings);
            rows.push(Row::fine(KEYS, format!("{keys} can be used")));
            rows
        }
        Err(error) => {
            let (place, row) = fault(error, settings).await;
            ended_at(place, row, settings)
        }
    };
    rows.push(clock_row(&inspection, settings, clock.unix_seconds()));
    rows
}

/// The rows before the keys, where all is well.
fn reached(settings: &Settings) -> Vec<Row> {
    let instance = settings.entra.authority.instance();
    let tls = if instance.uses_tls() {
        "the certificate is trusted"
    } else {
        "not used: the address is on this machine"
    };
    let base = settings.entra.authority.base();
    vec![
        Row::fine(NAME, host(instance.as_str())),
        Row::fine(CONNECTION, instance.as_str()),
        Row::fine(TLS, tls),
        Row::fine(METADATA, format!("of {base}")),
    ]
}

/// The rows up to the keys: those before `place` are fine, and those behind it were not reached.
fn ended_at(place: &str, row: Row, settings: &Settings) -> Vec<Row> {
    let before = |row: &Row| !row.is(place);
    let mut rows: Vec<_> = reached(settings).into_iter().take_while(before).collect();
    rows.push(row);
    let behind = ALL.iter().skip(rows.len());
    rows.extend(behind.map(|name| Row::not_reached(name)));
    rows
}

/// What is wrong, and in which row.
async fn fault(error: &InspectionError, settings: &Settings) -> (&'static str, Row) {
    let text = causes(error);
    match error.fault {
        InspectionFault::Unreachable => unreachable(error, settings).await,
        InspectionFault::Metadata => {
            let cure = "open the address in a browser: it must show JSON of this authority. \
                        Compare entra.instance and entra.tenant; a proxy on the way is named in \
                        HTTPS_PROXY, exceptions from it in NO_PROXY";
            (METADATA, Row::wrong(METADATA, text, cure))
        }
        InspectionFault::Keys => {
            let cure = "open the address in a browser: it must show the authority's keys. If it \
                        does, try again in some minutes";
            (KEYS, Row::wrong(KEYS, text, cure))
        }
    }
}

/// Which part of the way failed.
async fn unreachable(error: &InspectionError, settings: &Settings) -> (&'static str, Row) {
    let text = causes(error);
    if let Some(failure) = tls_failure(error) {
        let cure = "entra.instance must be the name in the certificate. If a proxy of your own \
                    looks into TLS, add its authority to this machine's root certificates, or name \
                    its file in SSL_CERT_FILE";
        return (TLS, Row::wrong(TLS, failure.to_string(), cure));
    }
    let instance = settings.entra.authority.instance().as_str();
    let host = host(instance);
    let found = timeout(PATIENCE, lookup_host(&host)).await;
    let Ok(Ok(addresses)) = found else {
        let cure = "compare entra.instance; otherwise mend this machine's DNS. Behind a proxy set \
                    HTTPS_PROXY";
        let found = format!("the name in {host} leads to no address");
        return (NAME, Row::wrong(NAME, found, cure));
    };
    let addresses: Vec<_> = addresses.collect();
    let connected = timeout(PATIENCE, TcpStream::connect(&*addresses)).await;
    if !matches!(connected, Ok(Ok(_))) {
        let cure = if settings.entra.authority.instance().is_loopback() {
            "start what shall listen there, such as `entrance dev`, or correct entra.instance"
        } else {
            "let the firewall pass connections to port 443, or set HTTPS_PROXY"
        };
        return (CONNECTION, Row::wrong(CONNECTION, text, cure));
    }
    let cure = "something listens there, and gives no answer: compare entra.instance, and look at \
                proxies on the way";
    (METADATA, Row::wrong(METADATA, text, cure))
}

/// This machine's clock beside the provider's. Tokens are judged by this one.
fn clock_row(inspection: &AuthorityInspection, settings: &Settings, now: u64) -> Row {
    let Some(theirs) = inspection.date.as_deref().and_then(unix_seconds) else {
        return Row::not_reached(CLOCK);
    };
    let seconds = now.abs_diff(theirs);
    let direction = if now > theirs { "ahead" } else { "behind" };
    let found = format!("{seconds} s {direction} of the provider's");
    let cure = "let this machine follow a time server (NTP)";
    if seconds > settings.entra.leeway.as_secs().max(NOTICEABLE) {
        Row::wrong(CLOCK, found, cure)
    } else if seconds > NOTICEABLE {
        Row::warning(CLOCK, found, cure)
    } else {
        Row::fine(CLOCK, "agrees with the provider's")
    }
}

fn unix_seconds(date: &str) -> Option<u64> {
    let moment = DateTime::parse_from_rfc2822(date).ok()?;
    u64::try_from(moment.timestamp()).ok()
}

/// Name and port, as a lookup wants them.
fn host(address: &str) -> String {
    let url = Url::parse(address).ok();
    let parts = url.as_ref().and_then(|url| {
        let port = url.port_or_known_default()?;
        Some(format!("{}:{port}", url.host_str()?))
    });
    parts.unwrap_or_default()
}
