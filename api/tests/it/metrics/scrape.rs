//! One reading of all figures.

use std::collections::{BTreeMap, BTreeSet};

use crate::service::Service;

/// One reading of all figures.
pub(crate) struct Scrape {
    pub(crate) text: String,
    series: Vec<Series>,
}

struct Series {
    name: String,
    labels: BTreeMap<String, String>,
    value: f64,
}

impl Scrape {
    pub(crate) async fn of(service: &Service) -> Self {
        let response = service.client().get(service.metrics_url()).send().await;
        let response = response.unwrap();
        assert_eq!(response.status(), 200);
        Self::parse(response.text().await.unwrap())
    }

    pub(crate) fn parse(text: String) -> Self {
        let lines = text.lines();
        let series = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self {
            series: series.map(Series::parse).collect(),
            text,
        }
    }

    /// The sum of all series of this name with these labels. There must be one.
    pub(crate) fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let found = self.matching(name, labels);
        assert!(!found.is_empty(), "no {name}{labels:?} in\n{}", self.text);
        found.iter().sum()
    }

    pub(crate) fn has(&self, name: &str, labels: &[(&str, &str)]) -> bool {
        !self.matching(name, labels).is_empty()
    }

    fn matching(&self, name: &str, labels: &[(&str, &str)]) -> Vec<f64> {
        let fits = |series: &&Series| {
            let fits = |(name, value): &(&str, &str)| {
                series.labels.get(*name).map_or("", String::as_str) == *value
            };
            series.name == name && labels.iter().all(fits)
        };
        let found = self.series.iter().filter(fits);
        found.map(|series| series.value).collect()
    }

    /// The names of all families, with the type of each. Every one must be described.
    pub(crate) fn families(&self) -> BTreeMap<String, String> {
        let words = |kind| {
            let lines = self.text.lines();
            lines
                .filter_map(move |line| line.strip_prefix(kind)?.split_once(' '))
                .map(|(name, rest)| (name.to_owned(), rest.to_owned()))
        };
        let families: BTreeMap<String, String> = words("# TYPE ").collect();
        let described: BTreeSet<String> = words("# HELP ").map(|(name, _)| name).collect();
        let typed: BTreeSet<String> = families.keys().cloned().collect();
        assert_eq!(described, typed);
        families
    }

    /// The names of all series, as a query would name them.
    pub(crate) fn names(&self) -> BTreeSet<&str> {
        let names = self.series.iter().map(|series| series.name.as_str());
        names.collect()
    }

    /// The names of all labels.
    pub(crate) fn labels(&self) -> BTreeSet<&str> {
        let labels = self.series.iter().flat_map(|series| series.labels.keys());
        labels.map(String::as_str).collect()
    }
}

impl Series {
    fn parse(line: &str) -> Self {
        let (series, value) = line.rsplit_once(' ').expect(line);
        let (name, labels) = match series.split_once('{') {
            Some((name, labels)) => (name, labels.strip_suffix('}').expect(line)),
            None => (series, ""),
        };
        let labels = labels.split("\",").filter(|label| !label.is_empty());
        let labels = labels.map(|label| {
            let (name, value) = label.split_once("=\"").expect(line);
            (name.to_owned(), value.trim_end_matches('"').to_owned())
        });
        Self {
            name: name.to_owned(),
            labels: labels.collect(),
            value: value.parse().expect(line),
        }
    }
}
