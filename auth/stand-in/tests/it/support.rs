//! What the tests share: a running stand-in, requests to it, and a look into tokens.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::RSA_PKCS1_2048_8192_SHA256;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entrance_stand_in::{Directory, Options, StandIn};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// 2027-01-15 08:00:00 UTC.
pub(crate) const NOW: u64 = 1_800_000_000;

/// The settings of `entrance dev`, as they are delivered.
pub(crate) const DEVELOPMENT: &str = include_str!("../../../../config/development.toml");

pub(crate) const CONTOSO: &str = "10000000-0000-4000-8000-000000000001";
pub(crate) const FABRIKAM: &str = "10000000-0000-4000-8000-000000000002";
pub(crate) const API: &str = "30000000-0000-4000-8000-000000000001";
pub(crate) const PAGE: &str = "30000000-0000-4000-8000-000000000002";
pub(crate) const DAEMON: &str = "30000000-0000-4000-8000-000000000003";
pub(crate) const DAEMON_SECRET: &str = "nightly-report-on-this-machine-only";

pub(crate) fn options() -> Options {
    options_with(DEVELOPMENT)
}

pub(crate) fn options_with(toml: &str) -> Options {
    Options::new(Directory::from_toml(toml).unwrap(), Arc::new(|| NOW))
}

pub(crate) async fn start() -> StandIn {
    StandIn::start(options()).await.unwrap()
}

/// Started, and all keys published.
pub(crate) async fn start_with_all_keys() -> StandIn {
    let stand_in = start().await;
    stand_in.all_keys_ready().await.unwrap();
    stand_in
}

/// A client that follows no redirects and gives up early.
pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(20))
        .build()
        .unwrap()
}

pub(crate) async fn get(stand_in: &StandIn, path: &str) -> reqwest::Response {
    let url = format!("{}{path}", stand_in.instance());
    client().get(url).send().await.unwrap()
}

pub(crate) async fn get_json(stand_in: &StandIn, path: &str) -> Value {
    let response = get(stand_in, path).await;
    assert_eq!(response.status(), 200, "{path}");
    assert_eq!(response.headers()["content-type"], "application/json");
    response.json().await.unwrap()
}

/// Sends bytes as they are, and reads until the other side closes the connection.
pub(crate) async fn exchange(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    read_to_end(&mut stream).await
}

/// What arrives until the connection is closed, in whichever way.
pub(crate) async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut received = Vec::new();
    let reading = stream.read_to_end(&mut received);
    let _ = tokio::time::timeout(Duration::from_secs(20), reading)
        .await
        .expect("the connection stays open");
    String::from_utf8(received).unwrap()
}

/// Lets other tasks run until something has come true.
pub(crate) async fn until(mut come_true: impl FnMut() -> bool) {
    let waiting = async {
        while !come_true() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting)
        .await
        .expect("it never came true");
}

/// Header or payload (0 or 1) of a token.
pub(crate) fn segment(token: &str, index: usize) -> Value {
    let text = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
}

/// The entry of a key set with this id.
pub(crate) fn entry<'a>(key_set: &'a Value, key_id: &str) -> &'a Value {
    let entries = key_set["keys"].as_array().unwrap();
    entries.iter().find(|key| key["kid"] == key_id).unwrap()
}

pub(crate) fn key_ids(key_set: &Value) -> Vec<&str> {
    let entries = key_set["keys"].as_array().unwrap();
    entries
        .iter()
        .map(|key| key["kid"].as_str().unwrap())
        .collect()
}

/// Whether a token's signature is the one of a published key.
pub(crate) fn verifies(token: &str, jwk: &Value) -> bool {
    let (signing_input, signature) = token.rsplit_once('.').unwrap();
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    PublicKeyComponents {
        n: bytes(jwk["n"].as_str().unwrap()),
        e: bytes(jwk["e"].as_str().unwrap()),
    }
    .verify(
        &RSA_PKCS1_2048_8192_SHA256,
        signing_input.as_bytes(),
        &bytes(signature),
    )
    .is_ok()
}
