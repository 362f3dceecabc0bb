//! What commands print to standard output.

use std::io::{ErrorKind, Write as _};

use anyhow::Context as _;
use comfy_table::Table;
use comfy_table::presets::NOTHING;

/// A table without lines and colors, which reads the same in a terminal and in a pipe.
pub(crate) fn table() -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table
}

/// Prints to standard output. Whoever reads it, such as `head`, may have seen enough.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        printed => printed.context("standard output"),
    }
}
