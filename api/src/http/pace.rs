//! How long a connection may take for the head of a request, and between two requests.
//!
//! The HTTP server under Actix has such timers, too, but the one for the head runs once for each
//! connection: behind a first request in order, a second one could arrive as slowly as it liked.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use entrance_auth::Clock;

/// What the connections of a service are measured by.
#[derive(Debug, Clone)]
pub(crate) struct Pace {
    pub(crate) clock: Arc<dyn Clock>,
    /// For the head of a request.
    pub(crate) head: Duration,
    /// For nothing at all between two requests, or while an answer is not taken.
    pub(crate) keep_alive: Duration,
}

/// Where a connection stands; its stream and its requests both know something about that.
#[derive(Debug)]
pub(crate) struct Progress {
    stage: Cell<Stage>,
    since: Cell<Duration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing has been received yet.
    Connected,
    /// A head is on its way.
    Head,
    /// A request is being answered, which takes as long as its handler takes.
    Request,
    /// The answer is there, and nothing new has been received yet.
    Idle,
}

/// Why a connection has to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TooSlow {
    /// It has done nothing.
    Silent,
    /// It has sent a part of a head.
    Head,
}

/// The progress of one connection, with the timer that watches it.
pub(super) struct Watch {
    pace: Pace,
    progress: Rc<Progress>,
    timer: Option<Timer>,
}

/// A timer may ring too early, because a deadline is moved without it, but never too late.
struct Timer {
    rings_at: Duration,
    rings: Pin<Box<dyn Future<Output = ()>>>,
}

impl Progress {
    /// A request has arrived, as far as its head.
    pub(super) fn begin_request(&self) {
        self.stage.set(Stage::Request);
    }

    /// The answer to it is known.
    pub(super) fn end_request(&self) {
        self.stage.set(Stage::Idle);
    }
}

impl Watch {
    pub(super) fn new(pace: Pace) -> Self {
        let progress = Rc::new(Progress {
            stage: Cell::new(Stage::Connected),
            since: Cell::new(pace.clock.steady()),
        });
        Self {
            pace,
            progress,
            timer: None,
        }
    }

    pub(super) fn progress(&self) -> Rc<Progress> {
        Rc::clone(&self.progress)
    }

    /// Something was received.
    pub(super) fn received(&self) {
        match self.progress.stage.get() {
            Stage::Connected => self.progress.stage.set(Stage::Head),
            Stage::Idle => {
                self.progress.stage.set(Stage::Head);
                self.progress.since.set(self.pace.clock.steady());
            }
            Stage::Head | Stage::Request => {}
        }
    }

    /// A part of an answer was taken.
    pub(super) fn sent(&self) {
        if self.progress.stage.get() == Stage::Idle {
            self.progress.since.set(self.pace.clock.steady());
        }
    }

    /// Completes once the connection is too slow; its task is woken then.
    pub(super) fn poll_too_slow(&mut self, context: &mut Context<'_>) -> Poll<TooSlow> {
        let (limit, fault) = match self.progress.stage.get() {
            Stage::Connected => (self.pace.head, TooSlow::Silent),
            Stage::Head => (self.pace.head, TooSlow::Head),
            Stage::Idle => (self.pace.keep_alive, TooSlow::Silent),
            Stage::Request => return Poll::Pending,
        };
        let deadline = self.progress.since.get() + limit;
        while self.pace.clock.steady() < deadline {
            let timer = self.timer.take();
            let timer = timer.filter(|timer| timer.rings_at <= deadline);
            let timer = timer.unwrap_or_else(|| Timer::new(&self.pace.clock, deadline));
            ready!(self.timer.insert(timer).rings.as_mut().poll(context));
            self.timer = None;
        }
        Poll::Ready(fault)
    }
}

impl Timer {
    fn new(clock: &Arc<dyn Clock>, rings_at: Duration) -> Self {
        let clock = Arc::clone(clock);
        Self {
            rings_at,
            rings: Box::pin(async move { clock.sleep_until(rings_at).await }),
        }
    }
}
