//! The alerts speak of figures that exist.

use std::collections::BTreeSet;

use super::scrape::Scrape;
use crate::directory::World;
use crate::service::ME;

const ALERTS: &str = include_str!("../../../../docs/deploy/alerts.yaml");

/// What Prometheus adds by itself.
const OF_PROMETHEUS: [&str; 3] = ["up", "instance", "job"];
/// Words of the query language that are no function.
const KEYWORDS: [&str; 6] = ["and", "or", "unless", "offset", "bool", "inf"];

/// The values of all lines with this key.
fn values(key: &str) -> Vec<&'static str> {
    let prefix = format!("{key}: ");
    let lines = ALERTS.lines().map(str::trim_start);
    let lines = lines.filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.strip_prefix(&prefix))
        .collect()
}

/// The names in an expression: those of figures, and those of labels.
#[derive(Default)]
struct Names {
    figures: BTreeSet<String>,
    labels: BTreeSet<String>,
}

impl Names {
    fn of(expression: &str) -> Self {
        let mut names = Self::default();
        let mut rest = expression;
        let (mut in_braces, mut in_labels) = (false, false);
        while let Some(first) = rest.chars().next() {
            if first == '"' {
                let (_, behind) = rest[1..].split_once('"').unwrap();
                rest = behind;
            } else if first == '[' {
                rest = rest.split_once(']').unwrap().1;
            } else if first.is_ascii_digit() {
                // A number, or a time such as 1d.
                rest = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '.');
            } else if first.is_ascii_alphabetic() {
                let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
                let (word, behind) = rest.split_at(end.unwrap_or(rest.len()));
                if matches!(word, "by" | "on" | "without" | "ignoring") {
                    in_labels = true;
                } else if in_braces || in_labels {
                    names.labels.insert(word.to_owned());
                } else if !behind.starts_with('(')
                    && !behind.starts_with(" by")
                    && !KEYWORDS.contains(&word)
                {
                    names.figures.insert(word.to_owned());
                }
                rest = behind;
            } else {
                match first {
                    '{' => in_braces = true,
                    '}' => in_braces = false,
                    ')' => in_labels = false,
                    _ => {}
                }
                rest = &rest[1..];
            }
        }
        names
    }
}

#[test]
fn names_are_found_in_an_expression() {
    let expression =
        "sum by (code) (rate(a_total{x=~\"y.*\",z=\"w\"}[5m] offset 1h)) > 5 * b and on (c) d";
    let names = Names::of(expression);
    assert_eq!(
        names.figures,
        ["a_total", "b", "d"].map(str::to_owned).into()
    );
    assert_eq!(
        names.labels,
        ["c", "code", "x", "z"].map(str::to_owned).into()
    );
}

#[test]
fn every_alert_says_what_it_means_and_what_to_do() {
    let alerts = values("- alert").len();
    assert!(alerts > 10);
    for key in ["expr", "labels", "summary", "description", "action"] {
        assert_eq!(values(key).len(), alerts, "{key}");
    }
}

#[actix_web::test]
async fn every_figure_and_label_of_an_alert_exists() {
    let world = World::with(&[("metrics.enabled", "true")]).await;
    assert_eq!(world.service.get(ME, &[]).await.status, 401);
    let scrape = Scrape::of(&world.service).await;
    let (figures, labels) = (scrape.names(), scrape.labels());
    for expression in values("expr") {
        let used = Names::of(expression);
        assert!(!used.figures.is_empty(), "{expression}");
        for figure in &used.figures {
            let known =
                figures.contains(figure.as_str()) || OF_PROMETHEUS.contains(&figure.as_str());
            assert!(known, "{figure} in {expression}");
        }
        for label in &used.labels {
            let known = labels.contains(label.as_str()) || OF_PROMETHEUS.contains(&label.as_str());
            assert!(known, "{label} in {expression}");
        }
    }
}
