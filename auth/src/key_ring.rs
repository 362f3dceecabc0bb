//! The signing keys in memory and their life cycle (token-validation 7.3).

mod budget;
mod flight;
mod loader;
mod refresher;
mod schedule;

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwapOption;
use tokio::task::AbortHandle;

use crate::authority::TokenVersion;
use crate::clock::Clock;
use crate::issuer::IssuerRule;
use crate::key_set::KeySet;
use crate::statistics::RefreshStatistics;

pub(crate) use loader::{LoadError, Loader};

use flight::Flights;

/// How long keys are used after the last successful refresh.
const MAX_AGE: Duration = Duration::from_hours(24);
/// How long a request waits for refreshes.
const MAX_WAIT: Duration = Duration::from_secs(5);

/// One successfully loaded state of the authority. Replaced as a whole, never changed.
pub(crate) struct Snapshot {
    pub(crate) trust: Trust,
    pub(crate) generation: Generation,
    /// Steady time at which the load began.
    loaded_at: Duration,
}

impl Snapshot {
    /// The first state, or the one that follows on `previous`.
    fn following(previous: Option<&Self>, trust: Trust, loaded_at: Duration) -> Self {
        let generation = match previous {
            None => Generation(0),
            Some(previous) if previous.trust == trust => previous.generation,
            Some(Self { generation, .. }) => Generation(generation.0 + 1),
        };
        Self {
            trust,
            generation,
            loaded_at,
        }
    }
}

/// All that a load decides about tokens: two equal ones judge every token alike.
#[derive(PartialEq)]
pub(crate) struct Trust {
    pub(crate) keys: KeySet,
    pub(crate) v2_issuer: IssuerRule,
    pub(crate) v1_issuer: Option<IssuerRule>,
}

impl Trust {
    /// The issuer of tokens of `version`; `None` if that version is not accepted here.
    pub(crate) fn issuer(&self, version: TokenVersion) -> Option<&IssuerRule> {
        match version {
            TokenVersion::V1 => self.v1_issuer.as_ref(),
            TokenVersion::V2 => Some(&self.v2_issuer),
        }
    }
}

/// Tells apart the states of one ring: it changes with every load that brought other keys, other
/// bindings of keys or other issuers, and only then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Generation(u64);

/// Whether keys can be used, for readiness probes and operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyRingStatus {
    /// Whether tokens can be verified now.
    pub usable: bool,
    /// Time since the last successful refresh; `None` before the first.
    pub age: Option<Duration>,
    /// How many signing keys can be used.
    pub keys: usize,
}

/// The authority's keys: read without a lock, refreshed by a task of their own.
pub(crate) struct KeyRing {
    shared: Arc<Shared>,
    /// `None` for a ring that stays empty.
    refresher: Option<AbortHandle>,
}

/// What requests and the refreshing task share.
struct Shared {
    snapshot: ArcSwapOption<Snapshot>,
    flights: Flights,
    clock: Arc<dyn Clock>,
}

impl KeyRing {
    /// Starts loading keys in the background. Must be called within a Tokio runtime.
    pub(crate) fn start(loader: Loader, clock: Arc<dyn Clock>, jitter: Jitter) -> Self {
        let mut ring = Self::empty(clock, jitter);
        let refreshes = refresher::run(Arc::clone(&ring.shared), loader);
        ring.refresher = Some(tokio::spawn(refreshes).abort_handle());
        ring
    }

    /// A ring that never loads anything.
    pub(crate) fn empty(clock: Arc<dyn Clock>, jitter: Jitter) -> Self {
        let shared = Shared {
            snapshot: ArcSwapOption::empty(),
            flights: Flights::new(clock.steady(), jitter),
            clock,
        };
        Self {
            shared: Arc::new(shared),
            refresher: None,
        }
    }

    /// Shows `look` the current state, if it may be used: `None` before the first load and after
    /// 24 hours without a successful one.
    ///
    /// `look` delays nobody, not even a load that replaces the state meanwhile.
    pub(crate) fn with_usable<T>(&self, look: impl FnOnce(&Snapshot) -> T) -> Option<T> {
        let snapshot = self.shared.snapshot.load();
        let snapshot = snapshot.as_ref()?;
        (self.age(snapshot) < MAX_AGE).then(|| look(snapshot))
    }

    /// The generation of the current state, if that may be used.
    pub(crate) fn usable_generation(&self) -> Option<Generation> {
        self.with_usable(|snapshot| snapshot.generation)
    }

    /// Asks for a refresh because of an unknown key id, and waits for it until `found` sees the
    /// key: at most 5 s in all, and only if one is under way or the budget allows one.
    pub(crate) async fn refresh_for_unknown_key(&self, found: impl Fn(&Snapshot) -> bool) {
        let deadline = self.shared.clock.steady() + MAX_WAIT;
        // A refresh that was under way already may have read the keys just before they were
        // rotated; only one that began after the request is the last word.
        for _ in 0..2 {
            flight::join(&self.shared, deadline).await;
            if self.with_usable(&found) == Some(true) {
                return;
            }
        }
    }

    /// Completes once keys can be used.
    pub(crate) async fn ready(&self) {
        let mut landed = self.shared.flights.landings();
        while self.usable_generation().is_none() {
            if landed.changed().await.is_err() {
                return;
            }
        }
    }

    /// Notes that a plausible token was refused for its key id, so that the next background
    /// refresh comes sooner.
    pub(crate) fn note_refused_key(&self) {
        self.shared.flights.note_refused();
    }

    /// Time until the next attempt to load keys.
    pub(crate) fn next_attempt_in(&self) -> Duration {
        self.shared
            .flights
            .next_due()
            .saturating_sub(self.shared.clock.steady())
    }

    /// What a readiness probe needs to know.
    pub(crate) fn status(&self) -> KeyRingStatus {
        let snapshot = self.shared.snapshot.load();
        let age = snapshot.as_ref().map(|snapshot| self.age(snapshot));
        KeyRingStatus {
            usable: age.is_some_and(|age| age < MAX_AGE),
            age,
            keys: snapshot
                .as_ref()
                .map_or(0, |snapshot| snapshot.trust.keys.len()),
        }
    }

    /// How the loads ended so far.
    pub(crate) fn refreshes(&self) -> RefreshStatistics {
        self.shared.flights.refreshes()
    }

    fn age(&self, snapshot: &Snapshot) -> Duration {
        self.shared
            .clock
            .steady()
            .saturating_sub(snapshot.loaded_at)
    }
}

impl Drop for KeyRing {
    fn drop(&mut self) {
        if let Some(refresher) = &self.refresher {
            refresher.abort();
        }
    }
}

/// Where the spread of refresh times comes from: a number from 0 up to, not including, 1.
///
/// Without it, replicas that started together would call the provider together for ever.
pub type Jitter = fn() -> f64;

/// A [`Jitter`] from the operating system's random numbers.
#[must_use]
pub fn random_jitter() -> f64 {
    let mut bytes = [0_u8; 4];
    // Without random numbers the middle of the range serves as well: no secret depends on it.
    match aws_lc_rs::rand::fill(&mut bytes) {
        Ok(()) => f64::from(u32::from_le_bytes(bytes)) / (f64::from(u32::MAX) + 1.0),
        Err(_) => 0.5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_is_spread_over_its_whole_range() {
        let drawn: Vec<f64> = (0..200).map(|_| random_jitter()).collect();
        assert!(drawn.iter().all(|number| (0.0..1.0).contains(number)));
        for part in [0.0..0.5, 0.5..1.0] {
            assert!(drawn.iter().any(|number| part.contains(number)), "{part:?}");
        }
    }
}
