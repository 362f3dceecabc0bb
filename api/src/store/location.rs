//! `database.url`, parsed.

use std::fmt;
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use thiserror::Error;

/// Which database. Never shown: the address may hold a password.
#[derive(Clone)]
pub(crate) enum Location {
    /// SQLite in a file, which is made if it is not there.
    File(Box<SqliteConnectOptions>),
    /// SQLite in the memory of this process, gone with it.
    Memory,
    /// A PostgreSQL server.
    Postgres(Box<PgConnectOptions>),
}

/// The text names no database. It is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("this is no address of a database")]
pub(crate) struct LocationError;

impl FromStr for Location {
    type Err = LocationError;

    fn from_str(text: &str) -> Result<Self, LocationError> {
        if text == "sqlite::memory:" {
            Ok(Self::Memory)
        } else if let Some(path) = text.strip_prefix("sqlite://") {
            // Further parameters could undo what makes an acknowledged change durable.
            if path.is_empty() || path.contains('?') {
                return Err(LocationError);
            }
            let options = SqliteConnectOptions::new().filename(path);
            Ok(Self::File(Box::new(options)))
        } else if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let options = text.parse().map_err(|_| LocationError)?;
            Ok(Self::Postgres(Box::new(options)))
        } else {
            Err(LocationError)
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::File(_) => "File(..)",
            Self::Memory => "Memory",
            Self::Postgres(_) => "Postgres(..)",
        })
    }
}
