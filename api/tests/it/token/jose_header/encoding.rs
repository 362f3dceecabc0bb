//! Strict base64url (token-validation 3.1).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entrance_stand_in::{Draft, KeyName};

use super::super::{segments, set, set_header};
use crate::service::{BEN_OF_CONTOSO, Service};

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The same bytes in a spelling whose unused last bits are not zero.
fn with_stray_bits(segment: &str) -> String {
    assert_ne!(segment.len() % 4, 0, "there are no unused bits");
    let (rest, last) = segment.split_at(segment.len() - 1);
    let position = ALPHABET.find(last).unwrap();
    let stray = format!("{rest}{}", &ALPHABET[position + 1..position + 2]);
    assert_eq!(stray.len(), segment.len());
    stray
}

/// A genuine token neither of whose JSON texts is a multiple of three bytes.
fn with_unused_bits(service: &Service) -> Draft {
    let mut draft = service.user(BEN_OF_CONTOSO);
    for _ in 0..3 {
        let token = service.sign(&draft);
        let [header, payload, _] = segments(&token);
        if header.len() % 4 == 0 {
            set_header(&mut draft, "p", "x".repeat(header.len() % 7));
        }
        if payload.len() % 4 == 0 {
            set(&mut draft, "p", "x".repeat(payload.len() % 7));
        }
    }
    draft
}

/// A segment in another spelling, signed as it then stands.
fn respelled(service: &Service, header: &str, payload: &str) -> String {
    let input = format!("{header}.{payload}");
    let signature = service.stand_in.sign_raw(&input, &KeyName::Organization(0));
    format!("{input}.{}", signature.unwrap())
}

#[actix_web::test]
async fn unused_last_bits_must_be_zero_in_every_segment() {
    let service = Service::start().await;
    let draft = with_unused_bits(&service);
    service.accepts("genuine", &draft).await;
    let token = service.sign(&draft);
    let [header, payload, signature] = segments(&token);
    for (what, token) in [
        (
            "header",
            respelled(&service, &with_stray_bits(header), payload),
        ),
        (
            "payload",
            respelled(&service, header, &with_stray_bits(payload)),
        ),
        (
            "signature",
            format!("{header}.{payload}.{}", with_stray_bits(signature)),
        ),
    ] {
        service.refuses_token(what, &token, "token_malformed").await;
    }
}

#[actix_web::test]
async fn segments_that_are_no_base64url_are_refused() {
    let service = Service::start().await;
    let draft = with_unused_bits(&service);
    let token = service.sign(&draft);
    let [header, payload, signature] = segments(&token);
    let padding = |segment: &str| "=".repeat(4 - segment.len() % 4);
    let padded = |segment: &str| format!("{segment}{}", padding(segment));
    for (what, token) in [
        (
            "padded header",
            respelled(&service, &padded(header), payload),
        ),
        (
            "padded payload",
            respelled(&service, header, &padded(payload)),
        ),
        (
            "padded signature",
            format!("{header}.{payload}.{}", padded(signature)),
        ),
        (
            "signature that is a character too long",
            format!("{header}.{payload}.{signature}AAA"),
        ),
        (
            "header without its last byte",
            respelled(&service, &header[..header.len() - 1], payload),
        ),
        ("empty header", respelled(&service, "", payload)),
        ("empty payload", respelled(&service, header, "")),
    ] {
        service.refuses_token(what, &token, "token_malformed").await;
    }
}

#[actix_web::test]
async fn texts_that_are_no_utf_8_are_refused() {
    let service = Service::start().await;
    let draft = service.user(BEN_OF_CONTOSO);
    let token = service.sign(&draft);
    let [header, payload, _] = segments(&token);
    for bytes in [b"\xff".as_slice(), b"\xc0\xaf", b"\xed\xa0\x80", b"\xc3"] {
        let text = [b"{\"x\":\"", bytes, b"\"}"].concat();
        let odd = |segment: &str| {
            let json = URL_SAFE_NO_PAD.decode(segment).unwrap();
            let member = [b"{\"x\":\"", bytes, b"\","].concat();
            URL_SAFE_NO_PAD.encode([&member, &json[1..]].concat())
        };
        for (what, token) in [
            ("header", respelled(&service, &odd(header), payload)),
            ("payload", respelled(&service, header, &odd(payload))),
            (
                "whole payload",
                respelled(&service, header, &URL_SAFE_NO_PAD.encode(&text)),
            ),
        ] {
            service.refuses_token(what, &token, "token_malformed").await;
        }
    }
}
