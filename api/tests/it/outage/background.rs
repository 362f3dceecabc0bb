//! The provider fails when keys are refreshed without anybody asking.

use std::time::Duration;

use super::{accepted, outages, token};
use crate::service::Service;

const HOUR: Duration = Duration::from_hours(1);
/// What a failed refresh is followed by the next one after, at first.
const RETRY: Duration = Duration::from_mins(1);

#[actix_web::test]
async fn known_keys_answer_through_a_failing_refresh_and_the_next_one_mends_it() {
    for outage in outages() {
        let service = Service::start().await;
        outage.begin(&service.stand_in);
        service.clock.advance(HOUR);
        outage.is_felt(&service, 2).await;
        // The clock stands still: whoever had to wait for the refresh would wait for ever.
        accepted(&outage, &service, &token(&service)).await;
        outage.pass_timeout(&service);
        accepted(&outage, &service, &token(&service)).await;
        let readiness = service.get("/readyz", &[]).await;
        assert_eq!(readiness.status, 200, "{outage:?}");

        outage.end(&service);
        service.stand_in.rotate().unwrap();
        while outage.requests(&service) < 3 {
            service.clock.advance(RETRY);
            // Callers with known keys go on; this one is none, and only passes the time.
            assert_eq!(service.get("/livez", &[]).await.status, 200);
        }
        let by_new_key = token(&service);
        accepted(&outage, &service, &by_new_key).await;
    }
}
