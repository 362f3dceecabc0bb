//! A look at the tables without changing anything, for whoever sets a service up.

use std::path::Path;

use sqlx::migrate::Migrator;
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, SqliteConnection};

use super::connect::{POSTGRES, SQLITE, migrator};
use super::{Location, StoreError, in_time};

const APPLIED: &str = "SELECT version, checksum FROM _sqlx_migrations ORDER BY version";

/// In which form the tables are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tables {
    /// In the one that this version needs.
    Current,
    /// There are none yet; the service makes them at its start.
    Missing,
    /// The service brings them to their form at its start, by so many migrations.
    Behind(usize),
    /// A newer version made them: this one does not start with them.
    Newer,
    /// A migration is not the one that this version knows: this one does not start with them.
    Altered,
}

/// Looks at the tables at `location`. A file that is not there is not made.
///
/// # Errors
/// If the database cannot be reached or read.
pub(crate) async fn inspect(location: &Location) -> Result<Tables, StoreError> {
    in_time(look(location)).await
}

async fn look(location: &Location) -> Result<Tables, StoreError> {
    match location {
        Location::Memory => Ok(Tables::Missing),
        Location::File(options) => {
            let path = options.get_filename();
            if !path.exists() {
                return can_be_made(path).map(|()| Tables::Missing);
            }
            let reading = options.as_ref().clone().read_only(true);
            let mut connection = reading.connect().await?;
            let applied = applied_in_file(&mut connection).await?;
            connection.close().await?;
            Ok(compare(&migrator(SQLITE), applied))
        }
        Location::Postgres(options) => {
            let mut connection = options.connect().await?;
            let applied = applied_on_server(&mut connection).await?;
            connection.close().await?;
            Ok(compare(&migrator(POSTGRES), applied))
        }
    }
}

/// Whether there is a folder for the file.
fn can_be_made(path: &Path) -> Result<(), StoreError> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    std::fs::metadata(folder.unwrap_or(Path::new(".")))
        .map(drop)
        .map_err(|error| sqlx::Error::Io(error).into())
}

type Applied = Option<Vec<(i64, Vec<u8>)>>;

async fn applied_in_file(connection: &mut SqliteConnection) -> Result<Applied, StoreError> {
    let exists = "SELECT count(*) FROM sqlite_master WHERE name = '_sqlx_migrations'";
    let (tables,): (i64,) = sqlx::query_as(exists).fetch_one(&mut *connection).await?;
    if tables == 0 {
        return Ok(None);
    }
    Ok(Some(sqlx::query_as(APPLIED).fetch_all(connection).await?))
}

async fn applied_on_server(connection: &mut PgConnection) -> Result<Applied, StoreError> {
    let exists = "SELECT to_regclass('_sqlx_migrations') IS NOT NULL";
    let (exists,): (bool,) = sqlx::query_as(exists).fetch_one(&mut *connection).await?;
    if !exists {
        return Ok(None);
    }
    Ok(Some(sqlx::query_as(APPLIED).fetch_all(connection).await?))
}

fn compare(migrator: &Migrator, applied: Applied) -> Tables {
    let Some(applied) = applied else {
        return Tables::Missing;
    };
    let mut known = 0;
    for migration in migrator.iter() {
        match applied
            .iter()
            .find(|(version, _)| *version == migration.version)
        {
            Some((_, checksum)) if **checksum == *migration.checksum => known += 1,
            Some(_) => return Tables::Altered,
            None => {}
        }
    }
    let wanted = migrator.iter().count();
    if applied.len() > known {
        Tables::Newer
    } else if known < wanted {
        Tables::Behind(wanted - known)
    } else {
        Tables::Current
    }
}
