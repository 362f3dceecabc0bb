//! What can be made to go wrong, and where.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::TokenVersion;

/// An endpoint that can be made to misbehave, and whose requests are counted. Each stands for the
/// documents of all tenants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// Provider metadata, version 2.0.
    DiscoveryV2,
    /// Provider metadata, version 1.0.
    DiscoveryV1,
    /// The key set, version 2.0.
    KeysV2,
    /// The key set, version 1.0.
    KeysV1,
}

/// What goes wrong at an endpoint. Asked for where it makes no sense (an empty key set as provider
/// metadata, say), it is answered with status 501, so that a test notices.
#[derive(Clone, Debug)]
pub enum Fault {
    /// An answer with this status and an empty body.
    Status(u16),
    /// No answer, until the client goes away or the stand-in stops.
    Stall,
    /// A page instead of JSON, with status 200.
    Html,
    /// Status 302 with this `Location`.
    Redirect(String),
    /// The right document, padded to more than 8 MiB.
    Oversized,
    /// One byte every 200 ms, without an end.
    SlowDrip,
    /// A key set without keys. Keys only.
    EmptyKeySet,
    /// A key set of keys that must not verify signatures: for encryption, too short, of an unknown
    /// kind. Keys only.
    NoUsableKey,
    /// The issuer of the metadata, or of every key, is another's.
    ForeignIssuer,
    /// The metadata's `jwks_uri` has another origin, which serves the right keys all the same.
    /// Metadata only.
    ForeignKeySetOrigin,
    /// JSON that breaks off in the middle.
    Malformed,
    /// The connection is closed without an answer.
    Refuse,
    /// This document instead of the right one.
    Json(Value),
}

/// Which faults are set, and how many requests came.
#[derive(Default)]
pub(crate) struct Faults {
    discovery_v2: Switch,
    discovery_v1: Switch,
    keys_v2: Switch,
    keys_v1: Switch,
}

#[derive(Default)]
struct Switch {
    fault: Mutex<Option<Fault>>,
    requests: AtomicUsize,
}

impl Endpoint {
    /// The version of the documents here.
    pub(crate) fn version(self) -> TokenVersion {
        match self {
            Self::DiscoveryV1 | Self::KeysV1 => TokenVersion::V1,
            Self::DiscoveryV2 | Self::KeysV2 => TokenVersion::V2,
        }
    }

    /// Whether the documents here are key sets.
    pub(crate) fn serves_keys(self) -> bool {
        matches!(self, Self::KeysV1 | Self::KeysV2)
    }
}

impl Faults {
    /// Lets an endpoint misbehave from the next request on, or behave again.
    pub(crate) fn set(&self, endpoint: Endpoint, fault: Option<Fault>) {
        let switch = self.switch(endpoint);
        *switch.fault.lock().unwrap_or_else(PoisonError::into_inner) = fault;
    }

    /// Counts a request, and tells the fault to answer it with.
    pub(crate) fn next(&self, endpoint: Endpoint) -> Option<Fault> {
        let switch = self.switch(endpoint);
        switch.requests.fetch_add(1, Ordering::SeqCst);
        switch
            .fault
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// How many requests came so far.
    pub(crate) fn requests(&self, endpoint: Endpoint) -> usize {
        self.switch(endpoint).requests.load(Ordering::SeqCst)
    }

    fn switch(&self, endpoint: Endpoint) -> &Switch {
        match endpoint {
            Endpoint::DiscoveryV2 => &self.discovery_v2,
            Endpoint::DiscoveryV1 => &self.discovery_v1,
            Endpoint::KeysV2 => &self.keys_v2,
            Endpoint::KeysV1 => &self.keys_v1,
        }
    }
}
