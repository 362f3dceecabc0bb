//! Where log lines go and what they look like.

mod filter;

use std::io::{IsTerminal as _, stderr};

use anyhow::anyhow;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{fmt, registry};

use crate::settings::{LogFormat, Logging};

pub(crate) use filter::LogFilter;

/// Starts logging for the whole process, to standard error. Gives the filter, which can be replaced.
///
/// # Errors
/// If the filter is not understood, or logging was started before.
pub(crate) fn start(logging: &Logging) -> anyhow::Result<LogFilter> {
    let filter = LogFilter::new(&logging.filter, logging.audit)?;
    let lines = fmt::layer()
        .with_writer(stderr)
        .with_ansi(stderr().is_terminal());
    let registry = registry().with(filter.clone());
    match logging.format {
        LogFormat::Text => registry.with(lines).try_init(),
        LogFormat::Json => registry.with(lines.json().flatten_event(true)).try_init(),
    }
    .map_err(|error| anyhow!(error))?;
    Ok(filter)
}
