//! A tenant that nobody invited applies and waits for an operator; every wrong turn changes nothing.

use std::fmt::Write as _;
use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use super::browser::Browser;
use super::world::{ADA_OPERATOR, NORTHWIND, TENANTS, World};
use crate::process::{CLIENT_ID, Launch};
use crate::service::{CONTOSO, FABRIKAM, FINN_OF_FABRIKAM, NORA_STRANGER, is_problem};

async fn open_world() -> World {
    World::with(&[("tenants.self_service", "true")]).await
}

fn top(world: &World) -> String {
    format!("{}/onboarding", world.service.public_url())
}

fn finn(world: &World) -> String {
    world.service.sign(&world.service.user(FINN_OF_FABRIKAM))
}

/// A browser that has come back from consent.
async fn back_from_consent(world: &World) -> Browser<'_> {
    let mut browser = Browser::new(world);
    browser.set_out(&top(world)).await;
    let page = browser
        .come_back("&admin_consent=True&tenant=whatever")
        .await;
    assert_eq!(page.status, 200, "{}", page.body);
    browser
}

#[actix_web::test]
async fn a_tenant_without_an_invitation_applies_and_waits_for_an_operator() {
    let world = open_world().await;
    let mut browser = Browser::new(&world);
    let page = browser.open(&top(&world)).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Continue to consent"), "{}", page.body);
    let address = browser.set_out(&top(&world)).await;
    let instance = world.service.stand_in.instance();
    let expected = format!("{instance}/organizations/v2.0/adminconsent?");
    assert!(address.as_str().starts_with(&expected), "{address}");
    let page = browser
        .come_back("&admin_consent=True&tenant=whatever")
        .await;
    assert!(page.body.contains("data-step=\"sign-in\""), "{}", page.body);
    assert!(page.body.contains("id=\"name\""), "{}", page.body);
    assert_eq!(
        world.show(FABRIKAM).await.status,
        404,
        "consent alone enters nobody"
    );

    let applied = browser.apply(&finn(&world), "Contoso%20%26%20Sons").await;
    assert_eq!(
        (applied.status, &*applied.member("state")),
        (200, "consented")
    );
    let waiting = world.service.me(&finn(&world)).await;
    is_problem("waiting", &waiting, 403, "tenant_not_admitted", None);
    let shown = world.show(FABRIKAM).await.json();
    assert_eq!(shown["display_name"], "unverified: Contoso & Sons");
    assert_eq!(shown["created_by"]["tenant_id"], FABRIKAM);
    let trail = world.operate(Method::GET, "/api/v1/audit", None).await;
    assert_eq!(trail.json()["items"][0]["action"], "apply");

    assert_eq!(world.act(FABRIKAM, "approve").await.status, 200);
    world.service.accepts_token("approved", &finn(&world)).await;
}

#[actix_web::test]
async fn nobody_applies_but_a_member_with_a_genuine_token_and_a_name() {
    let world = open_world().await;
    let browser = back_from_consent(&world).await;
    let service = &world.service;
    let mut guest = service.user(FINN_OF_FABRIKAM);
    guest.claims.insert("acct".to_owned(), json!(1));
    let application = service
        .stand_in
        .application_token("Nightly report", FABRIKAM);
    for (draft, status, code) in [
        (guest, 403, "redeemer_is_guest"),
        (application.unwrap(), 403, "redeemer_not_a_user"),
        (service.user(ADA_OPERATOR), 409, "operator_tenant_protected"),
    ] {
        let answer = browser.apply(&service.sign(&draft), "Fabrikam").await;
        is_problem(code, &answer, status, code, None);
    }
    let forged = browser
        .apply(&format!("{}x", finn(&world)), "Fabrikam")
        .await;
    assert_eq!(forged.status, 401);
    let long = "n".repeat(101);
    for name in ["", "%20", "a%0Ab", "a%E2%80%AEb", &long] {
        let answer = browser.apply(&finn(&world), name).await;
        is_problem(name, &answer, 422, "field_invalid", None);
    }
    assert_eq!(world.show(FABRIKAM).await.status, 404);
    assert_eq!(world.show(CONTOSO).await.status, 404);
    let applied = browser.apply(&finn(&world), "Fabrikam").await;
    assert_eq!(applied.status, 200, "the right one still can");
}

