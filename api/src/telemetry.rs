//! Where log lines and traces go, and what they look like.

mod filter;
mod traces;

use std::io::{IsTerminal as _, stderr};

use anyhow::anyhow;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{fmt, registry};

use crate::settings::{LogFormat, Logging};

pub(crate) use filter::LogFilter;
pub(crate) use traces::{are_exported, continue_trace, rename_span, trace_id};

/// What was started. Its end sends the last spans.
pub(crate) struct Telemetry {
    filter: LogFilter,
    traces: Option<SdkTracerProvider>,
}

impl Telemetry {
    /// The filter of the log, which can be replaced.
    pub(crate) fn filter(&self) -> LogFilter {
        self.filter.clone()
    }
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        if let Some(traces) = &self.traces {
            traces::flush(traces);
        }
    }
}

/// Starts logging for the whole process, to standard error, and sends traces to a collector if the
/// variables of OpenTelemetry name one.
///
/// # Errors
/// If the filter or these variables are not understood, or logging was started before.
pub(crate) fn start(
    logging: &Logging,
    environment: &[(String, String)],
) -> anyhow::Result<Telemetry> {
    let filter = LogFilter::new(&logging.filter, logging.audit)?;
    let traces = traces::provider(environment)?;
    let lines = fmt::layer()
        .with_writer(stderr)
        .with_ansi(stderr().is_terminal());
    let lines = match logging.format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    match &traces {
        // Without spans for a collector, what the log leaves out is not even looked at.
        None => registry().with(lines).with(filter.clone()).try_init(),
        Some(traces) => registry()
            .with(lines.with_filter(filter.clone()))
            .with(traces::layer(traces))
            .try_init(),
    }
    .map_err(|error| anyhow!(error))?;
    Ok(Telemetry { filter, traces })
}
