//! Who is believed to speak of another request.

use super::{RULES, ask, bearer, forwarded, passes_unnamed, verdict};
use crate::service::Service;

#[actix_web::test]
async fn a_peer_that_is_not_trusted_cannot_speak_of_another_request() {
    let service = Service::with_file(&RULES.replace("127.0.0.0/8", "10.0.0.0/8")).await;
    let bearer = bearer(&service);
    let near = [
        "x-forwarded-for: 10.0.0.1",
        "x-real-ip: 10.0.0.1",
        "forwarded: for=10.0.0.1",
    ];
    for lines in [vec![], vec![bearer.as_str()], near.to_vec()] {
        let answer = ask(&service, &forwarded("GET", "/public"), &lines).await;
        assert_eq!(verdict(&answer), (403, "untrusted_proxy".into()));
        let answer = service.ask("GET", "/forward-auth/r/public", &lines).await;
        assert_eq!(verdict(&answer), (403, "untrusted_proxy".into()));
    }
}

#[actix_web::test]
async fn a_trusted_peer_that_says_nothing_gets_nothing() {
    let service = Service::with_file(RULES).await;
    let bearer = bearer(&service);
    for lines in [
        vec![],
        vec!["x-forwarded-uri: /public"],
        vec!["x-forwarded-method: GET"],
        vec!["x-original-uri: /public"],
        // Half of it may be the client's.
        vec!["x-forwarded-method: GET", "x-original-uri: /public"],
        vec!["x-original-url: /public", "x-original-method: GET"],
    ] {
        let lines = [lines, vec![bearer.as_str(), "x-forwarded-host: a.example"]].concat();
        let answer = service.ask("GET", "/forward-auth", &lines).await;
        assert_eq!(
            verdict(&answer),
            (403, "untrusted_proxy".into()),
            "{lines:?}"
        );
    }
}

#[actix_web::test]
async fn the_words_of_nginx_are_understood_as_well() {
    let service = Service::with_file(RULES).await;
    let lines = [
        "x-original-method: GET",
        "x-original-uri: /public",
        "x-forwarded-host: a.example",
    ];
    let answer = service.ask("GET", "/forward-auth", &lines).await;
    passes_unnamed("nginx", &answer);
}

#[actix_web::test]
async fn two_requests_in_one_question_are_malformed() {
    let service = Service::with_file(RULES).await;
    for more in [
        vec!["x-original-method: GET", "x-original-uri: /api"],
        vec!["x-original-method: POST", "x-original-uri: /public"],
        vec!["x-forwarded-uri: /public"],
        vec!["x-forwarded-method: GET"],
        vec!["x-forwarded-host: status.contoso.com"],
    ] {
        let answer = ask(&service, &forwarded("GET", "/public"), &more).await;
        assert_eq!(
            verdict(&answer),
            (400, "request_malformed".into()),
            "{more:?}"
        );
    }
    let agreeing = ["x-original-method: GET", "x-original-uri: /public"];
    passes_unnamed(
        "agreeing",
        &ask(&service, &forwarded("GET", "/public"), &agreeing).await,
    );
}
