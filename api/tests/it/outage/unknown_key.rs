//! The provider fails when a rotation has to be followed.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};

use super::{accepted, outages, soon, token};
use crate::service::Service;

/// The least time between two fetches that unknown keys ask for.
const GAP: Duration = Duration::from_secs(10);

#[actix_web::test]
async fn token_of_a_new_key_waits_in_vain_while_known_keys_answer() {
    for outage in outages() {
        let service = Service::start().await;
        let by_known_key = token(&service);
        service.stand_in.rotate().unwrap();
        let by_new_key = token(&service);
        outage.begin(&service.stand_in);

        let asking = pin!(service.me(&by_new_key));
        let meanwhile = pin!(async {
            outage.is_felt(&service, 2).await;
            accepted(&outage, &service, &by_known_key).await;
        });
        let answer = match soon(select(asking, meanwhile)).await {
            // Nobody may wait longer than the clock lets them, and it stands still.
            Either::Left((answer, meanwhile)) => {
                assert!(!outage.never_ends(), "{outage:?}");
                soon(meanwhile).await;
                answer
            }
            Either::Right(((), asking)) => {
                outage.pass_timeout(&service);
                soon(asking).await
            }
        };
        service.is_refusal(&format!("{outage:?}"), &answer, "signing_key_unknown");
        accepted(&outage, &service, &by_known_key).await;

        outage.end(&service);
        service.clock.advance(GAP);
        accepted(&outage, &service, &by_new_key).await;
        accepted(&outage, &service, &by_known_key).await;
        outage.is_felt(&service, 3).await;
    }
}
