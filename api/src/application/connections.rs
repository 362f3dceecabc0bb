//! The connections of all workers: how many there are and may be, and what they are measured by.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use entrance_auth::Clock;

use crate::http::Pace;
use crate::settings::Limits;

/// Files that the process opens besides connections: listeners, databases, what it fetches.
const OTHER_FILES: u64 = 256;

/// The connections of all workers.
#[derive(Debug, Clone)]
pub(super) struct Connections {
    open: Arc<AtomicUsize>,
    capacity: usize,
    pace: Pace,
}

/// One open connection, until it is dropped.
#[derive(Debug)]
pub(crate) struct OpenConnection(Arc<AtomicUsize>);

impl Connections {
    /// Raises the limit of open files as far as these limits need it and the system allows.
    pub(super) fn within(limits: &Limits, clock: Arc<dyn Clock>) -> Self {
        Self {
            open: Arc::default(),
            capacity: capacity(limits.max_connections),
            pace: Pace {
                clock,
                head: limits.head,
                keep_alive: limits.keep_alive,
            },
        }
    }

    /// How many there may be.
    pub(super) fn capacity(&self) -> usize {
        self.capacity
    }

    pub(super) fn pace(&self) -> Pace {
        self.pace.clone()
    }

    /// Counts one more.
    pub(super) fn open(&self) -> OpenConnection {
        self.open.fetch_add(1, Ordering::Relaxed);
        OpenConnection(Arc::clone(&self.open))
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What is wanted, or as much of it as there may be open files.
fn capacity(wanted: usize) -> usize {
    let files = u64::try_from(wanted).unwrap_or(u64::MAX) + OTHER_FILES;
    let allowed = match rlimit::increase_nofile_limit(files) {
        Ok(allowed) if allowed < files => allowed,
        // Where nobody counts, nothing is to be raised.
        Ok(_) | Err(_) => return wanted,
    };
    let capacity = usize::try_from(allowed.saturating_sub(OTHER_FILES).max(1)).unwrap_or(wanted);
    tracing::warn!(
        key = "server.limits.max_connections",
        wanted,
        capacity,
        cure = "raise the limit of open files (LimitNOFILE, ulimit -n), or lower the key",
        "the system allows fewer open files than there may be connections"
    );
    capacity
}
