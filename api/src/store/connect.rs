//! Connections, and the tables behind them.

use std::borrow::Cow;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{
    ConnectOptions as _, Connection as _, Executor as _, PgConnection, SqlSafeStr as _,
    SqliteConnection,
};

use super::{Location, PATIENCE, Store, StoreError};

const READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 8;
/// What a PostgreSQL session is told at its beginning; a pooler may refuse it among the parameters.
const SESSION: &str = "SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '10s'";

pub(super) const SQLITE: &[(i64, &str, &str)] = &[
    (
        1,
        "directory",
        include_str!("../../migrations/sqlite/1_directory.sql"),
    ),
    (
        2,
        "consents",
        include_str!("../../migrations/sqlite/2_consents.sql"),
    ),
];
pub(super) const POSTGRES: &[(i64, &str, &str)] = &[
    (
        1,
        "directory",
        include_str!("../../migrations/postgres/1_directory.sql"),
    ),
    (
        2,
        "consents",
        include_str!("../../migrations/postgres/2_consents.sql"),
    ),
];

impl Store {
    /// A store at `location`. Nothing is opened yet.
    pub(crate) fn new(location: &Location) -> Self {
        let pool = |most| {
            SqlitePoolOptions::new()
                .max_connections(most)
                .acquire_timeout(PATIENCE)
        };
        match location {
            Location::File(_) => Self::Sqlite {
                reader: pool(READERS).connect_lazy_with(sqlite(location)),
                writer: pool(1).connect_lazy_with(sqlite(location)),
                location: location.clone(),
            },
            Location::Memory => {
                // Each connection would have a memory of its own, and lose it when it is closed.
                let only = pool(1)
                    .min_connections(1)
                    .idle_timeout(None)
                    .max_lifetime(None)
                    .connect_lazy_with(sqlite(location));
                Self::Sqlite {
                    reader: only.clone(),
                    writer: only,
                    location: location.clone(),
                }
            }
            Location::Postgres(options) => Self::Postgres {
                pool: PgPoolOptions::new()
                    .max_connections(POSTGRES_CONNECTIONS)
                    .acquire_timeout(PATIENCE)
                    .after_connect(|connection, _| Box::pin(prepare_session(connection)))
                    .after_release(|connection, _| Box::pin(is_alive(connection)))
                    .connect_lazy_with(options.as_ref().clone().application_name("entrance")),
            },
        }
    }

    /// Brings the tables to the form that this version needs. Processes that start at the same time
    /// wait for each other.
    ///
    /// # Errors
    /// If the database cannot be reached, or belongs to a newer version.
    pub(crate) async fn prepare(&self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite { writer, .. } => {
                // sqlx does not lock SQLite; within a transaction that writes, nobody else can.
                let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
                migrator(SQLITE)
                    .run_direct(None, &mut *transaction, false)
                    .await?;
                transaction.commit().await?;
            }
            Self::Postgres { pool } => migrator(POSTGRES).run(pool).await?,
        }
        Ok(())
    }

    /// A connection of its own on which `PRAGMA data_version` tells of other connections' changes;
    /// `None` where nobody else can change anything, or where the server tells.
    pub(crate) async fn watcher(&self) -> Result<Option<SqliteConnection>, StoreError> {
        match self {
            Self::Sqlite { location, .. } if matches!(location, Location::File(_)) => {
                Ok(Some(sqlite(location).connect().await?))
            }
            _ => Ok(None),
        }
    }
}

/// What SQLite must promise: an acknowledged change survives a power failure.
fn sqlite(location: &Location) -> SqliteConnectOptions {
    let options = match location {
        Location::File(options) => options
            .as_ref()
            .clone()
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal),
        _ => SqliteConnectOptions::new().in_memory(true),
    };
    options
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // How long another process may hold the file.
        .busy_timeout(PATIENCE)
}

/// Nobody holds the others up for long: neither who waits for a lock, nor who hangs within a
/// transaction.
async fn prepare_session(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    connection.execute(SESSION).await?;
    Ok(())
}

/// Whether a connection may serve again. One that does not answer is dropped, because a server that
/// vanished without a word would keep its place in the pool for a quarter of an hour.
async fn is_alive(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let answer = tokio::time::timeout(PATIENCE, connection.ping()).await;
    answer.map_err(|_| std::io::Error::from(std::io::ErrorKind::TimedOut))??;
    Ok(true)
}

pub(super) fn migrator(scripts: &[(i64, &'static str, &'static str)]) -> Migrator {
    let migrations = scripts.iter().map(|(version, description, script)| {
        let sql = script.into_sql_str();
        let kind = MigrationType::Simple;
        Migration::new(*version, Cow::Borrowed(description), kind, sql, false)
    });
    Migrator::with_migrations(migrations.collect())
}
