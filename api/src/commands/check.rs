//! `entrance check`: is everything there that the service needs, and what is to be mended?

mod addresses;
mod authority;
mod causes;
mod database;
mod row;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use entrance_auth::{Clock, SystemClock};

use super::EX_USAGE;
use super::printing::print;
use crate::extension::Extension;
use crate::settings::{Loaded, Settings, SettingsError, Sources};

use row::{Row, State, page};

/// The settings' own rows.
const CONFIGURATION: &str = "configuration";

/// Which configuration.
#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// A TOML file with settings; later files win
    #[arg(long, value_name = "FILE")]
    config: Vec<PathBuf>,
    /// Print JSON for machines instead of a table for people
    #[arg(long)]
    json: bool,
}

/// Looks at everything, changes nothing, and says by its exit status what it found.
pub(super) async fn run(
    arguments: CheckArguments,
    extension: &Extension,
) -> anyhow::Result<ExitCode> {
    let sources = Sources::from_process(extension, arguments.config);
    let (rows, status) = match sources.and_then(|sources| Settings::load(&sources)) {
        Ok(loaded) => {
            let rows = rows(&loaded).await;
            let wrong = rows.iter().any(|row| row.state == State::Wrong);
            let status = if wrong {
                ExitCode::FAILURE
            } else {
                ExitCode::SUCCESS
            };
            (rows, status)
        }
        Err(error) => (faults(&error), EX_USAGE.into()),
    };
    if arguments.json {
        print(&serde_json::to_string_pretty(&rows)?)?;
    } else {
        print(&page(&rows))?;
    }
    Ok(status)
}

fn faults(error: &SettingsError) -> Vec<Row> {
    let problems = error.problems().iter();
    problems
        .map(|problem| {
            let found = format!("{} ({}): {}", problem.key, problem.source, problem.message);
            Row::wrong(CONFIGURATION, found, problem.cure.clone())
        })
        .collect()
}

async fn rows(loaded: &Loaded) -> Vec<Row> {
    let settings = &loaded.settings;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let mut rows = configuration(loaded);
    rows.extend(authority::rows(settings, &clock).await);
    rows.extend(database::row(settings).await);
    rows.extend(addresses::rows(settings));
    rows
}

fn configuration(loaded: &Loaded) -> Vec<Row> {
    let client_id = loaded.settings.entra.client_id;
    let sound = Row::fine(CONFIGURATION, format!("sound, for the API {client_id}"));
    let warnings = loaded.warnings.iter().map(|warning| {
        let found = format!("{} ({}): {}", warning.key, warning.source, warning.message);
        Row::warning(CONFIGURATION, found, warning.cure.clone())
    });
    std::iter::once(sound).chain(warnings).collect()
}
