//! Refreshes under way: one at a time, shared by everybody who waits.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};

use super::budget::Budget;
use super::schedule::Schedule;
use super::{Jitter, Shared};
use crate::statistics::RefreshStatistics;

/// How many requests wait at once; the rest are refused immediately.
const MAX_WAITING: usize = 256;

/// Who caused a refresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trigger {
    Background,
    UnknownKey,
}

/// The bookkeeping of refreshes. No lock in here is ever held across an `await`.
pub(super) struct Flights {
    state: Mutex<State>,
    /// Wakes the refresher when something changed.
    wake: Notify,
    /// Counts landed refreshes, so that who waits sees the end of the one under way.
    landed: watch::Sender<u64>,
}

struct State {
    schedule: Schedule,
    budget: Budget,
    /// The refresh that is asked for or under way.
    current: Option<Trigger>,
    waiting: usize,
    refreshes: RefreshStatistics,
}

impl Flights {
    pub(super) fn new(now: Duration, jitter: Jitter) -> Self {
        Self {
            state: Mutex::new(State {
                schedule: Schedule::starting(now, jitter),
                budget: Budget::full(),
                current: None,
                waiting: 0,
                refreshes: RefreshStatistics::default(),
            }),
            wake: Notify::new(),
            landed: watch::Sender::new(0),
        }
    }

    pub(super) fn next_due(&self) -> Duration {
        self.state().schedule.due()
    }

    pub(super) fn note_refused(&self) {
        self.state().schedule.key_refused();
        self.wake.notify_one();
    }

    pub(super) fn refreshes(&self) -> RefreshStatistics {
        self.state().refreshes
    }

    /// Tells of every refresh that ends from now on.
    pub(super) fn landings(&self) -> watch::Receiver<u64> {
        self.landed.subscribe()
    }

    /// Waits until somebody asked for a refresh or the schedule changed.
    pub(super) async fn woken(&self) {
        self.wake.notified().await;
    }

    /// The refresh to carry out now, if one is due or asked for.
    pub(super) fn take_off(&self, now: Duration) -> Option<Trigger> {
        let mut state = self.state();
        if state.current.is_none() && now >= state.schedule.due() {
            state.current = Some(Trigger::Background);
        }
        state.current
    }

    /// Ends the refresh under way and wakes everybody who waits for it.
    pub(super) fn land(&self, now: Duration, success: bool) {
        let mut state = self.state();
        let asked_for = state.current.take() == Some(Trigger::UnknownKey);
        let refreshes = &mut state.refreshes;
        *match (asked_for, success) {
            (false, true) => &mut refreshes.background_succeeded,
            (false, false) => &mut refreshes.background_failed,
            (true, true) => &mut refreshes.unknown_key_succeeded,
            (true, false) => &mut refreshes.unknown_key_failed,
        } += 1;
        match (asked_for, success) {
            (_, true) => state.schedule.succeeded(now),
            (true, false) => state.schedule.requested_failed(now),
            (false, false) => state.schedule.background_failed(now),
        }
        drop(state);
        self.landed.send_modify(|landed| *landed += 1);
    }

    /// Takes a place on the refresh under way, or on a new one if the budget allows it.
    fn board(&self, now: Duration) -> Option<Seat<'_>> {
        let mut state = self.state();
        if state.waiting >= MAX_WAITING {
            return None;
        }
        if state.current.is_none() {
            if !state.budget.spend(now) {
                return None;
            }
            state.current = Some(Trigger::UnknownKey);
            self.wake.notify_one();
        }
        state.waiting += 1;
        // Subscribed under the lock: the landing cannot slip in between.
        Some(Seat {
            flights: self,
            landed: self.landed.subscribe(),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is consistent between any two statements that could panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request's place among those who wait; given back when dropped.
struct Seat<'a> {
    flights: &'a Flights,
    landed: watch::Receiver<u64>,
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.flights.state().waiting -= 1;
    }
}

/// Waits for a refresh for the sake of an unknown key id, until `deadline` at most; returns at once
/// if the deadline is over, or if none is under way and none is allowed.
pub(super) async fn join(shared: &Shared, deadline: Duration) {
    let now = shared.clock.steady();
    // Whose time is up must not spend the budget on a refresh that it would not wait for.
    if now >= deadline {
        return;
    }
    let Some(mut seat) = shared.flights.board(now) else {
        return;
    };
    tokio::select! {
        _ = seat.landed.changed() => {}
        () = shared.clock.sleep_until(deadline) => {}
    }
}
