//! Connections that misbehave on demand.

use std::time::Duration;

use entrance_stand_in::{Fault, StandIn};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::faults::ENDPOINTS;
use crate::support::{client, exchange, get, read_to_end, start, until};

fn raw_request(stand_in: &StandIn, path: &str) -> String {
    let port = stand_in.address().port();
    format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n")
}

/// A connection whose request is being stalled.
async fn stalled(stand_in: &StandIn) -> TcpStream {
    let (endpoint, path) = ENDPOINTS[2];
    stand_in.set_fault(endpoint, Some(Fault::Stall));
    let mut stream = TcpStream::connect(stand_in.address()).await.unwrap();
    stream
        .write_all(raw_request(stand_in, path).as_bytes())
        .await
        .unwrap();
    until(|| stand_in.requests(endpoint) == 1).await;
    stream
}

#[tokio::test]
async fn refused_connection_ends_without_a_byte() {
    let stand_in = start().await;
    for (endpoint, path) in ENDPOINTS {
        stand_in.set_fault(endpoint, Some(Fault::Refuse));
        let answer = exchange(stand_in.address(), &raw_request(&stand_in, path)).await;
        assert_eq!(answer, "");
        assert_eq!(stand_in.requests(endpoint), 1);
    }
}

#[tokio::test]
async fn slow_drip_begins_but_never_ends() {
    let stand_in = start().await;
    let (endpoint, path) = ENDPOINTS[0];
    stand_in.set_fault(endpoint, Some(Fault::SlowDrip));
    let url = format!("{}{path}", stand_in.instance());
    let request = client().get(url).timeout(Duration::from_secs(1));
    let mut response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    let mut received = 0;
    let error = loop {
        match response.chunk().await {
            Ok(chunk) => received += chunk.expect("the body ended").len(),
            Err(error) => break error,
        }
    };
    assert!(error.is_timeout());
    assert!((2..=10).contains(&received), "{received}");
}

#[tokio::test]
async fn stalled_request_gets_no_answer() {
    let stand_in = start().await;
    let (endpoint, path) = ENDPOINTS[0];
    stand_in.set_fault(endpoint, Some(Fault::Stall));
    let url = format!("{}{path}", stand_in.instance());
    let request = client().get(url).timeout(Duration::from_millis(300));
    assert!(request.send().await.unwrap_err().is_timeout());
    assert_eq!(stand_in.requests(endpoint), 1);
    assert_eq!(get(&stand_in, ENDPOINTS[1].1).await.status(), 200);
}

#[tokio::test]
async fn stalled_request_ends_when_its_client_goes_away() {
    let stand_in = start().await;
    let mut stream = stalled(&stand_in).await;
    // Closes this side only, so that the other side can be seen to close as well.
    stream.shutdown().await.unwrap();
    assert_eq!(read_to_end(&mut stream).await, "");
}

#[tokio::test]
async fn stalled_request_ends_when_the_stand_in_stops() {
    let stand_in = start().await;
    let mut stream = stalled(&stand_in).await;
    stand_in.stop().await;
    assert_eq!(read_to_end(&mut stream).await, "");
}
