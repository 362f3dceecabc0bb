//! Pages on which a visitor's way ends are refusals, and the log says so.

use crate::issuer::Issuer;
use crate::process::{CLIENT_ID, Launch};
use crate::wire::Request;

const GUESSED: &str = "a-guessed-secret-of-a-link";

#[test]
fn wrong_turns_are_logged_with_their_codes_and_without_what_the_browser_brought() {
    let issuer = Issuer::start();
    let service = Launch::serve(&issuer.instance())
        .variable("ENTRANCE__LOGGING__FILTER", "trace")
        .variable("ENTRANCE__TENANTS__LISTED", "")
        .variable("ENTRANCE__TENANTS__ADMISSION", "directory")
        .variable("ENTRANCE__TENANTS__SELF_SERVICE", "true")
        .variable("OPENAPI_CLIENT_ID", CLIENT_ID)
        .start()
        .ready();
    service.logged(&["directory of tenants loaded"]);
    let address = service.address();

    let guess = Request::get(&format!("/onboarding/invitations/{GUESSED}"));
    let guessed = guess.header("x-request-id", "guessed").send(address);
    assert_eq!(guessed.status, 404);
    let foreign = Request::get(&format!("/onboarding/consented?state={GUESSED}"));
    let foreign = foreign.header("x-request-id", "foreign").send(address);
    assert_eq!(foreign.status, 403);
    let sent = Request::new("POST", "/onboarding")
        .header("content-length", "0")
        .send(address);
    assert_eq!(sent.status, 303);
    let cookie = sent.header("set-cookie").unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let location = sent.header("location").unwrap();
    let (_, state) = location.rsplit_once("state=").unwrap();
    let declined = Request::get(&format!(
        "/onboarding/consented?state={state}&error={GUESSED}"
    ));
    let declined = declined
        .header("x-request-id", "declined")
        .header("cookie", &cookie)
        .send(address);
    assert_eq!(declined.status, 200);
    assert!(declined.body.contains("has not consented"));

    service.signal("TERM");
    let log = service.end().stderr;
    for (id, code) in [
        ("guessed", "invitation_invalid"),
        ("foreign", "consent_answer_foreign"),
        ("declined", "consent_declined"),
    ] {
        let told = log.lines().any(|line| {
            line.contains("request refused")
                && line.contains(&format!("request_id=\"{id}\""))
                && line.contains(code)
        });
        assert!(told, "{code} is not in the log:\n{log}");
    }
    let (_, secret) = cookie.rsplit_once('.').unwrap();
    for secret in [GUESSED, state, secret] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}
