//! The binary `entrance`.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use entrance_api::{Cli, SettingsError};

/// A wrong configuration or command line (`EX_USAGE` of sysexits.h).
const EX_USAGE: u8 = 64;

#[actix_web::main]
async fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(help) => {
            // Asked for or not, the text is clap's own; only a real mistake fails.
            let _ = help.print();
            return if help.use_stderr() {
                EX_USAGE.into()
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    match cli.run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "entrance: {error:#}");
            let usage = error.downcast_ref::<SettingsError>().is_some();
            if usage {
                EX_USAGE.into()
            } else {
                ExitCode::FAILURE
            }
        }
    }
}
