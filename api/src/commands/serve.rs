//! `entrance serve`: the service, configured for real.

use std::path::PathBuf;
use std::sync::Arc;

use entrance_auth::{Clock, SystemClock, random_jitter};

use crate::application::{Application, Surroundings};
use crate::extension::Extension;
use crate::settings::{Settings, Sources};
use crate::telemetry;

/// Reads the configuration, then serves until a signal.
pub(super) async fn run(files: Vec<PathBuf>, extension: Extension) -> anyhow::Result<()> {
    let loaded = Settings::load(&Sources::from_process(&extension, files)?)?;
    telemetry::start(&loaded.settings.logging)?;
    for warning in &loaded.warnings {
        tracing::warn!(
            key = warning.key,
            source = warning.source,
            cure = warning.cure,
            "{}",
            warning.message
        );
    }
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let surroundings = Surroundings {
        clock: Arc::clone(&clock),
        jitter: random_jitter,
    };
    let application = Application::build(loaded.settings, &surroundings, extension)?;
    for address in application.addresses() {
        tracing::info!(%address, "listening");
    }
    application.run_until_signal(clock).await
}
