//! The provider fails in every way, at each moment at which it is asked; each time beside a fresh
//! service (token-validation 7.3, 7.4).

mod background;
mod day;
mod floods;
mod start;
mod unknown_key;

use std::future::Future;
use std::time::Duration;

use entrance_stand_in::{Endpoint, Fault, StandIn};

use crate::service::{Answer, BEN_OF_CONTOSO, Service, is_problem};

/// How long one document may take.
const TIMEOUT: Duration = Duration::from_secs(5);
/// How long, on the machine's clock, a test waits for what must happen.
const PATIENCE: Duration = Duration::from_mins(1);

/// One way to fail, and where.
#[derive(Debug, Clone)]
struct Outage {
    endpoint: Endpoint,
    fault: Fault,
}

impl Outage {
    fn begin(&self, stand_in: &StandIn) {
        stand_in.set_fault(self.endpoint, Some(self.fault.clone()));
    }

    fn end(&self, service: &Service) {
        service.stand_in.set_fault(self.endpoint, None);
    }

    /// How often the failing document was asked for.
    fn requests(&self, service: &Service) -> usize {
        service.stand_in.requests(self.endpoint)
    }

    /// Waits until the failing document was asked for so many times.
    async fn is_felt(&self, service: &Service, times: usize) {
        until(|| self.requests(service) >= times).await;
        assert_eq!(self.requests(service), times, "{self:?}");
    }

    /// Lets the time pass after which an answer that does not end is given up.
    fn pass_timeout(&self, service: &Service) {
        if self.never_ends() {
            service.clock.advance(TIMEOUT);
        }
    }

    /// Whether the provider leaves its client without an end of the answer.
    fn never_ends(&self) -> bool {
        matches!(self.fault, Fault::Stall | Fault::SlowDrip)
    }
}

/// Every fault, at each document where it makes sense.
fn outages() -> Vec<Outage> {
    let nowhere = "http://127.0.0.1:9/".to_owned();
    let at_both = [
        Fault::Refuse,
        Fault::Stall,
        Fault::Html,
        Fault::Redirect(nowhere),
        Fault::Oversized,
        Fault::SlowDrip,
        Fault::Status(500),
        Fault::Malformed,
        Fault::ForeignIssuer,
    ];
    let at_metadata = [Fault::ForeignKeySetOrigin];
    let at_keys = [Fault::EmptyKeySet, Fault::NoUsableKey];
    let of = |endpoint, faults: &[Fault]| -> Vec<Outage> {
        let outage = |fault: &Fault| Outage {
            endpoint,
            fault: fault.clone(),
        };
        faults.iter().map(outage).collect()
    };
    [
        of(Endpoint::DiscoveryV2, &at_both),
        of(Endpoint::DiscoveryV2, &at_metadata),
        of(Endpoint::KeysV2, &at_both),
        of(Endpoint::KeysV2, &at_keys),
    ]
    .concat()
}

/// A genuine token, signed with the key that signs now.
fn token(service: &Service) -> String {
    service.sign(&service.user(BEN_OF_CONTOSO))
}

/// Sees a token accepted.
async fn accepted(outage: &Outage, service: &Service, token: &str) {
    let answer = service.me(token).await;
    assert_eq!(answer.status, 200, "{outage:?}: {}", answer.body);
}

/// Judges the answer to a token that cannot be judged for want of keys.
fn put_off(outage: &Outage, answer: &Answer) {
    let what = format!("{outage:?}");
    is_problem(&what, answer, 503, "keys_unavailable", None);
    let seconds: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=300).contains(&seconds), "{what}: {seconds} s");
}

/// Waits until something has come true on another thread.
async fn until(mut come_true: impl FnMut() -> bool) {
    soon(async {
        while !come_true() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// Waits for what must come to an end.
async fn soon<T>(ending: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, ending)
        .await
        .expect("it never came to an end")
}
