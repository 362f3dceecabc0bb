//! The command line.

#[cfg(feature = "dev")]
mod dev;
mod openapi;
mod serve;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// The front door of an API protected by Microsoft Entra ID.
#[derive(Debug, Parser)]
#[command(name = "entrance", version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the service and a local stand-in for Entra on this machine, without Azure
    #[cfg(feature = "dev")]
    Dev {
        /// Port of the service (default: 8000, or `ENTRANCE__SERVER__PORT`)
        #[arg(long)]
        port: Option<u16>,
        /// Port of the stand-in for Entra
        #[arg(long, default_value_t = 8001)]
        stand_in_port: u16,
    },
    /// Print the OpenAPI document of the configured service
    Openapi {
        /// A TOML file with settings; later files win
        #[arg(long, value_name = "FILE")]
        config: Vec<PathBuf>,
    },
    /// Run the service
    Serve {
        /// A TOML file with settings; later files win
        #[arg(long, value_name = "FILE")]
        config: Vec<PathBuf>,
    },
}

impl Cli {
    /// Carries the command out.
    ///
    /// # Errors
    /// Whatever keeps the command from being carried out; a
    /// [`SettingsError`](crate::SettingsError) among the causes means a wrong configuration.
    pub async fn run(self) -> anyhow::Result<()> {
        match self.command {
            #[cfg(feature = "dev")]
            Command::Dev {
                port,
                stand_in_port,
            } => dev::run(port, stand_in_port).await,
            Command::Openapi { config } => openapi::run(config),
            Command::Serve { config } => serve::run(config).await,
        }
    }
}
