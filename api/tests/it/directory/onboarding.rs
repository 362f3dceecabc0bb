//! A customer's administrator answers an invitation; every wrong turn changes nothing.

use std::time::Duration;

use serde_json::json;

use super::browser::Browser;
use super::world::World;
use crate::service::{FABRIKAM, FINN_OF_FABRIKAM, NORA_STRANGER, is_problem};

async fn link(world: &World) -> String {
    let invited = world.invite(FABRIKAM).await;
    invited.json()["invitation"]["url"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn finn(world: &World) -> String {
    world.service.sign(&world.service.user(FINN_OF_FABRIKAM))
}

async fn state(world: &World) -> String {
    world.show(FABRIKAM).await.member("state")
}

/// A browser that has come back from consent.
async fn back_from_consent<'a>(world: &'a World, link: &str) -> Browser<'a> {
    let mut browser = Browser::new(world);
    browser.set_out(link).await;
    let page = browser
        .return_with("&admin_consent=True&tenant=whatever")
        .await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("data-step=\"sign-in\""), "{}", page.body);
    browser
}

#[actix_web::test]
async fn an_administrator_brings_the_tenant_in() {
    let world = World::start().await;
    let link = link(&world).await;
    let mut browser = Browser::new(&world);
    for _ in 0..3 {
        let page = browser.open(&link).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Continue to consent"), "{}", page.body);
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(page.header("cache-control"), Some("no-store"));
    }
    let address = browser.set_out(&link).await;
    let instance = world.service.stand_in.instance();
    let expected = format!("{instance}/{FABRIKAM}/v2.0/adminconsent?");
    assert!(address.as_str().starts_with(&expected), "{address}");
    let asked: Vec<_> = address.query_pairs().collect();
    let scope = format!("api://{}/.default", crate::service::API);
    assert!(asked.contains(&("scope".into(), scope.into())));
    let page = browser
        .return_with("&admin_consent=True&tenant=whatever")
        .await;
    assert!(page.body.contains("data-step=\"sign-in\""), "{}", page.body);
    assert_eq!(
        state(&world).await,
        "invited",
        "consent alone activates nothing"
    );
    let redeemed = browser.redeem(&finn(&world)).await;
    assert_eq!(
        (redeemed.status, &*redeemed.member("state")),
        (200, "active")
    );
    world
        .service
        .accepts_token("the tenant", &finn(&world))
        .await;
    let shown = world.show(FABRIKAM).await.json();
    assert_eq!(shown["changed_by"]["tenant_id"], FABRIKAM);
    assert_eq!(browser.open(&link).await.status, 404, "the link is spent");
    let again = browser.redeem(&finn(&world)).await;
    is_problem("again", &again, 403, "invitation_invalid", None);
}

#[actix_web::test]
async fn where_operators_approve_the_tenant_waits_for_them() {
    let world = World::with(&[("tenants.approval", "true")]).await;
    let link = link(&world).await;
    let browser = back_from_consent(&world, &link).await;
    let redeemed = browser.redeem(&finn(&world)).await;
    assert_eq!(redeemed.member("state"), "consented");
    let answer = world.service.me(&finn(&world)).await;
    is_problem("waiting", &answer, 403, "tenant_not_admitted", None);
    world.act(FABRIKAM, "approve").await;
    world.service.accepts_token("approved", &finn(&world)).await;
}

#[actix_web::test]
async fn nobody_takes_an_invitation_up_but_a_member_of_the_invited_tenant() {
    let world = World::start().await;
    let link = link(&world).await;
    let browser = back_from_consent(&world, &link).await;
    let service = &world.service;
    let mut guest = service.user(FINN_OF_FABRIKAM);
    guest.claims.insert("acct".to_owned(), json!(1));
    let application = service
        .stand_in
        .application_token("Nightly report", FABRIKAM);
    for (draft, code) in [
        (service.user(NORA_STRANGER), "redeemer_of_other_tenant"),
        (guest, "redeemer_is_guest"),
        (application.unwrap(), "redeemer_not_a_user"),
    ] {
        let answer = browser.redeem(&service.sign(&draft)).await;
        is_problem(code, &answer, 403, code, None);
        assert_eq!(state(&world).await, "invited");
    }
    let forged = browser.redeem(&format!("{}x", finn(&world))).await;
    assert_eq!(forged.status, 401);
    let redeemed = browser.redeem(&finn(&world)).await;
    assert_eq!(
        redeemed.status, 200,
        "the right one still can: {}",
        redeemed.body
    );
}

