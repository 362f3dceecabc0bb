//! Without usable keys (token-validation 7.4).

use std::time::Duration;

use entrance_stand_in::{Endpoint, Fault};

use super::super::{by_key, changed, set_header};
use crate::service::{Answer, BEN_OF_CONTOSO, ME, Service, is_problem};

/// All but a second of the day for which keys are used.
const NEARLY_A_DAY: Duration = Duration::from_secs(24 * 60 * 60 - 1);
const SECOND: Duration = Duration::from_secs(1);

/// Judges the answer to a token that cannot be judged; gives the seconds to wait.
fn retry_after(what: &str, answer: &Answer) -> u64 {
    is_problem(what, answer, 503, "keys_unavailable", None);
    answer.header("retry-after").unwrap().parse().unwrap()
}

/// Sees requests answered that need no keys.
async fn answers_what_needs_no_keys(service: &Service) {
    let answer = service.get(ME, &[]).await;
    let challenge = service.bare_challenge();
    is_problem(
        "none",
        &answer,
        401,
        "credentials_missing",
        Some(&challenge),
    );
    let answer = service.me_with("Bearer a b").await;
    assert_eq!(
        (answer.status, answer.member("code")),
        (400, "invalid_request".into())
    );
    service
        .refuses_token("malformed", "a.b.c", "token_malformed")
        .await;
    let typ = changed(&service.user(BEN_OF_CONTOSO), |token| {
        set_header(token, "typ", "pop");
    });
    service
        .refuses("header", &typ, "token_type_not_allowed")
        .await;
    let liveness = service.get("/livez", &[]).await;
    assert_eq!(liveness.status, 200);
}

/// Sees the service not ready, and every token that needs a key put off.
async fn puts_off(service: &Service) {
    let genuine = service.user(BEN_OF_CONTOSO);
    let expired = changed(&genuine, |token| super::super::set(token, "exp", 1));
    for (what, draft) in [
        ("genuine", genuine.clone()),
        ("unknown key", by_key(&genuine, "unknown")),
        ("expired", expired),
    ] {
        let answer = service.me(&service.sign(&draft)).await;
        let seconds = retry_after(what, &answer);
        assert!((1..=300).contains(&seconds), "{what}: {seconds} s");
    }
    let readiness = service.get("/readyz", &[]).await;
    assert_eq!(readiness.status, 503);
}

#[actix_web::test]
async fn before_the_first_keys_a_token_is_put_off_and_the_rest_is_answered() {
    let fault = Some(Fault::Status(500));
    let service = Service::launch(&[], |stand_in| {
        stand_in.set_fault(Endpoint::DiscoveryV2, fault);
    })
    .await
    .without_explanations();
    let answer = service
        .me(&service.sign(&service.user(BEN_OF_CONTOSO)))
        .await;
    assert_eq!(retry_after("genuine", &answer), 1);
    answers_what_needs_no_keys(&service).await;
    puts_off(&service).await;

    service.stand_in.set_fault(Endpoint::DiscoveryV2, None);
    // The time of the next attempt is only known once the first one has failed.
    while service.get("/readyz", &[]).await.status != 200 {
        service.clock.advance(SECOND);
    }
    service
        .accepts("genuine", &service.user(BEN_OF_CONTOSO))
        .await;
}

#[actix_web::test]
async fn keys_are_used_for_a_day_after_the_last_success() {
    let service = Service::start().await.without_explanations();
    let fault = Some(Fault::Status(500));
    service.stand_in.set_fault(Endpoint::DiscoveryV2, fault);
    service.clock.advance(NEARLY_A_DAY);
    service
        .accepts("in the last second", &service.user(BEN_OF_CONTOSO))
        .await;
    service.clock.advance(SECOND);
    answers_what_needs_no_keys(&service).await;
    puts_off(&service).await;
}
