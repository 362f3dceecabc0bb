//! Where the figures are served, and where not.

use std::net::{Ipv4Addr, TcpListener};

use super::scrape::Scrape;
use super::watched;
use crate::issuer::nowhere;
use crate::process::Launch;
use crate::wire::Request;

#[actix_web::test]
async fn the_figures_are_text_of_prometheus_on_a_port_of_their_own() {
    let service = watched().await;
    let client = service.client();
    let url = service.metrics_url();
    let response = client.get(&url).send().await.unwrap();
    let media_type = response.headers()["content-type"].to_str().unwrap();
    assert_eq!(media_type, "text/plain; version=0.0.4; charset=utf-8");
    let head = client.head(&url).send().await.unwrap();
    assert_eq!(head.status(), 200);
    assert_eq!(client.post(&url).send().await.unwrap().status(), 405);
    let elsewhere = url.replace("/metrics", "/livez");
    assert_eq!(client.get(elsewhere).send().await.unwrap().status(), 404);
    assert_eq!(service.get("/metrics", &[]).await.status, 404);
}

#[test]
fn the_log_says_where_the_figures_are() {
    let service = Launch::serve(&nowhere()).start();
    let line = service.logged(&["serving metrics at http://127.0.0.1:"]);
    let (_, address) = line.split_once("http://").unwrap();
    let address = address.strip_suffix("/metrics").unwrap().parse().unwrap();
    let answer = Request::get("/metrics").send(address);
    assert_eq!(answer.status, 200);
    let scrape = Scrape::parse(answer.body);
    assert!(scrape.sum("process_resident_memory_bytes", &[]) > 0.0);
    assert!(scrape.sum("process_start_time_seconds", &[]) > 0.0);
    assert!(scrape.sum("process_open_fds", &[]) > 0.0);
}

#[test]
fn switched_off_they_are_nowhere() {
    let service = Launch::serve(&nowhere())
        .variable("ENTRANCE__METRICS__ENABLED", "false")
        .start();
    let answer = Request::get("/livez").send(service.address());
    assert_eq!(answer.status, 200);
    service.signal("TERM");
    let ended = service.end();
    assert!(
        !ended.stderr.contains("serving metrics"),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_port_in_use_ends_the_start_and_the_key_is_named() {
    let holder = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = holder.local_addr().unwrap().port().to_string();
    let ended = Launch::serve(&nowhere())
        .variable("ENTRANCE__METRICS__PORT", &port)
        .run();
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    let line = ended.stderr.lines().last().unwrap();
    let told = format!("cannot listen on 127.0.0.1:{port}; set metrics.port to a free port");
    assert!(line.contains(&told), "{}", ended.stderr);
}
