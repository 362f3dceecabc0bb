//! What the service tells whoever watches it: figures in the text format of Prometheus.
//!
//! Names and labels follow the semantic conventions of OpenTelemetry where there are any. Every label
//! has a known set of values: no tenant, no key id, no path. Each service has figures of its own, so
//! that several can run in one process.

mod directory;
mod registry;
mod requests;
mod server;
mod verification;

use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Data;
use entrance_auth::Clock;
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusRecorder};
use metrics_process::Collector;

use crate::gate::Gate;
use crate::version::{COMMIT, VERSION};

use directory::DirectoryMetrics;
use registry::Registry;
pub(crate) use requests::{RequestMetrics, known_method};
pub(crate) use server::{MetricsServer, serve};
use verification::VerificationMetrics;

/// Upper ends of the buckets of durations, in seconds: those that the semantic conventions advise, and
/// finer ones, because most requests take less than a millisecond.
const DURATION_BUCKETS: [f64; 16] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0,
    10.0,
];
/// How often the durations of requests are sorted into their buckets, whether or not anybody reads
/// them: until then each takes memory of its own.
const UPKEEP_INTERVAL: Duration = Duration::from_secs(1);

/// The figures of one service.
pub(crate) struct Metrics {
    recorder: PrometheusRecorder,
    gate: Data<Gate>,
    scheme: &'static str,
    process: Collector,
    verification: VerificationMetrics,
    /// `None` where no directory decides.
    directory: Option<DirectoryMetrics>,
}

impl Metrics {
    /// Figures of a service that judges with `gate` and answers by `scheme`, `http` or `https`.
    ///
    /// # Errors
    /// If the buckets are none, which they are not.
    pub(crate) fn new(gate: Data<Gate>, scheme: &'static str) -> Result<Arc<Self>, BuildError> {
        let recorder = PrometheusBuilder::new()
            .set_buckets(&DURATION_BUCKETS)?
            .build_recorder();
        let registry = Registry(&recorder);
        registry
            .gauge(
                "entrance_build_info",
                "Always 1; the labels say what is running.",
                &[("version", VERSION), ("commit", COMMIT)],
            )
            .set(1.0);
        requests::describe(&registry);
        let process = Collector::default();
        metrics::with_local_recorder(&recorder, || process.describe());
        Ok(Arc::new(Self {
            verification: VerificationMetrics::new(&registry),
            directory: gate
                .directory
                .is_some()
                .then(|| DirectoryMetrics::new(&registry)),
            recorder,
            gate,
            scheme,
            process,
        }))
    }

    /// All figures as of now, in Prometheus's text format.
    pub(crate) fn render(&self) -> String {
        self.verification.update(&self.gate.verifier);
        if let (Some(metrics), Some(directory)) = (&self.directory, &self.gate.directory) {
            metrics.update(&Registry(&self.recorder), directory);
        }
        metrics::with_local_recorder(&self.recorder, || self.process.collect());
        self.recorder.handle().render()
    }

    /// Keeps the memory bounded for as long as the service runs.
    async fn upkeep(metrics: std::sync::Weak<Self>, clock: Arc<dyn Clock>) {
        loop {
            clock.sleep_until(clock.steady() + UPKEEP_INTERVAL).await;
            let Some(metrics) = metrics.upgrade() else {
                return;
            };
            metrics.recorder.handle().run_upkeep();
        }
    }
}

/// A number as Prometheus keeps it.
#[expect(
    clippy::cast_precision_loss,
    reason = "nothing that is counted here comes near 2^53"
)]
fn figure(number: u64) -> f64 {
    number as f64
}
