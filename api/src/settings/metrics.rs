//! `[metrics]`: where monitoring reads how the service fares.

use serde::Deserialize;

use super::address::BindHost;
use super::merged::Reader;

/// Where the metrics are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metrics {
    /// Where it listens.
    pub host: BindHost,
    /// TCP port; 0 lets the operating system choose.
    pub port: u16,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawMetrics {
    enabled: bool,
    host: String,
    port: i64,
}

pub(super) fn read(raw: &RawMetrics, reader: &mut Reader<'_>) -> Option<Metrics> {
    let host = raw.host.parse().ok();
    if host.is_none() {
        reader.refuse(
            "metrics.host",
            "this is neither localhost nor an IP address",
            "write localhost, or an address such as 127.0.0.1, 0.0.0.0 or ::",
        );
    }
    let port = reader.number("metrics.port", raw.port, 0, u16::MAX);
    let metrics = Metrics {
        host: host?,
        port: port?,
    };
    raw.enabled.then_some(metrics)
}
