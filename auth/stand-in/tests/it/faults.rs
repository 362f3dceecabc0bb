//! Wrong documents on demand.

use entrance_stand_in::{Endpoint, Fault};
use serde_json::{Value, json};

use crate::support::{client, get, get_json, start, start_with_all_keys};

pub(crate) const ENDPOINTS: [(Endpoint, &str); 4] = [
    (
        Endpoint::DiscoveryV2,
        "/common/v2.0/.well-known/openid-configuration",
    ),
    (
        Endpoint::DiscoveryV1,
        "/common/.well-known/openid-configuration",
    ),
    (Endpoint::KeysV2, "/common/discovery/v2.0/keys"),
    (Endpoint::KeysV1, "/common/discovery/keys"),
];

#[tokio::test]
async fn fault_is_at_its_endpoint_only_and_ends_when_taken_back() {
    let stand_in = start().await;
    for (endpoint, _) in ENDPOINTS {
        stand_in.set_fault(endpoint, Some(Fault::Status(503)));
        for (other, path) in ENDPOINTS {
            let status = get(&stand_in, path).await.status().as_u16();
            assert_eq!(status, if other == endpoint { 503 } else { 200 });
        }
        stand_in.set_fault(endpoint, None);
    }
    for (_, path) in ENDPOINTS {
        get_json(&stand_in, path).await;
    }
}

#[tokio::test]
async fn requests_are_counted_per_endpoint_and_for_all_tenants() {
    let stand_in = start().await;
    let counts = || ENDPOINTS.map(|(endpoint, _)| stand_in.requests(endpoint));
    assert_eq!(counts(), [0, 0, 0, 0]);
    for (number, (endpoint, path)) in ENDPOINTS.into_iter().enumerate() {
        for _ in 0..number {
            get(&stand_in, path).await;
        }
        stand_in.set_fault(endpoint, Some(Fault::Status(500)));
        get(&stand_in, &path.replace("common", "consumers")).await;
    }
    assert_eq!(counts(), [1, 2, 3, 4]);
}