#[actix_web::test]
async fn a_tenant_that_is_known_cannot_apply_whatever_became_of_it() {
    let world = open_world().await;
    let browser = back_from_consent(&world).await;
    let apply = async |state: &str| {
        assert_eq!(world.show(FABRIKAM).await.member("state"), state);
        let answer = browser.apply(&finn(&world), "Fabrikam").await;
        is_problem(state, &answer, 409, "tenant_state_conflict", None);
        assert_eq!(world.show(FABRIKAM).await.member("state"), state);
    };
    assert_eq!(browser.apply(&finn(&world), "Fabrikam").await.status, 200);
    apply("consented").await;
    world.act(FABRIKAM, "approve").await;
    apply("active").await;
    world.suspend(FABRIKAM).await;
    apply("suspended").await;
    let path = format!("{TENANTS}/{FABRIKAM}");
    world.operate(Method::DELETE, &path, None).await;
    apply("removed").await;
    world.invite(FABRIKAM).await;
    apply("invited").await;
    let events = world.operate(Method::GET, "/api/v1/audit", None).await;
    let items = events.json()["items"].as_array().unwrap().len();
    assert_eq!(items, 5, "a refused application leaves no event");
}

#[actix_web::test]
async fn when_a_thousand_tenants_wait_no_other_can_apply_until_an_operator_decides() {
    let world = open_world().await;
    let id = |number: usize| format!("60000000-0000-4000-8000-{number:012}");
    let mut lines = String::new();
    for number in 0..1_000 {
        let id = id(number);
        let _ = writeln!(
            lines,
            r#"{{"tenant_id":"{id}","display_name":"Waiting","state":"consented"}}"#
        );
    }
    let imported = Launch::of(&["tenant", "import", "waiting.jsonl"])
        .variable("APP_CLIENT_ID", CLIENT_ID)
        .variable("ENTRANCE__TENANTS__ADMISSION", "directory")
        .variable("ENTRANCE__DATABASE__URL", &world.database.url)
        .file("waiting.jsonl", &lines)
        .run();
    assert_eq!(imported.code, Some(0), "{}", imported.stderr);

    let browser = back_from_consent(&world).await;
    let refused = browser.apply(&finn(&world), "Fabrikam").await;
    is_problem("full", &refused, 409, "applications_exhausted", None);
    assert_eq!(world.show(FABRIKAM).await.status, 404);
    assert_eq!(world.act(&id(7), "approve").await.status, 200);
    assert_eq!(browser.apply(&finn(&world), "Fabrikam").await.status, 200);
}

#[actix_web::test]
async fn an_answer_to_an_applicant_counts_once_in_the_browser_that_asked_and_for_ten_minutes() {
    let world = open_world().await;
    let mut browser = Browser::new(&world);
    browser.set_out(&top(&world)).await;
    let early = browser.apply(&finn(&world), "Fabrikam").await;
    is_problem("before consent", &early, 403, "consent_missing", None);

    let own_state = std::mem::replace(&mut browser.state, "forged".to_owned());
    assert_eq!(browser.come_back("").await.status, 403, "forged");
    let mut other = Browser::new(&world);
    other.set_out(&top(&world)).await;
    browser.state.clone_from(&other.state);
    assert_eq!(browser.come_back("").await.status, 403, "another's state");
    browser.state = own_state;
    let own_cookie = std::mem::take(&mut browser.cookie);
    assert_eq!(browser.come_back("").await.status, 403, "no cookie");
    let without = browser.apply(&finn(&world), "Fabrikam").await;
    is_problem("no cookie", &without, 403, "consent_missing", None);

    browser.cookie = own_cookie;
    assert_eq!(browser.come_back("").await.status, 200);
    assert_eq!(browser.come_back("").await.status, 403, "reused");
    world.service.clock.advance(Duration::from_mins(10));
    assert_eq!(other.come_back("").await.status, 403, "too late");
    let late = browser.apply(&finn(&world), "Fabrikam").await;
    is_problem("too late", &late, 403, "consent_missing", None);
    assert_eq!(world.show(FABRIKAM).await.status, 404);
}

