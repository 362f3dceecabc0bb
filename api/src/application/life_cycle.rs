//! How the service runs and how it ends.

use std::convert::Infallible;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use entrance_auth::Clock;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::Notify;

use super::connections::Connections;
use super::{Application, Reload};
use crate::service_manager;

/// How long a process that takes a socket over may take to become ready, before it accepts anyway.
const MAX_WAIT: Duration = Duration::from_secs(10);
/// How long those who are connected may ask once more, after nobody new is let in.
const LAST_CALLS: Duration = Duration::from_secs(1);
/// How often it is looked whether anybody still is.
const GLANCE: Duration = Duration::from_millis(50);

impl Application {
    /// Runs until [`handle`](Self::handle) stops it.
    ///
    /// # Errors
    /// If the server fails.
    pub async fn run(self) -> anyhow::Result<()> {
        drop(self.door);
        self.server.await.context("the server failed")
    }

    /// Runs until SIGTERM or SIGINT, and then ends in order: it says that it is not ready and closes
    /// each connection behind its answer for `server.drain_seconds`, lets nobody new in, and finishes
    /// what is under way. A second signal ends it at once.
    ///
    /// # Errors
    /// If signals cannot be received or the server fails.
    pub async fn run_until_signal(self, clock: Arc<dyn Clock>) -> anyhow::Result<()> {
        self.run_beside(clock, pending()).await
    }

    /// Like [`run_until_signal`](Self::run_until_signal), and reads the configuration anew at SIGHUP.
    ///
    /// # Errors
    /// Those of [`run_until_signal`](Self::run_until_signal).
    pub(crate) async fn run_reloading(
        self,
        clock: Arc<dyn Clock>,
        mut reload: Reload,
    ) -> anyhow::Result<()> {
        let mut hang_up = signal(SignalKind::hangup()).context("SIGHUP")?;
        let mut reloadable = self.reloadable.clone();
        let reloads = async move {
            while hang_up.recv().await.is_some() {
                service_manager::tell_reloading();
                reload.run(&mut reloadable);
                service_manager::tell_ready();
            }
            pending().await
        };
        self.run_beside(clock, reloads).await
    }

    async fn run_beside(
        self,
        clock: Arc<dyn Clock>,
        reloads: impl Future<Output = Infallible>,
    ) -> anyhow::Result<()> {
        let mut signals = Signals::new()?;
        let asked_to_end = Notify::new();
        let ready = self.ready();
        let (handle, door) = (self.server.handle(), self.door);
        let (draining, drain) = (self.draining, self.reloadable.settings.server.drain);
        let others_wait = door.is_handed_over();
        let serve = async {
            if others_wait {
                // Whoever waits at the socket rather waits a little longer than is told to come back.
                tokio::select! {
                    () = ready => {}
                    () = clock.sleep_until(clock.steady() + MAX_WAIT) => {}
                    () = asked_to_end.notified() => {}
                }
            }
            service_manager::tell_ready();
            // Accepts from the first poll on.
            self.server.await.context("the server failed")
        };
        let end = async {
            signals.received().await;
            asked_to_end.notify_one();
            let in_order = async {
                service_manager::tell_stopping();
                draining.begin();
                tracing::info!(seconds = drain.as_secs(), "draining");
                clock.sleep_until(clock.steady() + drain).await;
                door.close(&handle).await;
                last_calls(&self.connections, clock.as_ref()).await;
                drop(door);
                tracing::info!("stopping: requests under way are finished");
                handle.stop(true).await;
            };
            tokio::select! {
                () = in_order => {}
                () = signals.received() => {
                    tracing::info!("asked twice: stopping at once");
                }
            }
        };
        tokio::select! {
            served = serve => served,
            () = end => Ok(()),
            never = reloads => match never {},
        }
    }
}

/// Waits until nobody is connected any more, or not for long.
async fn last_calls(connections: &Connections, clock: &dyn Clock) {
    let end = clock.steady() + LAST_CALLS;
    while clock.steady() < end {
        // Whoever was accepted a moment ago is not counted yet.
        clock.sleep_until(clock.steady() + GLANCE).await;
        if connections.count() == 0 {
            return;
        }
    }
}

/// The signals by which a process is asked to end.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    fn new() -> anyhow::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt()).context("SIGINT")?,
            terminate: signal(SignalKind::terminate()).context("SIGTERM")?,
        })
    }

    /// Completes with the next one.
    async fn received(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
