//! The task that refreshes the keys.

use std::error::Error;
use std::sync::Arc;

use tracing::Instrument as _;

use super::flight::Trigger;
use super::{Loader, Shared, Snapshot};

/// Runs until the ring is dropped. Requests never wait for this loop unless they ask to.
pub(super) async fn run(shared: Arc<Shared>, mut loader: Loader) {
    loop {
        let now = shared.clock.steady();
        if let Some(trigger) = shared.flights.take_off(now) {
            let span = tracing::debug_span!(parent: None, "load signing keys", ?trigger);
            let load = refresh(&shared, &mut loader, trigger);
            load.instrument(span).await;
            continue;
        }
        tokio::select! {
            () = shared.clock.sleep_until(shared.flights.next_due()) => {}
            () = shared.flights.woken() => {}
        }
    }
}

async fn refresh(shared: &Shared, loader: &mut Loader, trigger: Trigger) {
    let began_at = shared.clock.steady();
    let outcome = loader.load().await;
    let success = outcome.is_ok();
    match outcome {
        Ok(trust) => {
            let keys = trust.keys.len();
            let previous = shared.snapshot.load();
            let snapshot = Snapshot::following(previous.as_deref(), trust, began_at);
            shared.snapshot.store(Some(Arc::new(snapshot)));
            tracing::info!(?trigger, keys, "signing keys loaded");
        }
        Err(error) => {
            tracing::warn!(
                ?trigger,
                cause = chain(&error),
                "signing keys could not be loaded"
            );
        }
    }
    shared.flights.land(shared.clock.steady(), success);
}

/// The error and its causes in one line.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
