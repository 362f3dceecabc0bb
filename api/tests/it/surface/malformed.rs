//! Requests that the HTTP parser refuses: explained like all others, and then the connection ends.

use super::keyless;
use crate::wire::{answer_to, answers_to};

/// As many bytes as the parser looks at before it gives up on a head.
const HEAD_LIMIT: usize = 128 * 1024;

fn assert_malformed(requests: &[&[u8]]) {
    let service = keyless();
    for bytes in requests {
        let text = String::from_utf8_lossy(bytes);
        let answer = answer_to(service.address(), bytes);
        assert_eq!(answer.status, 400, "{text}");
        assert_eq!(answer.problem(), "request_malformed", "{text}");
    }
}

#[test]
fn request_lines_that_are_no_http_are_explained() {
    assert_malformed(&[
        b"garbage\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /livez\r\n\r\n",
        b"GET /livez HTTP/9.9\r\nhost: a\r\n\r\n",
        b"GET /livez FTP/1.1\r\n\r\n",
        b"G\x01T /livez HTTP/1.1\r\nhost: a\r\n\r\n",
        b"GET /li vez HTTP/1.1\r\nhost: a\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ]);
}

#[test]
fn headers_that_are_no_http_are_explained() {
    assert_malformed(&[
        b"GET /livez HTTP/1.1\r\nhost: a\r\nno colon\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nhost: a\r\nspaced : a\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nhost: a\r\na: b\x00c\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nhost: a\r\n: nameless\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nhost: a\r\na: b\r\n folded\r\n\r\n",
    ]);
}

#[test]
fn a_request_names_exactly_one_host() {
    let service = keyless();
    let sound = b"GET /livez HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    assert_eq!(answer_to(service.address(), sound).status, 200);
    assert_malformed(&[
        b"GET /livez HTTP/1.1\r\nconnection: close\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n",
    ]);
}

#[test]
fn contradicting_lengths_are_explained() {
    assert_malformed(&[
        b"POST /livez HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        b"POST /livez HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\ncontent-length: 2\r\n\r\nab",
        b"POST /livez HTTP/1.1\r\nhost: a\r\ncontent-length: two\r\n\r\nab",
        b"POST /livez HTTP/1.1\r\nhost: a\r\ncontent-length: +2\r\n\r\nab",
        b"POST /livez HTTP/1.1\r\nhost: a\r\ncontent-length: -2\r\n\r\nab",
        b"POST /livez HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ncontent-length: 2\r\n\r\nab",
        b"POST /livez HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gibberish\r\n\r\nab",
    ]);
}

#[test]
fn a_broken_chunk_is_explained_after_the_answer_to_its_head() {
    let service = keyless();
    for (path, status, code) in [
        ("/livez", 405, "method_not_allowed"),
        ("/nothing", 404, "not_found"),
        ("/api/v1/me", 401, "credentials_missing"),
    ] {
        let head = format!("POST {path} HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n");
        let answers = answers_to(service.address(), format!("{head}zz\r\nab\r\n").as_bytes());
        let codes: Vec<_> = answers.iter().map(|a| (a.status, a.problem())).collect();
        assert_eq!(codes.first(), Some(&(status, code.to_owned())), "{path}");
        for code in &codes[1..] {
            assert_eq!(code, &(400, "request_malformed".to_owned()), "{path}");
        }
    }
}

#[test]
fn an_oversized_head_is_explained() {
    let service = keyless();
    let mut endless_header = b"GET /livez HTTP/1.1\r\nhost: a\r\na: ".to_vec();
    endless_header.resize(HEAD_LIMIT, b'a');
    let mut endless_target = b"GET /".to_vec();
    endless_target.resize(HEAD_LIMIT, b'a');
    for bytes in [endless_header, endless_target] {
        let answer = answer_to(service.address(), &bytes);
        assert_eq!(answer.status, 431);
        assert_eq!(answer.problem(), "headers_too_large");
    }
}

#[test]
fn too_many_headers_are_explained() {
    let service = keyless();
    let request = format!(
        "GET /livez HTTP/1.1\r\nhost: a\r\n{}\r\n",
        "a: b\r\n".repeat(200)
    );
    let answer = answer_to(service.address(), request.as_bytes());
    assert_eq!(answer.status, 431);
    assert_eq!(answer.problem(), "headers_too_large");
}

#[test]
fn a_target_that_is_too_long_is_explained() {
    let service = keyless();
    let request = format!("GET /{} HTTP/1.1\r\nhost: a\r\n\r\n", "a".repeat(70_000));
    let answer = answer_to(service.address(), request.as_bytes());
    assert_eq!(answer.status, 400);
    assert_eq!(answer.problem(), "request_malformed");
}

#[test]
fn garbage_behind_a_good_request_gets_an_answer_of_its_own() {
    let service = keyless();
    let bytes = b"GET /livez HTTP/1.1\r\nhost: a\r\n\r\ngarbage\r\n\r\n";
    let answers = answers_to(service.address(), bytes);
    assert_eq!(answers.len(), 2);
    assert_eq!(answers[0].status, 200);
    assert_eq!(answers[1].status, 400);
    assert_eq!(answers[1].problem(), "request_malformed");
}

#[test]
fn a_head_that_does_not_arrive_is_explained_by_its_delay() {
    let service = keyless();
    let answer = answer_to(service.address(), b"GET /livez HTTP/1.1\r\nhost: a\r\n");
    assert_eq!(answer.status, 408);
    assert_eq!(answer.problem(), "request_timeout");
}
