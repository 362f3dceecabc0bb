//! How busy the connections to the database are.

use sqlx::{Database, Pool};

use super::{Location, Store};

/// The connections of one pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PoolStatistics {
    /// What the pool is for.
    pub(crate) name: &'static str,
    /// Connections that wait for work.
    pub(crate) idle: u64,
    /// Connections that somebody uses, or that are being made.
    pub(crate) used: u64,
    /// How many there may be.
    pub(crate) most: u64,
}

impl Store {
    /// The database's name in the conventions of OpenTelemetry.
    pub(super) const fn system(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres { .. } => "postgresql",
        }
    }

    /// Every pool of this store.
    pub(crate) fn pools(&self) -> Vec<PoolStatistics> {
        match self {
            // In memory there is one connection for everything.
            Self::Sqlite {
                reader,
                location: Location::Memory,
                ..
            } => vec![statistics("sqlite", reader)],
            Self::Sqlite { reader, writer, .. } => vec![
                statistics("sqlite_reader", reader),
                statistics("sqlite_writer", writer),
            ],
            Self::Postgres { pool } => vec![statistics("postgres", pool)],
        }
    }
}

fn statistics<DB: Database>(name: &'static str, pool: &Pool<DB>) -> PoolStatistics {
    let idle = pool.num_idle() as u64;
    PoolStatistics {
        name,
        idle,
        // The two numbers are read one after the other.
        used: u64::from(pool.size()).saturating_sub(idle),
        most: u64::from(pool.options().get_max_connections()),
    }
}
