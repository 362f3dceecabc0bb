//! A bearer token that anybody may have written: three segments that have exactly one spelling.
#![no_main]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use libfuzzer_sys::fuzz_target;

use entrance_auth::fuzzing;
use entrance_auth::{Authority, Instance, TokenVersion};

fuzz_target!(|text: &str| {
    let Ok(segments) = fuzzing::token(text) else {
        return;
    };
    let spelled = segments
        .each_ref()
        .map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
        .join(".");
    assert_eq!(spelled, text, "two spellings of one token");
    let [header, payload, _] = segments;
    if fuzzing::header(&header).is_ok() {
        let instance = Instance::parse("https://login.microsoftonline.com").expect("an instance");
        let authority = Authority::new(instance, "common".parse().expect("a tenant"));
        for version in [TokenVersion::V1, TokenVersion::V2] {
            let _ = fuzzing::claims(&payload, version, &authority);
        }
    }
});
