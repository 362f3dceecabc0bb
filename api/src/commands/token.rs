//! `entrance token explain`: one token, walked through every rule.

use std::io::{IsTerminal as _, Read as _, Write as _, stderr, stdin};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;
use entrance_auth::{Clock, SystemClock, inspect_authority, random_jitter};
use entrance_domain::AdmissionMode;

use super::printing::print;
use super::{CANNOT_BE_JUDGED, EX_USAGE};
use crate::application::{Surroundings, verifier_settings};
use crate::explanation::{DEFAULT_POLICY, Explainer, Verdict};
use crate::extension::Extension;
use crate::settings::{Settings, SettingsError, Sources};
use crate::store::{Tables, causes, inspect};

/// The key without which there is no configuration.
const CLIENT_ID: &str = "entra.client_id";
/// More than any access token has, in bytes.
const MOST: u64 = 256 * 1024;

/// Which token, and by whose rules.
#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// The access token; - or nothing to read it from standard input, where neither the shell's
    /// history nor the list of processes sees it
    #[arg(hide_default_value = true, default_value = "-")]
    token: String,
    /// A TOML file with settings; later files win
    #[arg(long, value_name = "FILE")]
    config: Vec<PathBuf>,
    /// The policy that judges the caller
    #[arg(long, value_name = "NAME", default_value = DEFAULT_POLICY)]
    policy: String,
    /// Print JSON for machines instead of a page for people
    #[arg(long)]
    json: bool,
}

/// Explains a token; says by its exit status what became of it.
pub(super) async fn explain(
    arguments: ExplainArguments,
    extension: &Extension,
) -> anyhow::Result<ExitCode> {
    let sources = Sources::from_process(extension, arguments.config)?;
    let settings = configuration(&sources)?;
    if let Some(settings) = &settings
        && settings.policies.get(&arguments.policy).is_none()
    {
        complain(&format!("there is no policy {}", arguments.policy));
        return Ok(EX_USAGE.into());
    }
    let token = token(&arguments.token)?;
    if token.is_empty() {
        complain("there is no token: give it on standard input");
        return Ok(EX_USAGE.into());
    }
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let explainer = match &settings {
        Some(settings) => explainer(settings, clock).await?,
        None => Explainer::without_configuration(clock)?,
    };
    let explanation = explainer.explain(&token, &arguments.policy).await;
    if arguments.json {
        print(&serde_json::to_string_pretty(&explanation)?)?;
    } else {
        print(explanation.to_string().trim_end())?;
    }
    Ok(match explanation.verdict() {
        Verdict::Passes => ExitCode::SUCCESS,
        Verdict::Refused => ExitCode::FAILURE,
        Verdict::Unknown => CANNOT_BE_JUDGED.into(),
    })
}

/// The settings, or nothing if the only thing wrong with them is that nobody made any.
fn configuration(sources: &Sources) -> Result<Option<Settings>, SettingsError> {
    match Settings::load(sources) {
        Ok(loaded) => Ok(Some(loaded.settings)),
        Err(error) => match error.problems() {
            [only] if only.key == CLIENT_ID && only.source == "default" => Ok(None),
            _ => Err(error),
        },
    }
}

/// The token, out of whatever people copy along with it.
fn token(argument: &str) -> anyhow::Result<String> {
    let text = if argument == "-" {
        from_standard_input()?
    } else {
        complain(
            "a token is a secret, and the shell's history and the list of processes show \
             arguments; give it on standard input",
        );
        argument.to_owned()
    };
    let mut token = text.trim();
    for prefix in ["authorization:", "bearer "] {
        if let Some((start, rest)) = token.split_at_checked(prefix.len())
            && start.eq_ignore_ascii_case(prefix)
        {
            token = rest.trim_start();
        }
    }
    Ok(token.to_owned())
}

fn from_standard_input() -> anyhow::Result<String> {
    if stdin().is_terminal() {
        complain("paste the token, a secret, then press Enter and Ctrl-D");
    }
    let mut bytes = Vec::new();
    let read = stdin().lock().take(MOST).read_to_end(&mut bytes);
    read.context("standard input")?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// With keys and directory, as far as they can be had.
async fn explainer(settings: &Settings, clock: Arc<dyn Clock>) -> anyhow::Result<Explainer> {
    let without_keys = keys_are_away(settings, &clock).await;
    let without_directory = directory_is_away(settings).await;
    let surroundings = Surroundings {
        clock,
        jitter: random_jitter,
    };
    let with_keys = without_keys.is_none();
    let explainer = if with_keys && without_directory.is_none() {
        Explainer::start(settings, &surroundings)?
    } else {
        let shortcomings = without_keys.into_iter().chain(without_directory).collect();
        Explainer::start_in_part(settings, &surroundings, with_keys, shortcomings)?
    };
    if with_keys {
        explainer.ready().await;
    }
    Ok(explainer)
}

/// Why there are no keys.
async fn keys_are_away(settings: &Settings, clock: &Arc<dyn Clock>) -> Option<String> {
    let error = match inspect_authority(&verifier_settings(settings), clock).await {
        Ok(inspection) => causes(&inspection.keys.err()?),
        Err(error) => causes(&error),
    };
    Some(format!(
        "The signing keys could not be loaded: {error}. `entrance check` says more."
    ))
}

/// Why the directory cannot be asked. Tables of another version are left alone: to look at a token is
/// no reason to change a database.
async fn directory_is_away(settings: &Settings) -> Option<String> {
    if *settings.tenants.admission.mode() != AdmissionMode::Directory {
        return None;
    }
    match inspect(&settings.database.location).await {
        Ok(Tables::Current) => None,
        Ok(Tables::Missing) => Some("The database has no directory of tenants yet.".to_owned()),
        Ok(_) => Some(
            "The directory's tables are those of another version. `entrance check` says more."
                .to_owned(),
        ),
        Err(error) => Some(format!(
            "The directory of tenants cannot be read: {}. `entrance check` says more.",
            causes(&error)
        )),
    }
}

/// Says something beside the result.
fn complain(text: &str) {
    // Nobody to tell it to is no reason to fail.
    let _ = writeln!(stderr(), "entrance: {text}");
}
