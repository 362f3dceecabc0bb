//! `[cors]`: which pages may call from a browser.

use serde::Deserialize;
use url::Url;

use super::merged::Reader;

/// Which pages may call from a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cors {
    /// Exact values of the header `Origin`: scheme, host and, where it is not the scheme's own,
    /// port.
    pub origins: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawCors {
    origins: Vec<String>,
}

pub(super) fn read(raw: &RawCors, reader: &mut Reader<'_>) -> Cors {
    let origins = reader.list(
        "cors.origins",
        &raw.origins,
        origin,
        "write origins exactly as a browser sends them, in lower case, without a path, a trailing \
         slash, the scheme's own port or wildcards, such as https://app.contoso.com",
    );
    Cors { origins }
}

/// Accepts only what a browser could send: anything else would never match.
fn origin(text: &str) -> Result<String, ()> {
    let url = Url::parse(text).map_err(drop)?;
    let exact = matches!(url.scheme(), "http" | "https")
        && url.origin().ascii_serialization() == text
        && !text.contains('*');
    if exact { Ok(text.to_owned()) } else { Err(()) }
}
