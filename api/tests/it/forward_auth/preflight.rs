//! CORS preflight: the client's, never one to this service.

use super::{RULES, ask, forwarded, passes_unnamed, verdict};
use crate::service::Service;

const PREFLIGHT: [&str; 3] = [
    "origin: https://app.contoso.com",
    "access-control-request-method: DELETE",
    "access-control-request-headers: authorization",
];

#[actix_web::test]
async fn a_preflight_passes_only_where_a_rule_says_so() {
    let origins = "[cors]\norigins = [\"https://app.contoso.com\"]\n";
    let service = Service::with_file(&format!("{origins}{RULES}")).await;
    let answer = ask(&service, &forwarded("OPTIONS", "/api/x"), &PREFLIGHT).await;
    assert_eq!(verdict(&answer), (401, "credentials_missing".into()));
    let answer = ask(&service, &forwarded("OPTIONS", "/shared/x"), &PREFLIGHT).await;
    passes_unnamed("shared", &answer);
    let answer = ask(&service, &forwarded("GET", "/shared/x"), &PREFLIGHT).await;
    assert_eq!(verdict(&answer), (403, "no_rule".into()));

    // Envoy asks with the client's own method and headers.
    for (target, expected) in [
        ("/forward-auth", 403),
        ("/forward-auth?policy=default", 401),
        ("/forward-auth/p/default/x", 401),
        ("/forward-auth/r/api/x", 401),
        ("/forward-auth/r/shared", 200),
    ] {
        let answer = service.ask("OPTIONS", target, &PREFLIGHT).await;
        assert_eq!(answer.status, expected, "{target}");
        assert_eq!(
            answer.header("access-control-allow-origin"),
            None,
            "{target}"
        );
    }
    let answer = service.ask("OPTIONS", "/api/v1/me", &PREFLIGHT).await;
    assert_eq!(answer.status, 200);
}
