//! HTTPS, with a certification authority that was made on the spot.

use std::net::Ipv6Addr;
use std::time::SystemTime;

use entrance_stand_in::{LocalCertificates, Options, StandIn};
use reqwest::{Certificate, Client};

use crate::support::options;

const PATH: &str = "/common/v2.0/.well-known/openid-configuration";

/// Certificates by the machine's clock, as it is by that clock that clients judge them.
#[expect(
    clippy::disallowed_methods,
    reason = "the client's library for TLS reads the machine's clock"
)]
fn certificates() -> LocalCertificates {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    LocalCertificates::generate(now.unwrap().as_secs()).unwrap()
}

fn options_with(certificates: &LocalCertificates) -> Options {
    Options {
        tls: Some(certificates.clone()),
        ..options()
    }
}

fn client_that_trusts(certificates: &LocalCertificates) -> Client {
    let authority = Certificate::from_pem(certificates.authority_pem.as_bytes()).unwrap();
    Client::builder()
        .no_proxy()
        .tls_certs_only([authority])
        .build()
        .unwrap()
}

#[tokio::test]
async fn who_trusts_its_authority_is_served_at_every_name() {
    let certificates = certificates();
    let stand_in = StandIn::start(options_with(&certificates)).await.unwrap();
    let port = stand_in.address().port();
    assert_eq!(stand_in.instance(), format!("https://localhost:{port}"));
    let client = client_that_trusts(&certificates);
    for name in ["localhost", "127.0.0.1"] {
        let answer = client.get(format!("https://{name}:{port}{PATH}"));
        let document: serde_json::Value = answer.send().await.unwrap().json().await.unwrap();
        let instance = stand_in.instance();
        assert_eq!(
            document["token_endpoint"],
            format!("{instance}/common/oauth2/v2.0/token")
        );
        assert_eq!(document["issuer"], format!("{instance}/{{tenantid}}/v2.0"));
    }
}

#[tokio::test]
async fn version_6_address_is_in_the_certificate() {
    let certificates = certificates();
    let options = Options {
        listen: (Ipv6Addr::LOCALHOST, 0).into(),
        ..options_with(&certificates)
    };
    let stand_in = StandIn::start(options).await.unwrap();
    let url = format!("https://{}{PATH}", stand_in.address());
    let answer = client_that_trusts(&certificates)
        .get(url)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn who_trusts_another_authority_is_not_served() {
    let stand_in = StandIn::start(options_with(&certificates())).await.unwrap();
    let url = format!("{}{PATH}", stand_in.instance());
    let error = client_that_trusts(&certificates())
        .get(url)
        .send()
        .await
        .unwrap_err();
    assert!(error.is_connect(), "{error:?}");
}

#[tokio::test]
async fn plain_requests_get_no_answer() {
    let stand_in = StandIn::start(options_with(&certificates())).await.unwrap();
    let address = stand_in.address();
    let request = format!("GET {PATH} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    assert!(
        !exchange_bytes(address, &request)
            .await
            .contains("token_endpoint")
    );
}

/// What comes back, which need not be text.
async fn exchange_bytes(address: std::net::SocketAddr, request: &str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut received = Vec::new();
    let _ = stream.read_to_end(&mut received).await;
    String::from_utf8_lossy(&received).into_owned()
}

#[tokio::test]
async fn other_names_are_misdirected_behind_tls_too() {
    let certificates = certificates();
    let stand_in = StandIn::start(options_with(&certificates)).await.unwrap();
    let answer = client_that_trusts(&certificates)
        .get(format!("{}{PATH}", stand_in.instance()))
        .header("host", "rebound.example")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 421);
}

#[test]
fn private_key_is_not_in_the_debug_output() {
    assert_eq!(format!("{:?}", certificates()), "LocalCertificates { .. }");
}
