//! Figures for Prometheus. Labels are routes and kinds, never ids or names.

use std::{fmt, time::Duration};

use actix_web::http::{Method, StatusCode};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

/// Seconds: from a read in the cache to a large export.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// The figures of one process.
pub struct Metrics {
    registry: Registry,
    requests: Family<Answer, Counter>,
    latency: Family<Route, Histogram>,
    sign_ins: Family<SignIn, Counter>,
    /// Jobs that run in this process now.
    pub jobs_running: Gauge,
    jobs: Family<Job, Counter>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answer {
    method: String,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    method: String,
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SignIn {
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Job {
    kind: &'static str,
    outcome: &'static str,
}

impl Metrics {
    /// Figures that all stand at nothing.
    pub fn new() -> Self {
        let requests = Family::default();
        let latency = Family::<Route, Histogram>::new_with_constructor(|| Histogram::new(BUCKETS));
        let (sign_ins, jobs_running, jobs) = (Family::default(), Gauge::default(), Family::default());
        let mut registry = Registry::with_prefix("homefront");
        registry.register("http_requests", "Requests answered", Family::clone(&requests));
        registry.register_with_unit("http_latency", "Time to answer", Unit::Seconds, Family::clone(&latency));
        registry.register("sign_ins", "Attempts to sign in", Family::clone(&sign_ins));
        registry.register("jobs_running", "Jobs that run in this process", Gauge::clone(&jobs_running));
        registry.register("jobs_ended", "Jobs that ended", Family::clone(&jobs));
        Self { registry, requests, latency, sign_ins, jobs_running, jobs }
    }

    /// Counts an answered request.
    pub fn answered(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        let (method, route) = (method_label(method), route.to_owned());
        self.latency
            .get_or_create(&Route { method: method.clone(), route: route.clone() })
            .observe(took.as_secs_f64());
        self.requests.get_or_create(&Answer { method, route, status: status.as_u16() }).inc();
    }

    /// Counts an attempt to sign in by its outcome.
    pub fn signed_in(&self, outcome: &'static str) {
        self.sign_ins.get_or_create(&SignIn { outcome }).inc();
    }

    /// Counts a job that ended.
    pub fn job_ended(&self, kind: &'static str, outcome: &'static str) {
        self.jobs.get_or_create(&Job { kind, outcome }).inc();
    }

    /// Everything in the text format that Prometheus reads.
    ///
    /// # Errors
    /// When a figure cannot be written as text.
    pub fn encode(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

/// Anyone can invent methods; each would be a new series.
fn method_label(method: &Method) -> String {
    let known = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::OPTIONS,
    ];
    if known.contains(method) { method.to_string() } else { "OTHER".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_route_and_status() {
        let metrics = Metrics::new();
        metrics.answered(&Method::GET, "/api/v1/areas/{id}", StatusCode::OK, Duration::from_millis(3));
        metrics.answered(
            &Method::from_bytes(b"BREW").unwrap(),
            "unmatched",
            StatusCode::NOT_FOUND,
            Duration::ZERO,
        );
        let text = metrics.encode().unwrap();
        assert!(
            text.contains(
                r#"homefront_http_requests_total{method="GET",route="/api/v1/areas/{id}",status="200"} 1"#
            ),
            "{text}"
        );
        assert!(text.contains(r#"method="OTHER""#) && !text.contains("BREW"));
    }
}
