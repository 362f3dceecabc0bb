//! What the key ring says about its refreshes, in order: the only sign that one has failed.

use std::fmt::Debug;

use tokio::sync::mpsc;
use tracing::field::{Field, Visit};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Level, Metadata, Subscriber, span};

use crate::patience::soon;

/// How a refresh ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// A new set of keys is in use.
    Loaded,
    /// Nothing changed; the reason as it is logged.
    Failed(String),
}

impl Outcome {
    /// The logged reason of a refresh that must have failed.
    pub(crate) fn cause(self) -> String {
        match self {
            Self::Failed(cause) => cause,
            Self::Loaded => panic!("the refresh succeeded"),
        }
    }
}

/// The refreshes of all verifiers on this thread, hence of one test.
pub(crate) struct RefreshLog {
    outcomes: mpsc::UnboundedReceiver<Outcome>,
    _guard: DefaultGuard,
}

impl RefreshLog {
    /// Listens on this thread until dropped.
    pub(crate) fn start() -> Self {
        let (sender, outcomes) = mpsc::unbounded_channel();
        Self {
            outcomes,
            _guard: tracing::subscriber::set_default(Listener(sender)),
        }
    }

    /// The oldest outcome that no one asked for yet; waits for it if need be.
    pub(crate) async fn next(&mut self) -> Outcome {
        soon(self.outcomes.recv())
            .await
            .expect("the listener lives as long as the log")
    }

    /// All outcomes that no one asked for yet.
    pub(crate) fn drain(&mut self) -> Vec<Outcome> {
        std::iter::from_fn(|| self.outcomes.try_recv().ok()).collect()
    }
}

struct Listener(mpsc::UnboundedSender<Outcome>);

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("entrance_auth::key_ring")
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let outcome = if *event.metadata().level() == Level::INFO {
            Outcome::Loaded
        } else {
            let mut cause = Cause::default();
            event.record(&mut cause);
            Outcome::Failed(cause.0)
        };
        // A test that is over no longer listens.
        let _ = self.0.send(outcome);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[derive(Default)]
struct Cause(String);

impl Visit for Cause {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "cause" {
            value.clone_into(&mut self.0);
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}
