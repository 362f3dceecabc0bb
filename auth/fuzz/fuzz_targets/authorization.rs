//! The value of an `Authorization` header that anybody may have written: what is found is its one
//! credential and nothing but that, and whatever is plainly one bearer token is found (RFC 6750,
//! section 2.1; token-validation, section 2).
#![no_main]

use libfuzzer_sys::fuzz_target;

use entrance_auth::{BearerError, bearer_token};

const LIMIT: usize = 1024;

fuzz_target!(|header: &[u8]| {
    let found = bearer_token(header, LIMIT);
    let space = |byte: &u8| matches!(byte, b' ' | b'\t');
    let mut words = header.split(space);
    let scheme = words.next().unwrap_or_default();
    let credentials: Vec<&[u8]> = words
        .map(<[u8]>::trim_ascii)
        .filter(|word| !word.is_empty())
        .collect();
    assert_eq!(
        found == Err(BearerError::OtherScheme),
        !scheme.eq_ignore_ascii_case(b"bearer")
    );
    match (&found, credentials.as_slice()) {
        (Ok(range), [credential]) => {
            let token = &header[range.clone()];
            assert_eq!(token, *credential);
            assert!((1..=LIMIT).contains(&token.len()) && token.is_ascii());
            assert!(!token.contains(&b',') && !token.starts_with(b"{"));
        }
        (Ok(_), _) => panic!("{} credentials", credentials.len()),
        (Err(error), [credential]) => {
            let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
            assert!(
                *error == BearerError::OtherScheme
                    || credential.len() > LIMIT
                    || !credential.iter().all(plain),
                "one token, refused: {error}"
            );
        }
        (Err(_), _) => {}
    }
});
