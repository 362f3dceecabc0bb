//! The configuration, read anew while the service runs: all of it is taken over, or nothing.

use actix_web::web::Data;
use anyhow::Context as _;

use super::document;
use crate::extension::Extension;
use crate::onboarding::Onboarding;
use crate::rules::{Rules, RulesInForce};
use crate::settings::{Loaded, Settings, SettingsError, Values, is_reloadable};
use crate::telemetry::LogFilter;

/// Where a configuration is read anew, and what was configured before.
pub(crate) struct Reload {
    read: Box<dyn Fn() -> Result<Loaded, SettingsError>>,
    values: Values,
    filter: LogFilter,
}

/// What a reload replaces in a running service.
#[derive(Clone)]
pub(super) struct Reloadable {
    pub(super) rules: Data<RulesInForce>,
    /// Asks for the scopes of the policy `default`.
    pub(super) onboarding: Option<Data<Onboarding>>,
    pub(super) extension: Extension,
    /// The settings in force.
    pub(super) settings: Settings,
}

impl Reload {
    /// `read` reads the sources that `values` came from; `filter` is the log's.
    pub(crate) fn new(
        read: impl Fn() -> Result<Loaded, SettingsError> + 'static,
        values: Values,
        filter: LogFilter,
    ) -> Self {
        Self {
            read: Box::new(read),
            values,
            filter,
        }
    }

    /// Reads the configuration and puts it in force, or tells why not and changes nothing.
    pub(super) fn run(&mut self, service: &mut Reloadable) {
        let loaded = match (self.read)() {
            Ok(loaded) => loaded,
            Err(faults) => {
                for fault in faults.problems() {
                    tracing::error!(
                        key = fault.key,
                        source = fault.source,
                        cure = fault.cure,
                        "{}",
                        fault.message
                    );
                }
                return refuse();
            }
        };
        let changed = self.values.differences(&loaded.values);
        let fixed: Vec<_> = changed.iter().filter(|key| !is_reloadable(key)).collect();
        if !fixed.is_empty() {
            for key in fixed {
                tracing::error!(
                    key,
                    cure = "take the change back, or restart the service",
                    "this cannot change while the service runs"
                );
            }
            return refuse();
        }
        let values = loaded.values;
        let warnings = loaded.warnings;
        let settings = service.settings.reloaded(loaded.settings);
        let (rules, replace_filter) = match self.prepare(&settings, &service.extension) {
            Ok(prepared) => prepared,
            Err(error) => {
                tracing::error!("{error:#}");
                return refuse();
            }
        };
        // From here on nothing can fail.
        service.rules.replace(rules);
        if let Some(onboarding) = &service.onboarding {
            onboarding.follow(&settings);
        }
        service.settings = settings;
        self.values = values;
        for warning in &warnings {
            warning.log();
        }
        tracing::info!(changed = changed.join(" "), "configuration reloaded");
        // Last, so that a filter which leaves that line out can be told of as well.
        replace_filter();
    }

    fn prepare(
        &self,
        settings: &Settings,
        extension: &Extension,
    ) -> anyhow::Result<(Rules, impl FnOnce() + use<>)> {
        let document = document::describe(settings, extension)?;
        let rules = Rules::new(settings, document.documents);
        let filter = self.filter.replacement(&settings.logging.filter);
        Ok((rules, filter.context("logging.filter")?))
    }
}

fn refuse() {
    tracing::error!("the configuration was not reloaded: everything stays as it was");
}