#[actix_web::test]
async fn an_applicant_who_declines_consent_has_to_begin_again() {
    let world = open_world().await;
    let mut browser = Browser::new(&world);
    browser.set_out(&top(&world)).await;
    let evil = "&error=access_denied%3Cscript%3E&error_description=%3Cscript%3E";
    let page = browser.come_back(evil).await;
    assert!(page.body.contains("has not consented"), "{}", page.body);
    assert!(!page.body.contains("access_denied"), "{}", page.body);
    assert_eq!(browser.come_back("").await.status, 403, "good once");
    let applied = browser.apply(&finn(&world), "Fabrikam").await;
    is_problem("declined", &applied, 403, "consent_missing", None);
}

#[actix_web::test]
async fn an_applicants_way_takes_no_invitation_up_and_the_reverse() {
    let world = open_world().await;
    let invited = world.invite(FABRIKAM).await.json();
    let link = invited["invitation"]["url"].as_str().unwrap().to_owned();
    let applicant = back_from_consent(&world).await;
    let redeemed = applicant.redeem(&finn(&world)).await;
    is_problem("applicant", &redeemed, 403, "invitation_invalid", None);
    let mut invitee = Browser::new(&world);
    invitee.set_out(&link).await;
    assert_eq!(invitee.come_back("").await.status, 200);
    let nora = world.service.sign(&world.service.user(NORA_STRANGER));
    let applied = invitee.apply(&nora, "Northwind").await;
    is_problem("invitee", &applied, 403, "consent_missing", None);
    assert_eq!(world.show(NORTHWIND).await.status, 404);
}

#[actix_web::test]
async fn where_nobody_may_apply_there_is_no_page_and_no_word_of_one() {
    let world = World::start().await;
    let browser = Browser::new(&world);
    assert_eq!(browser.open(&top(&world)).await.status, 404);
    for path in ["/onboarding", "/onboarding/apply"] {
        let answer = world
            .send(Method::POST, path, None, &finn(&world), None)
            .await;
        assert_eq!(answer.status, 404, "{path}");
    }
    let refused = world.service.me(&finn(&world)).await.json();
    assert_eq!(refused.get("help"), None);

    let open = open_world().await;
    let mut elsewhere = Browser::new(&open);
    elsewhere.set_out(&top(&open)).await;
    let mut here = Browser::new(&world);
    here.cookie.clone_from(&elsewhere.cookie);
    here.state.clone_from(&elsewhere.state);
    assert_eq!(here.come_back("").await.status, 403);
}

#[actix_web::test]
async fn a_tenant_that_is_turned_away_is_told_where_to_go() {
    let world = open_world().await;
    let refused = world.service.me(&finn(&world)).await;
    is_problem("unknown", &refused, 403, "tenant_not_admitted", None);
    assert_eq!(refused.member("help"), top(&world));
    world.admit(FABRIKAM).await;
    world.suspend(FABRIKAM).await;
    let refused = world.service.me(&finn(&world)).await;
    is_problem("suspended", &refused, 403, "tenant_suspended", None);
    assert_eq!(refused.member("help"), top(&world));
    let unsigned = world.service.me("a.b.c").await.json();
    assert_eq!(unsigned.get("help"), None, "for verified callers only");
}

#[actix_web::test]
async fn where_one_tenant_signs_in_it_is_that_one_which_consents() {
    let world = World::with(&[("tenants.self_service", "true"), ("entra.tenant", FABRIKAM)]).await;
    let address = Browser::new(&world).set_out(&top(&world)).await;
    let instance = world.service.stand_in.instance();
    let expected = format!("{instance}/{FABRIKAM}/v2.0/adminconsent?");
    assert!(address.as_str().starts_with(&expected), "{address}");
}
