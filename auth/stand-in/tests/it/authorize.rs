//! The authorization endpoint: what it shows, and how it sends the browser back.

use serde_json::json;

use crate::support::{CONTOSO, PAGE, client, segment};
use crate::world::{
    ADA, BEN, GIA, ORDER_PAGE_ADDRESS, World, form, location, query_of, request, with,
};

/// The accounts that a page offers, in order.
async fn offered(world: &World, tenant: &str) -> Vec<String> {
    let page = world.authorize(tenant, &request()).await;
    assert_eq!(page.status(), 200);
    let page = page.text().await.unwrap();
    page.split("<strong>")
        .skip(2)
        .map(|text| text.split_once('<').unwrap().0.to_owned())
        .collect()
}

#[tokio::test]
async fn accounts_of_the_authority_are_offered() {
    let world = World::start().await;
    let contoso = ["Ada Operator", "Ben Member", "Gia Guest"];
    assert_eq!(offered(&world, CONTOSO).await, contoso);
    assert_eq!(offered(&world, "contoso.example").await, contoso);
    assert_eq!(offered(&world, "consumers").await, ["Pat Private"]);
    let organizations = offered(&world, "organizations").await;
    assert_eq!(organizations[..3], contoso);
    assert!(!organizations.contains(&"Pat Private".to_owned()));
    let common = offered(&world, "common").await;
    assert_eq!(common.len(), organizations.len() + 1);
}

#[tokio::test]
async fn parameters_may_come_in_a_form_as_well() {
    let world = World::start().await;
    let url = world.url("/organizations/oauth2/v2.0/authorize", &form(&[]));
    let answer = client().post(url).form(&request()).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(
        answer
            .text()
            .await
            .unwrap()
            .contains("to continue to Order page")
    );
}

#[tokio::test]
async fn unknown_parameters_are_ignored() {
    let world = World::start().await;
    let request = with(&request(), "x-client-SKU", "msal.js.browser");
    assert_eq!(
        world.authorize("organizations", &request).await.status(),
        200
    );
}

#[tokio::test]
async fn code_and_state_come_back_in_the_query() {
    let world = World::start().await;
    for request in [request(), with(&request(), "response_mode", "query")] {
        let address = location(&world.choose("organizations", &request, BEN).await);
        assert!(address.as_str().starts_with(ORDER_PAGE_ADDRESS));
        assert_eq!(address.fragment(), None);
        assert_eq!(query_of(&address, "state").unwrap(), "the client's state");
        assert!(query_of(&address, "code").unwrap().len() >= 43);
        assert!(query_of(&address, "session_state").is_some());
        assert_eq!(query_of(&address, "client_info"), None);
    }
}

#[tokio::test]
async fn code_and_state_come_back_in_the_fragment() {
    let world = World::start().await;
    let request = with(&request(), "response_mode", "fragment");
    let mut address = location(&world.choose("organizations", &request, BEN).await);
    assert_eq!(address.query(), None);
    let fragment = address.fragment().unwrap().to_owned();
    address.set_query(Some(&fragment));
    assert_eq!(query_of(&address, "state").unwrap(), "the client's state");
    assert!(query_of(&address, "code").is_some());
}

#[tokio::test]
async fn code_and_state_are_posted_by_a_page() {
    let world = World::start().await;
    let request = with(&request(), "response_mode", "form_post");
    let request = with(&request, "state", "\"><script>alert(1)</script>");
    let answer = world.choose("organizations", &request, BEN).await;
    assert_eq!(answer.status(), 200);
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap();
    assert!(
        policy.contains("form-action 'self' http://localhost:5173;"),
        "{policy}"
    );
    assert!(policy.contains("script-src 'sha256-"), "{policy}");
    // With others, the browser would tell the client that the form comes from nowhere.
    assert_eq!(answer.headers()["referrer-policy"], "strict-origin");
    let page = answer.text().await.unwrap();
    assert!(page.contains(&format!(
        "<form method=\"post\" action=\"{ORDER_PAGE_ADDRESS}\">"
    )));
    assert!(page.contains("<input type=\"hidden\" name=\"code\" value=\""));
    assert!(page.contains("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert_eq!(page.matches("<script>").count(), 1);
}

#[tokio::test]
async fn ids_of_the_account_come_along_where_asked_for() {
    let world = World::start().await;
    let request = with(&request(), "client_info", "1");
    let address = location(&world.choose("organizations", &request, BEN).await);
    let info = query_of(&address, "client_info").unwrap();
    let info = segment(&format!("{info}.."), 0);
    assert_eq!(info, json!({ "uid": BEN, "utid": CONTOSO }));
}

#[tokio::test]
async fn expected_account_is_the_one_in_focus() {
    let world = World::start().await;
    let request = with(&request(), "login_hint", "Ben@contoso.example");
    let page = world.authorize("organizations", &request).await;
    let page = page.text().await.unwrap();
    assert_eq!(page.matches("autofocus").count(), 1);
    assert!(page.contains(&format!("value=\"{BEN}\" autofocus")));
}

#[tokio::test]
async fn page_of_the_service_is_served_at_its_address_without_consent() {
    let world = World::start().await;
    let request = with(&request(), "client_id", PAGE);
    let request = with(
        &request,
        "redirect_uri",
        "http://localhost:8000/oauth2-redirect",
    );
    let body = form(&[("account", ADA)]);
    let answer = world.submit("/organizations/login", &request, &body).await;
    assert!(query_of(&location(&answer), "code").is_some());
}

#[tokio::test]
async fn guest_is_told_apart() {
    let world = World::start().await;
    let page = world
        .authorize(CONTOSO, &request())
        .await
        .text()
        .await
        .unwrap();
    let (_, gia) = page.split_once(GIA).unwrap();
    let (gia, _) = gia.split_once("</button>").unwrap();
    assert!(gia.contains("guest from Fabrikam"), "{gia}");
}
