//! `entrance openapi`: the document, without starting the service.

use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;

use anyhow::Context as _;

use crate::application::openapi_document;
use crate::extension::Extension;
use crate::settings::{Settings, Sources};

/// Prints the document on one line to standard output.
pub(super) fn run(files: Vec<PathBuf>, extension: &Extension) -> anyhow::Result<()> {
    let loaded = Settings::load(&Sources::from_process(extension, files)?)?;
    let document = openapi_document(&loaded.settings, extension)?;
    match writeln!(std::io::stdout(), "{document}") {
        // Whoever reads it, such as `head`, has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        printed => printed.context("standard output"),
    }
}
