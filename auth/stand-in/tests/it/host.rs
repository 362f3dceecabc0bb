//! Which names the stand-in answers to.

use crate::support::{exchange, start};

const PATH: &str = "/common/v2.0/.well-known/openid-configuration";

fn request(target: &str, hosts: &[String]) -> String {
    let mut lines = vec![format!("GET {target} HTTP/1.1")];
    lines.extend(hosts.iter().map(|host| format!("Host: {host}")));
    lines.push("Connection: close\r\n\r\n".to_owned());
    lines.join("\r\n")
}

#[tokio::test]
async fn its_own_names_with_its_own_port_are_answered() {
    let stand_in = start().await;
    let port = stand_in.address().port();
    for name in ["localhost", "LocalHost", "127.0.0.1", "[::1]"] {
        let host = [format!("{name}:{port}")];
        let answer = exchange(stand_in.address(), &request(PATH, &host)).await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{name}: {answer}");
    }
}

#[tokio::test]
async fn other_names_are_misdirected() {
    let stand_in = start().await;
    let port = stand_in.address().port();
    let other_port = port ^ 1;
    for host in [
        format!("rebound.example:{port}"),
        format!("localhost.example:{port}"),
        format!("127.0.0.1.example:{port}"),
        format!("localhost:{other_port}"),
        "localhost".to_owned(),
        format!(":{port}"),
        String::new(),
    ] {
        let answer = exchange(
            stand_in.address(),
            &request(PATH, std::slice::from_ref(&host)),
        )
        .await;
        assert!(answer.starts_with("HTTP/1.1 421 "), "{host}: {answer}");
        assert!(!answer.contains("jwks_uri"));
    }
}

#[tokio::test]
async fn other_name_in_the_request_line_is_misdirected() {
    let stand_in = start().await;
    let port = stand_in.address().port();
    let target = format!("http://rebound.example:{port}{PATH}");
    let host = [format!("localhost:{port}")];
    let answer = exchange(stand_in.address(), &request(&target, &host)).await;
    assert!(answer.starts_with("HTTP/1.1 421 "), "{answer}");
}

#[tokio::test]
async fn missing_or_second_host_is_refused() {
    let stand_in = start().await;
    let port = stand_in.address().port();
    let own = format!("localhost:{port}");
    for hosts in [
        vec![],
        vec![own.clone(), format!("rebound.example:{port}")],
        vec![own.clone(), own],
    ] {
        let answer = exchange(stand_in.address(), &request(PATH, &hosts)).await;
        assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
        assert!(!answer.contains("jwks_uri"));
    }
}