#[tokio::test]
async fn status_is_answered_with_an_empty_body() {
    let stand_in = start().await;
    let (endpoint, path) = ENDPOINTS[0];
    for status in [404, 429, 500] {
        stand_in.set_fault(endpoint, Some(Fault::Status(status)));
        let response = get(&stand_in, path).await;
        assert_eq!(response.status(), status);
        assert!(response.bytes().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn html_is_served_as_a_page() {
    let stand_in = start().await;
    for (endpoint, path) in ENDPOINTS {
        stand_in.set_fault(endpoint, Some(Fault::Html));
        let response = get(&stand_in, path).await;
        assert_eq!(response.status(), 200);
        assert_eq!(
            response.headers()["content-type"],
            "text/html; charset=utf-8"
        );
        assert!(
            response
                .text()
                .await
                .unwrap()
                .starts_with("<!doctype html>")
        );
    }
}

#[tokio::test]
async fn redirect_points_where_it_was_told() {
    let stand_in = start().await;
    let (endpoint, path) = ENDPOINTS[3];
    stand_in.set_fault(
        endpoint,
        Some(Fault::Redirect("https://elsewhere.example/".into())),
    );
    let response = get(&stand_in, path).await;
    assert_eq!(response.status(), 302);
    assert_eq!(response.headers()["location"], "https://elsewhere.example/");
}

#[tokio::test]
async fn oversized_document_is_right_but_for_its_size() {
    let stand_in = start_with_all_keys().await;
    for (endpoint, path) in ENDPOINTS {
        let right = get_json(&stand_in, path).await;
        stand_in.set_fault(endpoint, Some(Fault::Oversized));
        let body = get(&stand_in, path).await.bytes().await.unwrap();
        assert!(body.len() > 8 * 1024 * 1024);
        let mut document: Value = serde_json::from_slice(&body).unwrap();
        document.as_object_mut().unwrap().remove("padding").unwrap();
        assert_eq!(document, right);
    }
}

#[tokio::test]
async fn malformed_document_breaks_off() {
    let stand_in = start().await;
    for (endpoint, path) in ENDPOINTS {
        stand_in.set_fault(endpoint, Some(Fault::Malformed));
        let response = get(&stand_in, path).await;
        assert_eq!(response.status(), 200);
        let text = response.text().await.unwrap();
        assert!(text.starts_with('{'));
        let error = serde_json::from_str::<Value>(&text).unwrap_err();
        assert!(error.is_eof());
    }
}

#[tokio::test]
async fn empty_key_set_has_no_keys() {
    let stand_in = start().await;
    for (endpoint, path) in &ENDPOINTS[2..] {
        stand_in.set_fault(*endpoint, Some(Fault::EmptyKeySet));
        assert_eq!(get_json(&stand_in, path).await, json!({ "keys": [] }));
    }
}

#[tokio::test]
async fn no_key_of_the_set_is_usable() {
    let stand_in = start_with_all_keys().await;
    for (endpoint, path) in &ENDPOINTS[2..] {
        let right = get_json(&stand_in, path).await["keys"]
            .as_array()
            .unwrap()
            .len();
        stand_in.set_fault(*endpoint, Some(Fault::NoUsableKey));
        let document = get_json(&stand_in, path).await;
        let keys = document["keys"].as_array().unwrap();
        assert_eq!(keys.len(), right + 2);
        for key in keys {
            let too_short = key["kid"] == "too-short";
            assert!(
                key["use"] == "enc" || key["kty"] == "unheard-of" || too_short,
                "{key}"
            );
        }
    }
}

#[tokio::test]
async fn foreign_issuer_is_in_metadata_and_keys() {
    let stand_in = start().await;
    let foreign = "https://login.example/{tenantid}/v2.0";
    for (endpoint, path) in ENDPOINTS {
        stand_in.set_fault(endpoint, Some(Fault::ForeignIssuer));
        let document = get_json(&stand_in, path).await;
        match document.get("keys") {
            None => assert_eq!(document["issuer"], foreign),
            Some(keys) => {
                assert!(
                    keys.as_array()
                        .unwrap()
                        .iter()
                        .all(|key| key["issuer"] == foreign)
                );
            }
        }
    }
}

#[tokio::test]
async fn foreign_key_set_origin_serves_the_right_keys() {
    let stand_in = start_with_all_keys().await;
    for ((endpoint, path), (_, keys_path)) in ENDPOINTS[..2].iter().zip(&ENDPOINTS[2..]) {
        stand_in.set_fault(*endpoint, Some(Fault::ForeignKeySetOrigin));
        let document = get_json(&stand_in, path).await;
        let address = document["jwks_uri"].as_str().unwrap();
        assert_eq!(address, format!("http://{}{keys_path}", stand_in.address()));
        assert!(!address.starts_with(&stand_in.instance()));
        let keys: Value = client()
            .get(address)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert_eq!(keys, get_json(&stand_in, keys_path).await);
    }
}

#[tokio::test]
async fn any_document_can_take_the_place_of_the_right_one() {
    let stand_in = start().await;
    for (endpoint, path) in ENDPOINTS {
        let other = json!({ "issuer": path });
        stand_in.set_fault(endpoint, Some(Fault::Json(other.clone())));
        assert_eq!(get_json(&stand_in, path).await, other);
    }
}

#[tokio::test]
async fn senseless_fault_is_noticed() {
    let stand_in = start().await;
    let keys_only = [Fault::EmptyKeySet, Fault::NoUsableKey];
    let metadata_only = [Fault::ForeignKeySetOrigin];
    let cases = keys_only
        .iter()
        .flat_map(|fault| ENDPOINTS[..2].iter().map(move |place| (fault, place)))
        .chain(
            metadata_only
                .iter()
                .flat_map(|fault| ENDPOINTS[2..].iter().map(move |place| (fault, place))),
        )
        .chain([(&Fault::Status(7), &ENDPOINTS[0])]);
    for (fault, (endpoint, path)) in cases {
        stand_in.set_fault(*endpoint, Some(fault.clone()));
        assert_eq!(get(&stand_in, path).await.status(), 501, "{fault:?}");
    }
}
