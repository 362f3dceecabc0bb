//! `[logging]`: what is told about the running service.

use serde::Deserialize;
use tracing_subscriber::EnvFilter;

use super::merged::Reader;

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Text for people.
    Text,
    /// One JSON object on each line.
    Json,
}

/// What is told about the running service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logging {
    /// The form of a line.
    pub format: LogFormat,
    /// What is logged: valid directives of [`EnvFilter`].
    pub filter: String,
    /// Whether successful requests are logged, too; refusals always are.
    pub requests: bool,
    /// Whether each protected request is recorded with its caller.
    pub audit: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawLogging {
    format: String,
    filter: String,
    requests: bool,
    audit: bool,
}

pub(super) fn read(raw: &RawLogging, reader: &mut Reader<'_>) -> Option<Logging> {
    let format = match raw.format.as_str() {
        "text" => Some(LogFormat::Text),
        "json" => Some(LogFormat::Json),
        _ => {
            reader.refuse(
                "logging.format",
                "there is no such format",
                "write \"text\" or \"json\"",
            );
            None
        }
    };
    // An empty filter would leave errors only, which nobody means by it.
    if raw.filter.trim().is_empty() || EnvFilter::builder().parse(&raw.filter).is_err() {
        reader.refuse(
            "logging.filter",
            "the directives cannot be understood",
            "write a level, such as info, or several directives, such as warn,entrance=trace",
        );
    }
    Some(Logging {
        format: format?,
        filter: raw.filter.clone(),
        requests: raw.requests,
        audit: raw.audit,
    })
}