#[actix_web::test]
async fn consent_that_is_declined_changes_nothing_and_shows_no_foreign_text() {
    let world = World::start().await;
    let link = link(&world).await;
    let mut browser = Browser::new(&world);
    browser.set_out(&link).await;
    let evil =
        "&error=access_denied%3Cscript%3E&error_description=%3Cscript%3Ealert(1)%3C/script%3E";
    let page = browser.return_with(evil).await;
    assert!(page.body.contains("has not consented"), "{}", page.body);
    assert!(!page.body.contains("alert"), "{}", page.body);
    assert_eq!(state(&world).await, "invited");
    let reused = browser.return_with("&admin_consent=True").await;
    assert_eq!(reused.status, 403, "the answer is good once");
}

#[actix_web::test]
async fn an_answer_counts_once_in_the_browser_that_asked_and_for_ten_minutes() {
    let world = World::start().await;
    let link = link(&world).await;
    let browser = back_from_consent(&world, &link).await;
    assert_eq!(browser.return_with("").await.status, 403, "reused");
    let mut other = Browser::new(&world);
    other.set_out(&link).await;
    let own_state = std::mem::replace(&mut other.state, "forged".to_owned());
    assert_eq!(other.return_with("").await.status, 403, "forged");
    other.state.clone_from(&own_state);
    let own_cookie = std::mem::take(&mut other.cookie);
    assert_eq!(
        other.return_with("").await.status,
        403,
        "without the cookie"
    );
    let answer = other.redeem(&finn(&world)).await;
    is_problem(
        "without the cookie",
        &answer,
        403,
        "invitation_invalid",
        None,
    );
    other.cookie.clone_from(&browser.cookie);
    assert_eq!(
        other.return_with("").await.status,
        403,
        "another browser's cookie"
    );
    other.cookie = own_cookie;
    let early = other.redeem(&finn(&world)).await;
    is_problem("before consent", &early, 403, "invitation_invalid", None);
    world.service.clock.advance(Duration::from_mins(10));
    assert_eq!(other.return_with("").await.status, 403, "too late");
    let late = browser.redeem(&finn(&world)).await;
    is_problem("too late", &late, 403, "invitation_invalid", None);
    assert_eq!(state(&world).await, "invited");
}

#[actix_web::test]
async fn a_link_is_void_when_it_is_replaced_over_or_its_tenant_approved() {
    let world = World::start().await;
    let browser = Browser::new(&world);
    let old = link(&world).await;
    let way = back_from_consent(&world, &old).await;
    let new = link(&world).await;
    let page = browser.open(&old).await;
    assert_eq!(page.status, 404);
    assert!(page.body.contains("not valid"), "{}", page.body);
    let replaced = way.redeem(&finn(&world)).await;
    is_problem("replaced", &replaced, 403, "invitation_invalid", None);
    assert_eq!(browser.open(&new).await.status, 200);
    world.service.clock.advance(Duration::from_hours(14 * 24));
    assert_eq!(browser.open(&new).await.status, 404, "over");
    let base = world.service.public_url();
    let guessed = format!("{base}/onboarding/invitations/guess%3Cscript%3E");
    assert_eq!(browser.open(&guessed).await.status, 404);
}

#[actix_web::test]
async fn a_link_is_void_once_an_operator_has_decided() {
    let world = World::start().await;
    let browser = Browser::new(&world);
    let link = link(&world).await;
    world.act(FABRIKAM, "approve").await;
    assert_eq!(browser.open(&link).await.status, 404);
}

#[actix_web::test]
async fn pages_load_their_own_files_and_allow_nothing_else() {
    let world = World::start().await;
    let browser = Browser::new(&world);
    let base = world.service.public_url();
    for name in ["onboarding.js", "onboarding.css"] {
        let file = browser
            .open(&format!("{base}/onboarding/assets/{name}"))
            .await;
        assert_eq!(file.status, 200, "{name}");
    }
    let missing = browser
        .open(&format!("{base}/onboarding/assets/other.js"))
        .await;
    assert_eq!(missing.status, 404);
    let page = browser.open(&format!("{base}/onboarding/signed-in")).await;
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"));
    assert!(!policy.contains("unsafe"), "{policy}");
}
