//! `entrance azure`: the two app registrations, planned, made and compared through Microsoft Graph.

mod configuration;
mod credential;
mod env_file;
mod output;

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use entrance_auth::SystemClock;
use entrance_registration::{
    Desired, GraphClient, Observed, Plan, apply, graph_base, observe, script,
};

use crate::extension::Extension;
use crate::settings::DOT_ENV;
use configuration::Configuration;

/// What to do, and with which configuration.
#[derive(Debug, Args)]
pub(super) struct AzureArguments {
    /// A TOML file with settings; later files win
    #[arg(long, value_name = "FILE", global = true)]
    config: Vec<PathBuf>,
    #[command(flatten)]
    wishes: Wishes,
    #[command(subcommand)]
    command: AzureCommand,
}

/// What the configuration does not say.
#[derive(Debug, Args)]
struct Wishes {
    /// Display name of new registrations, which people read when they are asked for consent
    #[arg(long, global = true, default_value = "Entrance")]
    name: String,
    /// Let accounts of the registrations' own tenant sign in only
    #[arg(long, global = true)]
    single_tenant: bool,
    /// Let the Azure command line get tokens for the API (az account get-access-token)
    #[arg(long, global = true)]
    azure_cli: bool,
    /// Sign in as the managed identity of this machine instead of with the login of the Azure
    /// command line
    #[arg(long, global = true)]
    managed_identity: bool,
}

#[derive(Debug, Subcommand)]
enum AzureCommand {
    /// Show what would be created or changed
    Plan {
        /// Do not look; show the plan for a directory without registrations
        #[arg(long)]
        offline: bool,
        /// Print JSON for machines instead of lines for people
        #[arg(long)]
        json: bool,
    },
    /// Create and change what is missing, and write the client ids into .env
    Apply {
        /// Do not ask before changing anything
        #[arg(long)]
        yes: bool,
    },
    /// Compare, and explain each difference; the exit status is 2 if there are any
    Check {
        /// Print JSON for machines instead of lines for people
        #[arg(long)]
        json: bool,
    },
    /// Print the plan as a script for the Azure command line
    Export {
        /// Do not look; print the script for a directory without registrations
        #[arg(long)]
        offline: bool,
    },
}

/// The registrations are not what they shall be.
#[derive(Debug, thiserror::Error)]
#[error("the registrations are not as they should be; entrance azure apply mends them")]
pub(super) struct Different;

/// Carries the command out.
pub(super) async fn run(arguments: AzureArguments, extension: &Extension) -> anyhow::Result<()> {
    let wishes = arguments.wishes;
    let configuration = Configuration::load(extension, arguments.config)?;
    let desired = configuration.desired(&wishes)?;
    match arguments.command {
        AzureCommand::Plan { offline, json } => {
            let observed = look(&configuration, &desired, &wishes, offline).await?;
            output::plan(&Plan::new(&desired, &observed), json)
        }
        AzureCommand::Apply { yes } => {
            let graph = connect(&configuration, &wishes).await?;
            let observed = observe(&graph, &desired).await?;
            if !agreed(&Plan::new(&desired, &observed), yes)? {
                bail!("nothing was changed");
            }
            let outcome = apply(&graph, &desired, observed).await?;
            let lines = configuration.new_variables(&desired, &outcome.observed);
            env_file::write(Path::new(DOT_ENV), &lines).with_context(|| {
                let lines = env_file::shown(&lines);
                format!("the registrations are made, but {DOT_ENV} cannot be written; it wants\n{lines}\n")
            })?;
            output::applied(&outcome, &lines)
        }
        AzureCommand::Check { json } => {
            let observed = look(&configuration, &desired, &wishes, false).await?;
            let plan = Plan::new(&desired, &observed);
            output::checked(&plan, json)?;
            if plan.is_fulfilled() {
                Ok(())
            } else {
                Err(Different.into())
            }
        }
        AzureCommand::Export { offline } => {
            let observed = look(&configuration, &desired, &wishes, offline).await?;
            let graph = graph_base(configuration.instance())?;
            let plan = Plan::new(&desired, &observed);
            output::print(script(&desired, &plan, &graph).trim_end())
        }
    }
}

/// What is there; offline, as if nothing were.
async fn look(
    configuration: &Configuration,
    desired: &Desired,
    wishes: &Wishes,
    offline: bool,
) -> anyhow::Result<Observed> {
    if offline {
        return Ok(Observed::default());
    }
    let graph = connect(configuration, wishes).await?;
    Ok(observe(&graph, desired).await?)
}

async fn connect(configuration: &Configuration, wishes: &Wishes) -> anyhow::Result<GraphClient> {
    let base = graph_base(configuration.instance())?;
    let token = credential::token(configuration, &base, wishes.managed_identity).await?;
    let clock = Arc::new(SystemClock::new());
    Ok(GraphClient::new(
        base,
        token,
        clock,
        Arc::new(output::progress),
    )?)
}

/// Shows the plan, and asks whether it shall be carried out.
fn agreed(plan: &Plan, yes: bool) -> anyhow::Result<bool> {
    let mut errors = std::io::stderr().lock();
    writeln!(errors, "{plan}").context("standard error")?;
    if yes || plan.changes.is_empty() {
        return Ok(true);
    }
    let input = std::io::stdin();
    if !input.is_terminal() {
        bail!("nobody can be asked here whether to make these changes; --yes makes them");
    }
    write!(errors, "Make these changes? [y/N] ").context("standard error")?;
    errors.flush().context("standard error")?;
    let mut answer = String::new();
    input.read_line(&mut answer).context("standard input")?;
    Ok(matches!(
        answer.trim().to_ascii_lowercase().as_str(),
        "y" | "yes"
    ))
}
