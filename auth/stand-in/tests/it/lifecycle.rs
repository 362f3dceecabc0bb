//! Starting and stopping.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::time::Duration;

use entrance_stand_in::{KeyName, Options, StandIn};

use crate::support::{exchange, get_json, options, start, until};

fn listening_on(listen: SocketAddr) -> Options {
    Options {
        listen,
        ..options()
    }
}

async fn failure(options: Options) -> String {
    match StandIn::start(options).await {
        Ok(_) => panic!("it started"),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn free_port_is_taken_and_named_in_the_instance() {
    let stand_in = start().await;
    let port = stand_in.address().port();
    assert_ne!(port, 0);
    assert!(stand_in.address().ip().is_loopback());
    assert_eq!(stand_in.instance(), format!("http://localhost:{port}"));
}

#[tokio::test]
async fn address_that_is_not_loopback_is_refused() {
    for address in ["0.0.0.0:0", "192.0.2.1:0", "[::]:0", "[2001:db8::1]:0"] {
        let message = failure(listening_on(address.parse().unwrap())).await;
        assert!(message.contains("loopback only"), "{message}");
        assert!(message.contains(address), "{message}");
    }
}

#[tokio::test]
async fn port_that_is_taken_is_refused() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = taken.local_addr().unwrap();
    let message = failure(listening_on(address)).await;
    assert!(message.contains(&address.to_string()), "{message}");
}

#[tokio::test]
async fn version_6_loopback_serves_as_well() {
    let listen = (Ipv6Addr::LOCALHOST, 0).into();
    let stand_in = StandIn::start(listening_on(listen)).await.unwrap();
    // By number, because not everywhere does `localhost` mean this address too.
    let address = stand_in.address();
    let request = format!("GET /common/discovery/keys HTTP/1.1\r\nHost: {address}\r\n");
    let answer = exchange(address, &format!("{request}Connection: close\r\n\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[actix_web::test]
async fn it_runs_below_an_actix_runtime() {
    let stand_in = start().await;
    stand_in.all_keys_ready().await.unwrap();
    let document = get_json(&stand_in, "/common/discovery/v2.0/keys").await;
    assert_eq!(document["keys"].as_array().unwrap().len(), 4);
    stand_in.stop().await;
}

#[tokio::test]
async fn stopped_stand_in_has_freed_its_port() {
    let stand_in = start().await;
    get_json(&stand_in, "/common/discovery/v2.0/keys").await;
    let address = stand_in.address();
    stand_in.stop().await;
    let again = StandIn::start(listening_on(address)).await.unwrap();
    get_json(&again, "/common/discovery/v2.0/keys").await;
}

#[tokio::test]
async fn dropped_stand_in_frees_its_port() {
    let stand_in = start().await;
    let address = stand_in.address();
    drop(stand_in);
    until(|| TcpListener::bind(address).is_ok()).await;
}

#[tokio::test]
async fn idle_connections_do_not_keep_it_from_stopping() {
    let stand_in = start().await;
    let idle = tokio::net::TcpStream::connect(stand_in.address())
        .await
        .unwrap();
    tokio::time::timeout(Duration::from_secs(20), stand_in.stop())
        .await
        .expect("it does not stop");
    drop(idle);
}

#[tokio::test]
async fn two_of_one_process_share_only_the_keys_they_start_with() {
    let (one, other) = (start().await, start().await);
    assert_ne!(one.instance(), other.instance());
    let signer = KeyName::Organization(0);
    assert_eq!(one.kid(&signer).unwrap(), other.kid(&signer).unwrap());

    let made = [&one, &other].map(|stand_in| {
        let name = stand_in.generate("made later").unwrap();
        stand_in.kid(&name).unwrap()
    });
    assert_ne!(made[0], made[1]);
    one.rotate().unwrap();
    other.rotate().unwrap();
    assert_ne!(one.kid(&signer).unwrap(), other.kid(&signer).unwrap());
}

#[tokio::test]
async fn unknown_paths_and_methods_are_not_served() {
    let stand_in = start().await;
    let host = format!("Host: {}\r\nConnection: close\r\n\r\n", stand_in.address());
    for (line, status) in [
        ("GET / HTTP/1.1", 404),
        ("POST /common/discovery/keys HTTP/1.1", 405),
        ("GET /common/oauth2/v2.0/token HTTP/1.1", 405),
    ] {
        let answer = exchange(stand_in.address(), &format!("{line}\r\n{host}")).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{line}: {answer}"
        );
    }
}
