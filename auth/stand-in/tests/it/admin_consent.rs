//! The consent of an administrator for a tenant.

use serde_json::json;

use crate::support::{API, CONTOSO, DAEMON, DAEMON_SECRET, PAGE, segment};
use crate::world::{
    ADA, BEN, Form, ORDER_PAGE, ORDER_PAGE_ADDRESS, World, expected, form, granted, location,
    query_of, refused, refused_on_page, request, with,
};

const NILS: &str = "20000000-0000-4000-8000-000000000032";
const NORTHWIND: &str = "10000000-0000-4000-8000-000000000003";

fn page_request() -> Form {
    form(&[
        ("client_id", ORDER_PAGE),
        ("redirect_uri", ORDER_PAGE_ADDRESS),
        ("scope", &format!("api://{API}/.default")),
        ("state", "the client's state"),
    ])
}

fn daemon_request() -> Form {
    form(&[
        ("client_id", DAEMON),
        ("redirect_uri", "http://localhost:8002/consented"),
        ("scope", &format!("api://{API}/.default")),
    ])
}

async fn ask(world: &World, tenant: &str, request: &Form) -> reqwest::Response {
    let url = world.url(&format!("/{tenant}/v2.0/adminconsent"), request);
    crate::support::client().get(url).send().await.unwrap()
}

async fn decide(world: &World, request: &Form, account: &str, decision: &str) -> reqwest::Response {
    let body = with(&form(&[]), "account", account);
    let body = with(&body, "decision", decision);
    let path = "/organizations/v2.0/adminconsent";
    world.submit(path, request, &body).await
}

async fn is_asked(world: &World, account: &str) -> bool {
    let body = form(&[("account", account)]);
    let answer = world
        .submit("/organizations/login", &request(), &body)
        .await;
    answer.status() == 200
}

#[tokio::test]
async fn administrators_only_are_offered() {
    let world = World::start().await;
    let page = ask(&world, CONTOSO, &page_request()).await;
    assert_eq!(page.status(), 200);
    let page = page.text().await.unwrap();
    assert!(page.contains("Ada Operator"));
    assert!(!page.contains("Ben Member") && !page.contains("Gia Guest"));
}

#[tokio::test]
async fn after_it_nobody_of_the_tenant_is_asked() {
    let world = World::start().await;
    let page = decide(&world, &page_request(), ADA, "").await;
    assert_eq!(page.status(), 200);
    let page = page.text().await.unwrap();
    assert!(
        page.contains("as any user of your organization") && page.contains("user_impersonation")
    );
    assert!(is_asked(&world, BEN).await);

    let address = location(&decide(&world, &page_request(), ADA, "accept").await);
    assert!(address.as_str().starts_with(ORDER_PAGE_ADDRESS));
    for (name, value) in [
        ("admin_consent", "True"),
        ("tenant", CONTOSO),
        ("state", "the client's state"),
        ("scope", &format!("api://{API}/.default")),
    ] {
        assert_eq!(query_of(&address, name).as_deref(), Some(value));
    }
    assert!(!is_asked(&world, BEN).await);
    assert!(
        is_asked(&world, crate::world::FINN).await,
        "another tenant's user"
    );
}

#[tokio::test]
async fn it_gives_a_daemon_its_app_roles() {
    let world = World::start().await;
    let credentials = form(&[
        ("grant_type", "client_credentials"),
        ("client_id", DAEMON),
        ("client_secret", DAEMON_SECRET),
        ("scope", &format!("api://{API}/.default")),
    ]);
    let answer = world.token(NORTHWIND, None, &credentials).await;
    assert_eq!(
        refused(answer).await,
        expected("unauthorized_client", 7_000_229)
    );
    let page = decide(&world, &daemon_request(), NILS, "").await;
    assert!(page.text().await.unwrap().contains("Api.Access"));
    location(&decide(&world, &daemon_request(), NILS, "accept").await);
    let object_ids = {
        let mut seen = Vec::new();
        for _ in 0..2 {
            let tokens = granted(world.token(NORTHWIND, None, &credentials).await).await;
            let claims = segment(tokens["access_token"].as_str().unwrap(), 1);
            assert_eq!(claims["tid"], NORTHWIND);
            assert_eq!(claims["roles"], json!(["Api.Access"]));
            seen.push(claims["oid"].clone());
        }
        seen
    };
    assert_eq!(object_ids[0], object_ids[1]);
}

#[tokio::test]
async fn without_a_scope_it_is_about_everything_that_is_registered() {
    let world = World::start().await;
    let request = with(&page_request(), "scope", "");
    let page = decide(&world, &request, ADA, "")
        .await
        .text()
        .await
        .unwrap();
    assert!(page.contains("user_impersonation") && page.contains("access_as_user"));
    let address = location(&decide(&world, &request, ADA, "accept").await);
    assert_eq!(query_of(&address, "scope"), None);
}

#[tokio::test]
async fn who_is_no_administrator_is_refused() {
    let world = World::start().await;
    for decision in ["", "accept"] {
        let answer = decide(&world, &page_request(), BEN, decision).await;
        assert_eq!(refused_on_page(answer).await, 90_094);
    }
    assert!(is_asked(&world, BEN).await);
}

#[tokio::test]
async fn administrator_who_cancels_is_sent_back() {
    let world = World::start().await;
    for (account, tenant) in [("", None), (ADA, Some(CONTOSO))] {
        let address = location(&decide(&world, &page_request(), account, "cancel").await);
        assert_eq!(
            query_of(&address, "error").as_deref(),
            Some("consent_required")
        );
        assert_eq!(query_of(&address, "tenant").as_deref(), tenant);
        assert_eq!(
            query_of(&address, "state").as_deref(),
            Some("the client's state")
        );
        let description = query_of(&address, "error_description").unwrap();
        assert!(description.starts_with("AADSTS65004: "), "{description}");
    }
    assert!(is_asked(&world, BEN).await);
}

#[tokio::test]
async fn faults_are_told_on_the_page() {
    let world = World::start().await;
    for (name, value, number) in [
        ("client_id", "", 900_144),
        ("client_id", "nobody", 700_016),
        ("redirect_uri", "", 900_144),
        ("redirect_uri", "https://attacker.example/", 50_011),
        ("scope", "api://nobody/.default", 500_011),
    ] {
        let request = with(&page_request(), name, value);
        assert_eq!(
            refused_on_page(ask(&world, "organizations", &request).await).await,
            number
        );
        let answer = decide(&world, &request, ADA, "accept").await;
        assert_eq!(refused_on_page(answer).await, number);
    }
    let answer = ask(&world, "nobody.example", &page_request()).await;
    assert_eq!(refused_on_page(answer).await, 90_002);
}

#[tokio::test]
async fn service_has_an_address_for_it() {
    let world = World::start().await;
    let request = with(&page_request(), "client_id", PAGE);
    let address = "http://localhost:8000/onboarding/consented";
    let request = with(&request, "redirect_uri", address);
    let answer = decide(&world, &request, NILS, "accept").await;
    assert!(location(&answer).as_str().starts_with(address));
}
