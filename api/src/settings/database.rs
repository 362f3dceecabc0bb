//! `[database]` and `[directory]`: where the tenants are kept, and how long a snapshot of them serves.

use std::time::Duration;

use serde::Deserialize;

use super::merged::Reader;
use crate::store::Location;

/// Where the directory of tenants is kept. Opened only where `tenants.admission` is `directory`.
#[derive(Debug, Clone)]
pub struct Database {
    pub(crate) location: Location,
}

/// How the directory of tenants behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DirectorySettings {
    /// How long the last snapshot serves while the database is away.
    pub max_stale: Duration,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawDatabase {
    url: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawDirectory {
    max_stale_seconds: i64,
}

const URL: &str = "database.url";

pub(super) fn read(raw: &RawDatabase, is_used: bool, reader: &mut Reader<'_>) -> Option<Database> {
    let location = raw.url.parse().ok();
    match &location {
        None => reader.refuse(
            URL,
            "this is no address of a database",
            "write sqlite://FILE, sqlite::memory: or postgres://USER:PASSWORD@HOST/NAME",
        ),
        Some(Location::Memory) if is_used => reader.warn(
            URL,
            "the directory of tenants is kept in memory and lost when the service ends",
            "write sqlite://FILE or postgres://…",
        ),
        Some(_) => {}
    }
    Some(Database {
        location: location?,
    })
}

pub(super) fn directory(raw: &RawDirectory, reader: &mut Reader<'_>) -> Option<DirectorySettings> {
    let key = "directory.max_stale_seconds";
    let seconds = reader.number(key, raw.max_stale_seconds, 60, 604_800_u64)?;
    Some(DirectorySettings {
        max_stale: Duration::from_secs(seconds),
    })
}
