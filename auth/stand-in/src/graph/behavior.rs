//! How Microsoft Graph behaves: throttling, delays and interruptions, on request.

/// How the stand-in's Microsoft Graph behaves. By default it answers everything at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GraphBehavior {
    /// Every so many-th request is answered with 429 and `Retry-After: 7`.
    pub throttle_every: Option<usize>,
    /// So many look-ups do not find a new object, and so many reads do not see a change.
    pub delay: usize,
    /// One request ends in the middle of things.
    pub interruption: Option<Interruption>,
    /// How many objects a page of a list has.
    pub page_size: usize,
}

/// One request, counted from 1, that is answered with status 500.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interruption {
    /// Before anything is done.
    Before(usize),
    /// When everything is done, so that only the answer is lost.
    After(usize),
}

/// What disturbs one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Disturbance {
    None,
    Throttled,
    InterruptedBefore,
    InterruptedAfter,
}

/// The requests so far.
#[derive(Default)]
pub(super) struct Traffic {
    behavior: GraphBehavior,
    requests: usize,
}

impl Default for GraphBehavior {
    fn default() -> Self {
        Self {
            throttle_every: None,
            delay: 0,
            interruption: None,
            page_size: 100,
        }
    }
}

impl Traffic {
    pub(super) const fn new(behavior: GraphBehavior) -> Self {
        Self {
            behavior,
            requests: 0,
        }
    }

    pub(super) const fn requests(&self) -> usize {
        self.requests
    }

    pub(super) const fn behavior(&self) -> GraphBehavior {
        self.behavior
    }

    /// Counts a request.
    pub(super) fn next(&mut self) -> Disturbance {
        self.requests += 1;
        let is_throttled = self
            .behavior
            .throttle_every
            .is_some_and(|every| self.requests.is_multiple_of(every));
        match self.behavior.interruption {
            Some(Interruption::Before(number)) if number == self.requests => {
                Disturbance::InterruptedBefore
            }
            Some(Interruption::After(number)) if number == self.requests => {
                Disturbance::InterruptedAfter
            }
            _ if is_throttled => Disturbance::Throttled,
            _ => Disturbance::None,
        }
    }
}
