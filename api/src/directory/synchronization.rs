//! Keeping up with the database: told by PostgreSQL, asked of SQLite, and compared anyway.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::Duration;

use entrance_auth::Clock;
use sqlx::postgres::PgListener;
use sqlx::{PgPool, SqliteConnection};

use super::Directory;
use crate::store::{CHANNEL, Store, StoreError, causes, in_time};

/// Seconds between attempts to open the database at start; the last one repeats.
const FIRST_ATTEMPTS: [u64; 5] = [1, 2, 4, 8, 15];
/// How often a file is asked whether somebody else changed it.
const FILE_INTERVAL: Duration = Duration::from_secs(1);
/// How often a server is compared with, beside what it tells.
const SERVER_INTERVAL: Duration = Duration::from_secs(5);
/// How long a server may take to begin with notifications.
const LISTEN_PATIENCE: Duration = Duration::from_secs(2);
/// How long preparing the tables may take, with other processes that do the same.
const PREPARE_PATIENCE: Duration = Duration::from_mins(1);

/// Runs for as long as somebody uses the directory.
pub(super) async fn run(directory: Weak<Directory>) {
    let Some(mut known) = first_load(&directory).await else {
        return;
    };
    let mut watch = Watch::default();
    while let Some(clock) = keep_up(&directory, &mut watch, &mut known).await {
        let next = clock.steady() + watch.interval();
        tokio::select! {
            () = watch.told() => {}
            () = clock.sleep_until(next) => {}
        }
    }
}

/// Compares once, and gives the clock by which to wait; nothing if the directory was dropped.
async fn keep_up(
    directory: &Weak<Directory>,
    watch: &mut Watch,
    known: &mut u64,
) -> Option<Arc<dyn Clock>> {
    let directory = directory.upgrade()?;
    let asked_at = directory.clock.steady();
    match compare(&directory, watch, known).await {
        Ok(()) => {
            if directory.freshness.is_failing() {
                tracing::info!("the database answers again");
            }
            directory.freshness.confirm(asked_at);
            directory.revision.store(*known, Ordering::Relaxed);
        }
        Err(error) => {
            watch.source = Source::None;
            if directory.freshness.fail() {
                let causes = causes(&error);
                tracing::warn!(causes, "the database is away; the last snapshot serves");
            }
        }
    }
    Some(Arc::clone(&directory.clock))
}

/// Prepares the tables and loads all tenants, again and again until it succeeds. Gives the revision
/// that is known then, or nothing if the directory was dropped.
async fn first_load(directory: &Weak<Directory>) -> Option<u64> {
    let mut attempts = FIRST_ATTEMPTS.into_iter();
    let mut wait = 0;
    loop {
        let directory = directory.upgrade()?;
        let asked_at = directory.clock.steady();
        match load(&directory).await {
            Ok(revision) => {
                directory.freshness.confirm(asked_at);
                directory.revision.store(revision, Ordering::Relaxed);
                directory.loaded.send_replace(true);
                let took = directory.clock.steady().saturating_sub(asked_at);
                let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
                tracing::info!(revision, milliseconds, "directory of tenants loaded");
                return Some(revision);
            }
            Err(error) => {
                let causes = causes(&error);
                tracing::warn!(causes, "the directory of tenants could not be loaded");
            }
        }
        wait = attempts.next().unwrap_or(wait);
        let clock = Arc::clone(&directory.clock);
        drop(directory);
        let next = clock.steady() + Duration::from_secs(wait);
        clock.sleep_until(next).await;
    }
}

async fn load(directory: &Directory) -> Result<u64, StoreError> {
    let prepared = tokio::time::timeout(PREPARE_PATIENCE, directory.store.prepare());
    prepared.await.map_err(|_| StoreError::TimedOut)??;
    reload(directory).await
}

async fn reload(directory: &Directory) -> Result<u64, StoreError> {
    // Asked first: what is committed in the meantime is read once more later.
    let revision = directory.store.revision().await?;
    let mut gathering = directory.states.gather();
    let take = |one| gathering.add(one);
    directory.store.states_since(0, take).await?;
    gathering.replace(revision);
    Ok(revision)
}

/// Brings the snapshot up to date, if anything changed.
async fn compare(
    directory: &Directory,
    watch: &mut Watch,
    known: &mut u64,
) -> Result<(), StoreError> {
    if !watch.open(&directory.store).await? {
        return Ok(());
    }
    let revision = directory.store.revision().await?;
    if revision < *known {
        tracing::warn!("the database went back, as if restored: all tenants are loaded anew");
        *known = reload(directory).await?;
    } else if revision > *known {
        let take = |one| directory.states.apply(one);
        directory.store.states_since(*known, take).await?;
        *known = revision;
    }
    Ok(())
}

/// How this process learns of others' changes.
#[derive(Default)]
struct Watch {
    source: Source,
    /// Whether the server's notifications could not be had, which was told already.
    is_deaf: bool,
}

#[derive(Default)]
enum Source {
    /// Not opened yet, lost, or not to be had.
    #[default]
    None,
    /// In memory: nobody else can change anything.
    Alone,
    File {
        connection: SqliteConnection,
        data_version: Option<i64>,
    },
    Server(PgListener),
}

impl Watch {
    /// How long to wait for news before looking anyway.
    fn interval(&self) -> Duration {
        match self.source {
            Source::File { .. } => FILE_INTERVAL,
            Source::None | Source::Alone | Source::Server(_) => SERVER_INTERVAL,
        }
    }

    /// Completes when the database tells that something changed.
    async fn told(&mut self) {
        if let Source::Server(listener) = &mut self.source {
            // An error means that the connection is lost: a reason to look as well.
            if !matches!(listener.try_recv().await, Ok(Some(_))) {
                self.source = Source::None;
            }
        } else {
            std::future::pending::<()>().await;
        }
    }

    /// Begins to watch if need be; says whether there may be news.
    async fn open(&mut self, store: &Store) -> Result<bool, StoreError> {
        match &mut self.source {
            Source::None => {
                self.source = match (store, in_time(store.watcher()).await?) {
                    (Store::Postgres { pool }, _) => self.listen(pool).await,
                    (_, Some(connection)) => Source::File {
                        connection,
                        data_version: None,
                    },
                    (_, None) => Source::Alone,
                };
                Ok(true)
            }
            Source::Alone | Source::Server(_) => Ok(true),
            Source::File {
                connection,
                data_version,
            } => {
                let (version,): (i64,) = sqlx::query_as("PRAGMA data_version")
                    .fetch_one(connection)
                    .await?;
                Ok(data_version.replace(version) != Some(version))
            }
        }
    }

    /// Asks a server for notifications. Without them, changes are still found by comparing.
    async fn listen(&mut self, pool: &PgPool) -> Source {
        let listening = async {
            let mut listener = PgListener::connect_with(pool).await?;
            listener.listen(CHANNEL).await?;
            Ok::<_, sqlx::Error>(listener)
        };
        match tokio::time::timeout(LISTEN_PATIENCE, listening).await {
            Ok(Ok(listener)) => {
                self.is_deaf = false;
                Source::Server(listener)
            }
            failed => {
                if !std::mem::replace(&mut self.is_deaf, true) {
                    let causes = match failed {
                        Ok(Err(error)) => causes(&error),
                        _ => "no answer".to_owned(),
                    };
                    tracing::warn!(causes, "the database does not notify; it is asked instead");
                }
                Source::None
            }
        }
    }
}
