//! The provider is away for a day.

use std::time::Duration;

use entrance_stand_in::{Endpoint, Fault};

use super::token;
use crate::service::{Service, is_problem};

/// The time that passes between two callers.
const STEP: Duration = Duration::from_mins(10);
const STEPS: u32 = 24 * 6;

#[actix_web::test]
async fn every_caller_with_a_known_key_is_answered_until_the_day_is_over() {
    let service = Service::start().await;
    let loads = service.stand_in.requests(Endpoint::DiscoveryV2);
    let fault = Some(Fault::Refuse);
    service.stand_in.set_fault(Endpoint::DiscoveryV2, fault);
    for step in 1..STEPS {
        service.clock.advance(STEP);
        let answer = service.me(&token(&service)).await;
        assert_eq!(
            answer.status,
            200,
            "after {:?}: {}",
            STEP * step,
            answer.body
        );
    }
    // Somebody tried to mend it all the while.
    assert!(service.stand_in.requests(Endpoint::DiscoveryV2) > loads + 20);

    service.clock.advance(STEP);
    let answer = service.me(&token(&service)).await;
    is_problem("after 24 h", &answer, 503, "keys_unavailable", None);
    assert_eq!(service.get("/readyz", &[]).await.status, 503);
}
