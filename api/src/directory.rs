//! The directory of tenants as this process knows it: a snapshot in memory that the request path
//! reads, kept up with the database in the background.

mod change;
mod freshness;
mod invitation;
mod states;
mod synchronization;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use entrance_auth::Clock;
use entrance_domain::{LifeCycle, TenantId, TenantState};
use tokio::sync::watch;

use crate::store::Store;

pub(crate) use freshness::DirectoryStatus;
use freshness::Freshness;
pub(crate) use invitation::{InvitationLink, NewInvitation, NoRandomness, hash, random_secret};
use states::States;

/// Nothing can be said about tenants: there is no snapshot, or it is too old.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DirectoryUnavailable;

/// The directory of one process.
pub(crate) struct Directory {
    store: Store,
    life_cycle: LifeCycle,
    clock: Arc<dyn Clock>,
    states: States,
    freshness: Freshness,
    loaded: watch::Sender<bool>,
    /// The latest change that the snapshot holds.
    revision: AtomicU64,
}

impl Directory {
    /// Opens the database, loads all tenants and follows every change from then on, in the
    /// background. Must be called within a Tokio runtime.
    ///
    /// The last snapshot serves for at most `max_stale` while the database is away.
    pub(crate) fn start(
        store: Store,
        operator: Option<TenantId>,
        max_stale: Duration,
        clock: Arc<dyn Clock>,
    ) -> Arc<Self> {
        let directory = Arc::new(Self {
            store,
            life_cycle: LifeCycle::new(operator),
            clock,
            states: States::default(),
            freshness: Freshness::new(max_stale),
            loaded: watch::Sender::new(false),
            revision: AtomicU64::new(0),
        });
        // The background holds no share of its own, so that it ends with the service.
        tokio::spawn(synchronization::run(Arc::downgrade(&directory)));
        directory
    }

    /// Where a tenant stands, `None` for one that is not known. Touches memory only.
    pub(crate) fn state_of(
        &self,
        tenant: TenantId,
    ) -> Result<Option<TenantState>, DirectoryUnavailable> {
        match self.status() {
            DirectoryStatus::Fresh | DirectoryStatus::Stale => Ok(self.states.state_of(tenant)),
            DirectoryStatus::Unusable => Err(DirectoryUnavailable),
        }
    }

    /// Whether the snapshot may be used, and whether it is known to be up to date.
    pub(crate) fn status(&self) -> DirectoryStatus {
        self.freshness.status(self.clock.steady())
    }

    /// How long ago the snapshot was last known to hold what the database does; `None` before the
    /// first load.
    pub(crate) fn age(&self) -> Option<Duration> {
        self.freshness.age(self.clock.steady())
    }

    /// The number of the latest change that the snapshot holds.
    pub(crate) fn revision(&self) -> u64 {
        self.revision.load(Ordering::Relaxed)
    }

    /// How many tenants there are in each state.
    pub(crate) fn count_by_state(&self) -> [(TenantState, u64); TenantState::ALL.len()] {
        self.states.count()
    }

    /// Completes once there is a snapshot.
    pub(crate) async fn ready(&self) {
        // The sender lives in `self`, so waiting cannot fail.
        let _ = self.loaded.subscribe().wait_for(|loaded| *loaded).await;
    }

    /// The rules by which tenants come and go.
    pub(crate) fn life_cycle(&self) -> LifeCycle {
        self.life_cycle
    }

    /// The database behind it.
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// The time, in Unix seconds.
    pub(crate) fn now(&self) -> u64 {
        self.clock.unix_seconds()
    }
}
