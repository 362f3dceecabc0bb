//! Signing out.

use crate::support::client;
use crate::world::{ORDER_PAGE_ADDRESS, World, form};

#[tokio::test]
async fn browser_is_sent_back_to_a_registered_address_only() {
    let world = World::start().await;
    let path = "/organizations/oauth2/v2.0/logout";
    for (address, state, expected) in [
        (ORDER_PAGE_ADDRESS, "", Some("http://localhost:5173/")),
        (
            ORDER_PAGE_ADDRESS,
            "a&b",
            Some("http://localhost:5173/?state=a%26b"),
        ),
        ("http://localhost:5173/other", "", None),
        ("https://attacker.example/", "", None),
        ("javascript:alert(1)", "", None),
        ("", "", None),
    ] {
        let parameters = form(&[("post_logout_redirect_uri", address), ("state", state)]);
        let parameters: Vec<_> = parameters
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let by_query = client().get(world.url(path, &parameters)).send();
        let by_form = client()
            .post(world.url(path, &form(&[])))
            .form(&parameters)
            .send();
        for answer in [by_query.await.unwrap(), by_form.await.unwrap()] {
            if let Some(expected) = expected {
                assert_eq!(answer.status(), 303);
                assert_eq!(answer.headers()["location"], expected);
            } else {
                assert_eq!(answer.status(), 200, "{address}");
                assert!(answer.text().await.unwrap().contains("You signed out"));
            }
        }
    }
}
