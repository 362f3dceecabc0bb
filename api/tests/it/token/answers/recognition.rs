//! A token that was let in before: what is still asked of it (the cache of verified tokens).

use std::time::Duration;

use entrance_stand_in::KeyName;

use super::super::{by_key, changed, set};
use crate::service::{BEN_OF_CONTOSO, NORA_STRANGER, NOW, Service, is_problem};

const HOUR: Duration = Duration::from_hours(1);
const SECOND: Duration = Duration::from_secs(1);

#[actix_web::test]
async fn verdicts_of_admission_and_policy_are_the_same_each_time() {
    let service = Service::start().await;
    let genuine = service.user(BEN_OF_CONTOSO);
    let stranger = service.sign(&service.user(NORA_STRANGER));
    let unscoped = service.sign(&changed(&genuine, |token| set(token, "scp", "other")));
    let genuine = service.sign(&genuine);
    for call in ["first", "second", "third"] {
        let answer = service.me(&stranger).await;
        is_problem(call, &answer, 403, "tenant_not_admitted", None);
        let answer = service.me(&unscoped).await;
        assert_eq!(answer.member("code"), "scope_missing", "{call}");
        service.accepts_token(call, &genuine).await;
    }
}

#[actix_web::test]
async fn token_is_refused_from_the_second_on_in_which_its_leeway_ends() {
    let service = Service::start().await;
    let draft = changed(&service.user(BEN_OF_CONTOSO), |token| {
        set(token, "exp", NOW + 3_540);
    });
    let token = service.sign(&draft);
    service.accepts_token("new", &token).await;
    service.clock.advance(HOUR.saturating_sub(SECOND));
    service.accepts_token("in its last second", &token).await;
    service.clock.advance(SECOND);
    service
        .refuses_token("too late", &token, "token_expired")
        .await;
}

#[actix_web::test]
async fn token_is_refused_once_its_key_is_known_to_have_left() {
    let service = Service::start().await;
    let previous = service.stand_in.kid(&KeyName::Organization(1)).unwrap();
    let token = service.sign(&by_key(&service.user(BEN_OF_CONTOSO), &previous));
    service.accepts_token("before", &token).await;
    service.stand_in.rotate().unwrap();
    service.accepts_token("not known yet", &token).await;
    service
        .accepts("of the new key", &service.user(BEN_OF_CONTOSO))
        .await;
    service
        .refuses_token("known", &token, "signing_key_unknown")
        .await;
}

#[actix_web::test]
async fn one_byte_more_or_another_makes_another_token() {
    let service = Service::start().await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    service.accepts_token("genuine", &token).await;
    let longer = format!("{token}A");
    service
        .refuses_token("longer", &longer, "signature_invalid")
        .await;
    let (input, signature) = token.rsplit_once('.').unwrap();
    let first = if signature.starts_with('A') { "B" } else { "A" };
    let other = format!("{input}.{first}{}", &signature[1..]);
    service
        .refuses_token("other", &other, "signature_invalid")
        .await;
    service.accepts_token("genuine", &token).await;
}
