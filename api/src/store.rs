//! Where the directory of tenants is kept: SQLite in a file or in memory, or PostgreSQL.
//!
//! The statements are the same for both. Every change is one transaction that bumps the single-row
//! revision, changes the tenant and writes its audit event; writers therefore stand in line, and
//! revisions are in the order of commits.

mod connect;
mod consents;
mod inspection;
mod location;
mod pools;
mod reading;
mod rows;
mod transaction;

use std::time::Duration;

use sqlx::{PgPool, SqlitePool};
use thiserror::Error;

pub(crate) use consents::{Hash, Way};
pub(crate) use inspection::{Tables, inspect};
pub(crate) use location::Location;
pub(crate) use reading::{AuditFilter, TenantFilter};
pub(crate) use rows::{StoredEvent, StoredState, StoredTenant};
pub(crate) use transaction::Transaction;

/// The channel on which PostgreSQL tells of changes.
pub(crate) const CHANNEL: &str = "entrance_directory";

/// Why the store did not do what it was asked to.
#[derive(Debug, Error)]
pub(crate) enum StoreError {
    /// The database is away, busy for too long, or refuses.
    #[error("the database did not do what it was asked to")]
    Database(#[from] sqlx::Error),
    /// It took too long: the database hangs, or too many stand in line.
    #[error("the database did not answer within {} s", PATIENCE.as_secs())]
    TimedOut,
    /// The tables could not be brought to the form that this version needs.
    #[error("the tables of the database could not be prepared")]
    Migration(#[from] sqlx::migrate::MigrateError),
}

/// How long a question or a change may take, waiting for its turn included.
const PATIENCE: Duration = Duration::from_secs(5);

/// Ends what takes too long.
pub(crate) async fn in_time<T, E: From<StoreError>>(
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(done) => done,
        Err(_) => Err(StoreError::TimedOut.into()),
    }
}

/// The directory's database. Connections are made when they are needed.
#[derive(Debug, Clone)]
pub(crate) enum Store {
    Sqlite {
        reader: SqlitePool,
        /// One connection: SQLite has one writer, and so the others wait here and not in a loop.
        writer: SqlitePool,
        location: Location,
    },
    Postgres {
        pool: PgPool,
    },
}

/// Runs the same code on a connection pool of either database.
macro_rules! with_pool {
    ($store:expr, $pool:ident => $body:expr) => {
        match $store {
            $crate::store::Store::Sqlite { reader: $pool, .. } => $body,
            $crate::store::Store::Postgres { pool: $pool } => $body,
        }
    };
}
use with_pool;

/// A number as the databases keep it.
pub(crate) fn to_stored(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number out of a database, which never holds a negative one.
pub(crate) fn from_stored(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

/// An error and what led to it, in one line.
pub(crate) fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let told = inner.to_string();
        // Some errors say themselves what caused them.
        if !text.ends_with(&told) {
            text.push_str(": ");
            text.push_str(&told);
        }
        cause = inner.source();
    }
    text
}
