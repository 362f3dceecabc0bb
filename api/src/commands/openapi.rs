//! `entrance openapi`: the document, without starting the service.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;

use crate::application::openapi_document;
use crate::settings::{Settings, Sources};

/// Prints the document on one line to standard output.
pub(super) fn run(files: Vec<PathBuf>) -> anyhow::Result<()> {
    let loaded = Settings::load(&Sources::from_process(files)?)?;
    let document = openapi_document(&loaded.settings)?;
    writeln!(std::io::stdout(), "{document}").context("standard output")
}
