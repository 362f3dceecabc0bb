//! What Graph refuses, in words for people.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use entrance_registration::{AccessToken, GraphClient, observe};
use serde_json::json;

use crate::world::{DAEMON, Hurried, World, desired};

#[tokio::test]
async fn missing_permission_is_named_with_who_can_grant_it() {
    let world = World::start_as(DAEMON).await;
    let error = world.try_apply(&desired()).await.unwrap_err().to_string();
    for words in [
        "Application.Read.All",
        "Directory Readers",
        "Privileged Role Administrator",
    ] {
        assert!(error.contains(words), "{error}");
    }
}

#[tokio::test]
async fn permission_to_read_does_not_suffice_to_change() {
    let world = World::start_as(READER).await;
    assert!(!world.plan(&desired()).await.changes.is_empty());
    let error = world.try_apply(&desired()).await.unwrap_err();
    let text = format!("{error}: {}", std::error::Error::source(&error).unwrap());
    for words in [
        "registration of the API",
        "Application.ReadWrite.All",
        "Application Administrator",
        "Application Developer",
    ] {
        assert!(text.contains(words), "{text}");
    }
}

/// A program that may read registrations, see `World::start_as`.
const READER: (&str, &str) = (
    "30000000-0000-4000-8000-00000000000f",
    "reader-on-this-machine-only",
);

#[tokio::test]
async fn token_that_is_refused_asks_for_another_sign_in() {
    let world = World::start().await;
    let error = observe(&world.graph_with("no token"), &desired()).await;
    let error = error.unwrap_err().to_string();
    assert!(error.contains("az login"), "{error}");
    assert!(!error.contains("no token"), "{error}");
}

#[tokio::test]
async fn client_id_of_another_tenant_is_no_reason_to_make_a_new_registration() {
    let world = World::start().await;
    let mut desired = desired();
    desired.api_client_id = "00000000-0000-4000-8000-000000000001".parse().ok();
    let error = world.try_apply(&desired).await.unwrap_err().to_string();
    assert!(
        error.contains("00000000-0000-4000-8000-000000000001"),
        "{error}"
    );
    assert!(
        error.contains("sign in to the tenant that has it"),
        "{error}"
    );
    assert!(world.applications().await.is_empty());
}

#[tokio::test]
async fn what_graph_says_about_a_refusal_is_passed_on() {
    let world = World::start().await;
    let taken = json!({ "displayName": "Other", "identifierUris": ["api://taken"] });
    world.foreign(taken).await;
    let mut desired = desired();
    desired.identifier_uri = "api://taken".to_owned();
    let error = world.try_apply(&desired).await.unwrap_err();
    let text = format!("{error}: {}", std::error::Error::source(&error).unwrap());
    assert!(text.starts_with("App ID URI of the API: "), "{text}");
    assert!(
        text.contains("400") && text.contains("ObjectConflict"),
        "{text}"
    );
}

#[tokio::test]
async fn link_to_another_address_is_not_followed() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let link = format!(
        "http://{}/graph/v1.0/applications",
        elsewhere.local_addr().unwrap()
    );
    let body = json!({ "value": [], "@odata.nextLink": link }).to_string();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/graph/v1.0", listener.local_addr().unwrap());
    let served = thread::spawn(move || {
        answer(
            &listener,
            "404 Not Found",
            r#"{"error":{"code":"Request_ResourceNotFound"}}"#,
        );
        answer(&listener, "200 OK", &body);
    });
    let graph = GraphClient::new(
        base,
        AccessToken::new("a-token".to_owned()),
        Arc::<Hurried>::default(),
        Arc::new(|_| ()),
    )
    .unwrap();
    let mut desired = desired();
    desired.page = None;
    let observed = observe(&graph, &desired).await.unwrap();
    assert!(observed.namesakes.is_empty());
    served.join().unwrap();
    let nobody = elsewhere.accept().unwrap_err();
    assert_eq!(nobody.kind(), ErrorKind::WouldBlock);
}

/// Answers one request, on a connection of its own.
fn answer(listener: &TcpListener, status: &str, body: &str) {
    let (mut stream, _) = listener.accept().unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.extend(byte);
    }
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
    .unwrap();
}
