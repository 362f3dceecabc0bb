//! Series with their description: registered once, then changed without looking anything up.

use metrics::{
    Counter, Gauge, Histogram, Key, KeyName, Label, Level, Metadata, Recorder as _, Unit,
};
use metrics_exporter_prometheus::PrometheusRecorder;

const METADATA: Metadata<'static> = Metadata::new(module_path!(), Level::INFO, None);

/// A name and a value.
pub(super) type Labels<'a> = &'a [(&'static str, &'static str)];

/// Where series are registered.
pub(super) struct Registry<'a>(pub(super) &'a PrometheusRecorder);

impl Registry<'_> {
    /// A number that only grows; by convention its name ends in `_total`.
    pub(super) fn counter(
        &self,
        name: &'static str,
        help: &'static str,
        labels: Labels<'_>,
    ) -> Counter {
        let described = KeyName::from_const_str(name);
        self.0.describe_counter(described, None, help.into());
        self.0.register_counter(&key(name, labels), &METADATA)
    }

    /// A number that goes up and down.
    pub(super) fn gauge(
        &self,
        name: &'static str,
        help: &'static str,
        labels: Labels<'_>,
    ) -> Gauge {
        let described = KeyName::from_const_str(name);
        self.0.describe_gauge(described, None, help.into());
        self.0.register_gauge(&key(name, labels), &METADATA)
    }

    /// Says what a family of durations means; its series come with [`histogram`](Self::histogram).
    pub(super) fn describe_durations(&self, name: &'static str, help: &'static str) {
        let described = KeyName::from_const_str(name);
        self.0
            .describe_histogram(described, Some(Unit::Seconds), help.into());
    }

    /// A series of a family of durations.
    pub(super) fn histogram(&self, name: &'static str, labels: Vec<Label>) -> Histogram {
        let key = Key::from_parts(name, labels);
        self.0.register_histogram(&key, &METADATA)
    }
}

fn key(name: &'static str, labels: Labels<'_>) -> Key {
    let labels: Vec<Label> = labels
        .iter()
        .map(|(name, value)| Label::new(*name, *value))
        .collect();
    Key::from_parts(name, labels)
}
