//! The command line.

mod azure;
mod check;
#[cfg(feature = "dev")]
mod dev;
mod healthcheck;
mod openapi;
pub(crate) mod printing;
mod secret;
mod serve;
mod tenant;
mod token;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
#[cfg(feature = "dev")]
use std::time::Duration;

use clap::{Parser, Subcommand};

use crate::extension::Extension;
use crate::settings::SettingsError;
use crate::version;

/// A wrong configuration or command line (`EX_USAGE` of sysexits.h).
const EX_USAGE: u8 = 64;
/// Something was compared, and is different.
const DIFFERENT: u8 = 2;
/// `token explain` could not follow the rules to their end.
const CANNOT_BE_JUDGED: u8 = 2;

/// The front door of an API protected by Microsoft Entra ID.
#[derive(Debug, Parser)]
#[command(name = "entrance", version = version::DESCRIPTION, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The two app registrations in Microsoft Entra ID
    Azure(azure::AzureArguments),
    /// Look at the configuration, the authority, the clock and the database: what is to be mended?
    ///
    /// Changes nothing. Exit status: 0 all is fine, 1 something is wrong, 64 the configuration is.
    Check(check::CheckArguments),
    /// Run the service and a local stand-in for Entra on this machine, without Azure
    #[cfg(feature = "dev")]
    Dev {
        /// Port of the service (default: 8000, or `ENTRANCE__SERVER__PORT`)
        #[arg(long)]
        port: Option<u16>,
        /// Port of the stand-in for Entra
        #[arg(long, default_value_t = 8001)]
        stand_in_port: u16,
        /// Serve both over HTTPS, with a certification authority that is made on the spot
        #[arg(long)]
        tls: bool,
        /// Where the authority's certificate is written to, for programs that are to trust it
        #[arg(long, value_name = "FILE", default_value = "entrance-dev-ca.pem")]
        ca_file: PathBuf,
        /// Rotate the stand-in's signing keys from time to time
        #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
        rotate_keys_every: Option<u32>,
    },
    /// Ask the service on this machine whether it is ready; the exit status is 0 or 1
    Healthcheck {
        /// A TOML file with settings; later files win
        #[arg(long, value_name = "FILE")]
        config: Vec<PathBuf>,
        /// Ask only whether the process is up
        #[arg(long)]
        live: bool,
    },
    /// Print the OpenAPI document of the configured service
    Openapi {
        /// A TOML file with settings; later files win
        #[arg(long, value_name = "FILE")]
        config: Vec<PathBuf>,
    },
    /// Secrets of backends
    Secret {
        #[command(subcommand)]
        action: SecretAction,
    },
    /// Run the service
    Serve {
        /// A TOML file with settings; later files win
        #[arg(long, value_name = "FILE")]
        config: Vec<PathBuf>,
    },
    /// Manage the directory of tenants in the configured database
    Tenant(tenant::TenantArguments),
    /// Access tokens
    Token {
        #[command(subcommand)]
        action: TokenAction,
    },
}

#[derive(Debug, Subcommand)]
enum TokenAction {
    /// Walk a token through every rule: why is it refused, and what is to be done?
    ///
    /// Exit status: 0 the caller passes, 1 refused, 2 it could not be judged to the end, 64 a wrong
    /// configuration or command line.
    Explain(token::ExplainArguments),
}

#[derive(Debug, Subcommand)]
enum SecretAction {
    /// Make an id and a secret for introspection, with the entry for the configuration
    New,
}

/// Does what the command line of this process asks for, with the routes of an extension beside those
/// of Entrance, and says what the process shall exit with.
pub async fn run(extension: Extension) -> ExitCode {
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
    match carry_out(cli.command, extension).await {
        Ok(status) => status,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "entrance: {error:#}");
            let usage = error.downcast_ref::<SettingsError>().is_some();
            if usage {
                EX_USAGE.into()
            } else if error.is::<azure::Different>() {
                DIFFERENT.into()
            } else {
                ExitCode::FAILURE
            }
        }
    }
}

async fn carry_out(command: Command, extension: Extension) -> anyhow::Result<ExitCode> {
    match command {
        Command::Azure(arguments) => azure::run(arguments, &extension).await?,
        Command::Check(arguments) => return check::run(arguments, &extension).await,
        #[cfg(feature = "dev")]
        Command::Dev {
            port,
            stand_in_port,
            tls,
            ca_file,
            rotate_keys_every,
        } => {
            let options = dev::Options {
                port,
                stand_in_port,
                ca_file: tls.then_some(ca_file),
                rotation: rotate_keys_every.map(|seconds| Duration::from_secs(seconds.into())),
            };
            // Its state is large, and most commands have no use for it.
            Box::pin(dev::run(options, extension)).await?;
        }
        Command::Healthcheck { config, live } => healthcheck::run(config, live, &extension).await?,
        Command::Openapi { config } => openapi::run(config, &extension)?,
        Command::Tenant(arguments) => tenant::run(arguments, &extension).await?,
        Command::Secret {
            action: SecretAction::New,
        } => secret::new()?,
        Command::Serve { config } => serve::run(config, extension).await?,
        Command::Token {
            action: TokenAction::Explain(arguments),
        } => return token::explain(arguments, &extension).await,
    }
    Ok(ExitCode::SUCCESS)
}
