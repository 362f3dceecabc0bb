//! `entrance serve`: the service, configured for real.

use std::path::PathBuf;
use std::sync::Arc;

use entrance_auth::{Clock, SystemClock, random_jitter};

use crate::application::{Application, Reach, Reload, Surroundings};
use crate::extension::Extension;
use crate::settings::{Settings, Sources, opentelemetry_of_process};
use crate::{service_manager, telemetry};

/// Reads the configuration, then serves until a signal.
pub(super) async fn run(files: Vec<PathBuf>, extension: Extension) -> anyhow::Result<()> {
    let defaults = extension.clone();
    let read = move || Settings::load(&Sources::from_process(&defaults, files.clone())?);
    let loaded = read()?;
    let telemetry = telemetry::start(&loaded.settings.logging, &opentelemetry_of_process())?;
    for warning in &loaded.warnings {
        warning.log();
    }
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let surroundings = Surroundings {
        clock: Arc::clone(&clock),
        jitter: random_jitter,
    };
    let reach = Reach {
        listeners: service_manager::handed_over_listeners()?,
        ..Reach::default()
    };
    let application = Application::build_within(loaded.settings, &surroundings, extension, reach)?;
    for address in application.addresses() {
        tracing::info!(%address, "listening");
    }
    for address in application.metrics_addresses() {
        tracing::info!("serving metrics at http://{address}/metrics");
    }
    let reload = Reload::new(read, loaded.values, telemetry.filter());
    application.run_reloading(clock, reload).await
}
