//! The figures, as whoever watches the service reads them.

#![expect(clippy::float_cmp, reason = "most figures are whole numbers")]

mod alerts;
mod directory;
mod documentation;
mod port;
mod requests;
mod scrape;
mod verification;

use crate::service::Service;

/// A service whose figures are read.
async fn watched() -> Service {
    Service::with(&[("metrics.enabled", "true")]).await
}
