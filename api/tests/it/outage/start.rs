//! The provider fails from the beginning.

use std::time::Duration;

use super::{outages, put_off, token};
use crate::service::{ME, Service, is_problem};

/// The first attempts to load keys follow one another after 1, 2, 4 and 8 seconds.
const STEP: Duration = Duration::from_secs(1);

#[actix_web::test]
async fn service_without_keys_puts_callers_off_and_recovers_by_itself() {
    for outage in outages() {
        let service = Service::launch(&[], |stand_in| outage.begin(stand_in)).await;
        outage.is_felt(&service, 1).await;
        put_off(&outage, &service.me(&token(&service)).await);
        outage.pass_timeout(&service);
        put_off(&outage, &service.me(&token(&service)).await);
        let readiness = service.get("/readyz", &[]).await;
        assert_eq!(readiness.status, 503, "{outage:?}");
        let stranger = service.get(ME, &[]).await;
        let challenge = service.bare_challenge();
        is_problem(
            "none",
            &stranger,
            401,
            "credentials_missing",
            Some(&challenge),
        );

        outage.end(&service);
        // The time of the next attempt is only known once the first one has failed.
        while service.get("/readyz", &[]).await.status != 200 {
            service.clock.advance(STEP);
        }
        super::accepted(&outage, &service, &token(&service)).await;
        assert!(outage.requests(&service) > 1, "{outage:?}");
    }
}
