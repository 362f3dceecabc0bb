//! Getting the token out of the request (token-validation, section 2).

use entrance_stand_in::Draft;

use super::changed;
use crate::service::{Answer, BEN_OF_CONTOSO, ME, Service, is_problem};

/// The detail that goes with `invalid_request`.
const NOT_ONE: &str = "the Authorization header must hold exactly one bearer token";

fn is_invalid_request(service: &Service, what: &str, answer: &Answer) {
    let challenge = service.challenge("invalid_request", NOT_ONE, "");
    is_problem(what, answer, 400, "invalid_request", Some(&challenge));
}

fn is_without_credentials(service: &Service, what: &str, answer: &Answer) {
    let challenge = service.bare_challenge();
    is_problem(what, answer, 401, "credentials_missing", Some(&challenge));
}

/// A genuine token of exactly this length.
fn token_of_length(service: &Service, length: usize) -> String {
    let genuine = service.user(BEN_OF_CONTOSO);
    let padded = |header: usize, claims: usize| {
        changed(&genuine, |draft: &mut Draft| {
            super::set_header(draft, "pad", "x".repeat(header));
            super::set(draft, "pad", "x".repeat(claims));
        })
    };
    let rest = length - service.sign(&padded(0, 0)).len();
    // Three bytes make four characters, so that some lengths need a byte more in the header.
    (0..4)
        .flat_map(|header| (rest * 3 / 4 - 8..rest * 3 / 4 + 3).map(move |claims| (header, claims)))
        .map(|(header, claims)| service.sign(&padded(header, claims)))
        .find(|token| token.len() == length)
        .expect("no token has this length")
}

#[actix_web::test]
async fn scheme_is_read_in_any_case() {
    let service = Service::start().await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    for scheme in ["Bearer", "bearer", "BEARER", "bEaReR"] {
        let answer = service.me_with(&format!("{scheme} {token}")).await;
        assert_eq!(answer.status, 200, "{scheme}");
    }
}

#[actix_web::test]
async fn two_authorization_headers_are_a_malformed_request() {
    let service = Service::start().await;
    let genuine = format!("Bearer {}", service.sign(&service.user(BEN_OF_CONTOSO)));
    for [first, second] in [
        [genuine.as_str(), genuine.as_str()],
        [&genuine, "Basic dXNlcjpzZWNyZXQ="],
        ["Basic dXNlcjpzZWNyZXQ=", &genuine],
        [&genuine, ""],
        ["", &genuine],
    ] {
        let headers = [first, second].map(|value| ("authorization", value.as_bytes()));
        let answer = service.get(ME, &headers).await;
        let kinds = [first, second].map(|value| value.split(' ').next());
        is_invalid_request(&service, &format!("{kinds:?}"), &answer);
    }
}

#[actix_web::test]
async fn request_without_bearer_credentials_gets_a_challenge_without_an_error() {
    let service = Service::start().await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    is_without_credentials(&service, "no header", &service.get(ME, &[]).await);
    for (what, header) in [
        ("empty", String::new()),
        ("Basic", "Basic dXNlcjpzZWNyZXQ=".to_owned()),
        ("DPoP", format!("DPoP {token}")),
        ("PoP", format!("PoP {token}")),
        ("no scheme", token.clone()),
        ("no space", format!("Bearer{token}")),
        ("colon", format!("Bearer: {token}")),
        ("longer scheme", format!("BearerX {token}")),
        (
            "another scheme first",
            format!("Basic dXNlcjo=, Bearer {token}"),
        ),
    ] {
        is_without_credentials(&service, what, &service.me_with(&header).await);
    }
}

#[actix_web::test]
async fn other_headers_carry_no_credentials() {
    let service = Service::start().await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    let header = format!("Bearer {token}");
    let cookie = format!("access_token={token}");
    for (name, value) in [
        ("proxy-authorization", &header),
        ("x-authorization", &header),
        ("x-forwarded-access-token", &token),
        ("x-ms-token-aad-access-token", &token),
        ("cookie", &cookie),
    ] {
        let answer = service.get(ME, &[(name, value.as_bytes())]).await;
        is_without_credentials(&service, name, &answer);
    }
}

#[actix_web::test]
async fn query_carries_no_credentials_and_is_ignored_beside_the_header() {
    let service = Service::start().await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    for name in ["access_token", "token", "authorization", "Authorization"] {
        let path = format!("{ME}?{name}={token}");
        is_without_credentials(&service, name, &service.get(&path, &[]).await);
    }
    let header = format!("Bearer {token}");
    let path = format!("{ME}?access_token=another");
    let header = [("authorization", header.as_bytes())];
    assert_eq!(service.get(&path, &header).await.status, 200);
}

