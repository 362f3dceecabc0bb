//! Figures of verification: outcomes, the cache of verified tokens, the signing keys.

use std::collections::HashMap;

use entrance_auth::{Rejection, Verifier};
use metrics::{Counter, Gauge};

use super::figure;
use super::registry::Registry;

const VERIFICATIONS: &str = "entrance_token_verifications_total";
const REFRESHES: &str = "entrance_signing_key_refreshes_total";

/// The series, with the places that they are read from in [`update`](Self::update).
pub(super) struct VerificationMetrics {
    accepted: Counter,
    unavailable: Counter,
    rejected: HashMap<Rejection, Counter>,
    cache: CacheMetrics,
    keys: Gauge,
    usable: Gauge,
    age: Gauge,
    refreshes: [Counter; 4],
}

struct CacheMetrics {
    hits: Counter,
    misses: Counter,
    evictions: Counter,
    entries: Gauge,
    bytes: Gauge,
}

impl VerificationMetrics {
    pub(super) fn new(registry: &Registry<'_>) -> Self {
        let verifications = |outcome| {
            let help = "Tokens that were verified, by what came of it; recognized ones are hits of the cache.";
            registry.counter(VERIFICATIONS, help, &[("outcome", outcome)])
        };
        let refreshes = |trigger, outcome| {
            let help = "Loads of signing keys that ended, by what caused them and how they ended.";
            let labels = [("trigger", trigger), ("outcome", outcome)];
            registry.counter(REFRESHES, help, &labels)
        };
        Self {
            accepted: verifications("accepted"),
            unavailable: verifications("keys_unavailable"),
            rejected: Rejection::ALL
                .iter()
                .map(|reason| (*reason, verifications(reason.code())))
                .collect(),
            cache: CacheMetrics::new(registry),
            keys: registry.gauge(
                "entrance_signing_keys",
                "Signing keys that can be used.",
                &[],
            ),
            usable: registry.gauge(
                "entrance_signing_keys_usable",
                "1 while tokens can be verified: there are keys, and they are younger than 24 hours.",
                &[],
            ),
            age: registry.gauge(
                "entrance_signing_keys_age_seconds",
                "Time since the signing keys were last loaded; +Inf before the first time.",
                &[],
            ),
            refreshes: [
                refreshes("background", "success"),
                refreshes("background", "failure"),
                refreshes("unknown_key", "success"),
                refreshes("unknown_key", "failure"),
            ],
        }
    }

    pub(super) fn update(&self, verifier: &Verifier) {
        let judged = verifier.verification_statistics();
        self.accepted.absolute(judged.accepted);
        self.unavailable.absolute(judged.unavailable);
        for (reason, count) in judged.rejected {
            if let Some(counter) = self.rejected.get(&reason) {
                counter.absolute(count);
            }
        }

        let cache = verifier.cache_statistics();
        self.cache.hits.absolute(cache.hits);
        self.cache.misses.absolute(cache.misses);
        self.cache.evictions.absolute(cache.evictions);
        self.cache.entries.set(figure(cache.entries));
        self.cache.bytes.set(figure(cache.bytes));

        let ring = verifier.status();
        self.keys.set(figure(ring.keys as u64));
        self.usable.set(if ring.usable { 1.0 } else { 0.0 });
        let age = ring.age.map_or(f64::INFINITY, |age| age.as_secs_f64());
        self.age.set(age);

        let ended = verifier.refresh_statistics();
        let counts = [
            ended.background_succeeded,
            ended.background_failed,
            ended.unknown_key_succeeded,
            ended.unknown_key_failed,
        ];
        for (counter, count) in self.refreshes.iter().zip(counts) {
            counter.absolute(count);
        }
    }
}

impl CacheMetrics {
    fn new(registry: &Registry<'_>) -> Self {
        Self {
            hits: registry.counter(
                "entrance_token_cache_hits_total",
                "Tokens that were recognized and not verified again.",
                &[],
            ),
            misses: registry.counter(
                "entrance_token_cache_misses_total",
                "Tokens that were not recognized, whatever came of them.",
                &[],
            ),
            evictions: registry.counter(
                "entrance_token_cache_evictions_total",
                "Verified tokens that had to make room for others.",
                &[],
            ),
            entries: registry.gauge(
                "entrance_token_cache_entries",
                "Verified tokens that are kept.",
                &[],
            ),
            bytes: registry.gauge(
                "entrance_token_cache_bytes",
                "Memory of the verified tokens that are kept.",
                &[],
            ),
        }
    }
}
