//! The database of the directory, where the directory decides.

use entrance_domain::AdmissionMode;

use super::row::Row;
use crate::settings::Settings;
use crate::store::{Tables, causes, inspect};

const DATABASE: &str = "database";
const MIGRATIONS: &str = "migrations";

/// Nothing where no database is used.
pub(super) async fn row(settings: &Settings) -> Vec<Row> {
    if *settings.tenants.admission.mode() != AdmissionMode::Directory {
        return Vec::new();
    }
    match inspect(&settings.database.location).await {
        Ok(tables) => vec![Row::fine(DATABASE, "can be reached"), migrations(tables)],
        Err(error) => {
            let cure = "compare database.url (or the file that ENTRANCE__DATABASE__URL_FILE names): \
                        host, port, name, user and password; for SQLite, the folder must be there \
                        and may be written to";
            vec![
                Row::wrong(DATABASE, causes(&error), cure),
                Row::not_reached(MIGRATIONS),
            ]
        }
    }
}

fn migrations(tables: Tables) -> Row {
    match tables {
        Tables::Current => Row::fine(MIGRATIONS, "the tables are those of this version"),
        Tables::Missing => Row::fine(MIGRATIONS, "no tables yet; the service makes them"),
        Tables::Behind(count) => Row::fine(
            MIGRATIONS,
            format!("{count} to be made; the service does that at its start"),
        ),
        Tables::Newer => Row::wrong(
            MIGRATIONS,
            "the tables were made by a newer version of Entrance",
            "start that version or a newer one, or restore a backup from before",
        ),
        Tables::Altered => Row::wrong(
            MIGRATIONS,
            "the tables were made by something else than the released versions of Entrance",
            "name another database, or start the program that made the tables",
        ),
    }
}