#[actix_web::test]
async fn form_carries_no_credentials_and_is_ignored_beside_the_header() {
    let service = Service::start().await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    let request = |header: &str, form: &str| {
        format!(
            "GET {ME} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{header}\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
            form.len()
        )
    };
    let form = request("", &format!("access_token={token}"));
    is_without_credentials(&service, "form", &service.raw(form.as_bytes()).await);
    let header = format!("authorization: Bearer {token}\r\n");
    let both = request(&header, "access_token=another");
    assert_eq!(service.raw(both.as_bytes()).await.status, 200);
}

#[actix_web::test]
async fn bearer_with_nothing_behind_it_is_a_refused_token() {
    let service = Service::start().await;
    for header in ["Bearer", "bearer", "Bearer ", "Bearer \t  "] {
        let request = format!(
            "GET {ME} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             authorization: {header}\r\n\r\n"
        );
        let answer = service.raw(request.as_bytes()).await;
        service.is_refusal(header, &answer, "token_malformed");
    }
}

#[actix_web::test]
async fn more_than_one_credential_in_the_header_is_a_malformed_request() {
    let service = Service::start().await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    for (what, header) in [
        ("two words", format!("Bearer {token} {token}")),
        ("a word behind", format!("Bearer {token} b")),
        ("a word before", format!("Bearer Bearer {token}")),
        ("tab", format!("Bearer {token}\tb")),
        ("list of two", format!("Bearer {token}, Bearer {token}")),
        ("list without a space", format!("Bearer {token},Bearer")),
        ("comma behind", format!("Bearer {token},")),
        ("parameter", format!("Bearer {token}, realm=\"x\"")),
        ("short", "Bearer a b".to_owned()),
        ("short list", "Bearer a, Bearer b".to_owned()),
    ] {
        is_invalid_request(&service, what, &service.me_with(&header).await);
    }
}

#[actix_web::test]
async fn token_is_accepted_up_to_16_kib_and_refused_beyond_before_any_decoding() {
    let service = Service::start().await;
    let longest = token_of_length(&service, 16_384);
    service.accepts_token("16 KiB", &longest).await;
    for (what, token) in [
        ("genuine", token_of_length(&service, 16_385)),
        ("dots", ".".repeat(16_385)),
        ("JSON", "{".repeat(16_385)),
        ("outside the alphabet", "~".repeat(16_385)),
    ] {
        service.refuses_token(what, &token, "token_too_large").await;
    }
}

#[actix_web::test]
async fn size_cap_is_configurable() {
    for (limit, length) in [("65536", 65_536), ("2048", 2_048)] {
        let service = Service::with(&[("server.max_token_bytes", limit)]).await;
        let token = token_of_length(&service, length);
        service.accepts_token(limit, &token).await;
        let token = token_of_length(&service, length + 1);
        service
            .refuses_token(limit, &token, "token_too_large")
            .await;
    }
}

#[actix_web::test]
async fn token_has_three_segments_of_base64url_and_nothing_else() {
    let service = Service::start().await;
    let token = service.sign(&service.user(BEN_OF_CONTOSO));
    service.accepts_token("genuine", &token).await;
    let (rest, signature) = token.rsplit_once('.').unwrap();
    for (what, token) in [
        ("one segment", rest.replace('.', "")),
        ("two segments", rest.to_owned()),
        ("four segments", format!("{token}.{signature}")),
        ("six segments", format!("{token}.a.b.c")),
        ("dot before", format!(".{token}")),
        ("dot behind", format!("{token}.")),
        ("two dots", token.replacen('.', "..", 1)),
        ("dots only", ".".repeat(16_384)),
        ("two empty segments", format!("..{signature}")),
        ("no header", token[token.find('.').unwrap()..].to_owned()),
        ("padding", format!("{token}=")),
        ("escaped padding", format!("{token}%3D")),
        ("plus", format!("{rest}.+{}", &signature[1..])),
        ("slash", format!("{rest}./{}", &signature[1..])),
        ("tilde", format!("~{token}")),
        ("quotes", format!("\"{token}\"")),
        ("semicolon", format!("{token};")),
        ("umlaut", format!("{token}ä")),
    ] {
        service.refuses_token(what, &token, "token_malformed").await;
    }
    for byte in [0x80, 0xc3, 0xff] {
        let mut header = format!("Bearer {token}").into_bytes();
        header.push(byte);
        let answer = service.get(ME, &[("authorization", &header)]).await;
        service.is_refusal("no UTF-8", &answer, "token_malformed");
    }
}
