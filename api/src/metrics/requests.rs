//! Figures of requests, recorded by the worker that answered them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::{Method, StatusCode};
use entrance_auth::Clock;
use metrics::{Counter, Histogram, Label};

use super::Metrics;
use super::registry::Registry;

const DURATION: &str = "http_server_request_duration_seconds";
const REFUSALS: &str = "entrance_refusals_total";
const REFUSALS_HELP: &str =
    "Requests that were not answered as asked, by the code of their problem document.";

pub(super) fn describe(registry: &Registry<'_>) {
    let help = "Requests by route, method and status, with the time until the answer began.";
    registry.describe_durations(DURATION, help);
}

/// One worker's access to the figures. It knows the series that it has used before, so that a request
/// usually costs no label and no lock.
pub(crate) struct RequestMetrics {
    metrics: Arc<Metrics>,
    clock: Arc<dyn Clock>,
    /// By route pattern, of which there is a fixed number.
    durations: RefCell<HashMap<String, Vec<Series>>>,
    refusals: RefCell<HashMap<&'static str, Counter>>,
}

/// The durations of one kind of answer.
struct Series {
    method: &'static str,
    status: StatusCode,
    histogram: Histogram,
}

impl RequestMetrics {
    pub(crate) fn new(metrics: Arc<Metrics>, clock: Arc<dyn Clock>) -> Self {
        Self {
            metrics,
            clock,
            durations: RefCell::default(),
            refusals: RefCell::default(),
        }
    }

    /// When a request arrives, for [`record`](Self::record).
    pub(crate) fn now(&self) -> Duration {
        self.clock.steady()
    }

    /// Records an answer to a request that came at `began` with `method`.
    pub(crate) fn record(
        &self,
        began: Duration,
        method: &Method,
        request: &HttpRequest,
        status: StatusCode,
    ) {
        let duration = self.clock.steady().saturating_sub(began);
        let method = known_method(method);
        let mut durations = self.durations.borrow_mut();
        let used = |series: &&Series| series.status == status && series.method == method;
        let find = |route: &str| durations.get(route)?.iter().find(used);
        // The path of a route without parameters is its pattern, and need not be matched once more.
        if let Some(known) = find(request.path()) {
            known.histogram.record(duration);
            return;
        }
        let route = request.match_pattern().unwrap_or_default();
        if let Some(known) = find(&route) {
            known.histogram.record(duration);
            return;
        }
        let histogram = self.histogram(route.clone(), method, status);
        histogram.record(duration);
        durations.entry(route).or_default().push(Series {
            method,
            status,
            histogram,
        });
    }

    /// Counts a request that was not answered as asked.
    pub(crate) fn count_refusal(&self, code: &'static str) {
        let mut refusals = self.refusals.borrow_mut();
        let counter = refusals.entry(code).or_insert_with(|| {
            let registry = Registry(&self.metrics.recorder);
            registry.counter(REFUSALS, REFUSALS_HELP, &[("code", code)])
        });
        counter.increment(1);
    }

    fn histogram(&self, route: String, method: &'static str, status: StatusCode) -> Histogram {
        let labels = vec![
            Label::new("http_request_method", method),
            Label::new("http_route", route),
            Label::new("http_response_status_code", status.as_str().to_owned()),
            Label::new("url_scheme", self.metrics.scheme),
        ];
        Registry(&self.metrics.recorder).histogram(DURATION, labels)
    }
}

/// The methods of RFC 9110 and PATCH; whatever else a client makes up is `_OTHER`.
pub(crate) fn known_method(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
    ];
    let method = method.as_str();
    KNOWN
        .into_iter()
        .find(|known| *known == method)
        .unwrap_or("_OTHER")
}
