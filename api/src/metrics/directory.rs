//! Figures of the directory of tenants and of the database behind it.

use metrics::Gauge;

use super::figure;
use super::registry::Registry;
use crate::directory::{Directory, DirectoryStatus};

const CONNECTIONS: &str = "db_client_connection_count";
const MOST_CONNECTIONS: &str = "db_client_connection_max";

/// The series, to be brought up to date before they are read.
pub(super) struct DirectoryMetrics {
    age: Gauge,
    stale: Gauge,
    usable: Gauge,
    revision: Gauge,
}

impl DirectoryMetrics {
    pub(super) fn new(registry: &Registry<'_>) -> Self {
        Self {
            age: registry.gauge(
                "entrance_directory_age_seconds",
                "How far the directory in memory may lag behind the database; +Inf before it was loaded.",
                &[],
            ),
            stale: registry.gauge(
                "entrance_directory_stale",
                "1 while the database cannot be asked and the last snapshot serves.",
                &[],
            ),
            usable: registry.gauge(
                "entrance_directory_usable",
                "1 while tenants can be judged: there is a snapshot, and it is young enough.",
                &[],
            ),
            revision: registry.gauge(
                "entrance_directory_revision",
                "Changes of the directory that this process knows of; all replicas should agree.",
                &[],
            ),
        }
    }

    pub(super) fn update(&self, registry: &Registry<'_>, directory: &Directory) {
        let age = directory
            .age()
            .map_or(f64::INFINITY, |age| age.as_secs_f64());
        self.age.set(age);
        let status = directory.status();
        let is = |wanted: bool| if wanted { 1.0 } else { 0.0 };
        self.stale.set(is(status == DirectoryStatus::Stale));
        self.usable.set(is(status != DirectoryStatus::Unusable));
        self.revision.set(figure(directory.revision()));
        for (state, count) in directory.count_by_state() {
            let help = "Tenants in the directory, by state.";
            let labels = [("state", state.as_str())];
            let tenants = registry.gauge("entrance_directory_tenants", help, &labels);
            tenants.set(figure(count));
        }
        for pool in directory.store().pools() {
            let name = ("db_client_connection_pool_name", pool.name);
            let connections = |state| {
                let help = "Connections to the database, by pool and by whether they are in use.";
                let labels = [name, ("db_client_connection_state", state)];
                registry.gauge(CONNECTIONS, help, &labels)
            };
            connections("idle").set(figure(pool.idle));
            connections("used").set(figure(pool.used));
            let help = "Connections to the database that the pool may have at most.";
            let most = registry.gauge(MOST_CONNECTIONS, help, &[name]);
            most.set(figure(pool.most));
        }
    }
}
