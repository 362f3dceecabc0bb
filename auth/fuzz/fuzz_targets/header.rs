//! A JOSE header that anybody may have written: what is accepted is what a general JSON parser
//! reads as well, and keeps the rules of token-validation, section 3.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;

use entrance_auth::fuzzing;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(names) = fuzzing::object(bytes) {
        let general: Value = serde_json::from_slice(bytes).expect("stricter than a general parser");
        let members = general.as_object().expect("an object");
        assert_eq!(names.len(), members.len(), "each name once");
        assert!(names.iter().all(|name| members.contains_key(name)));
    }
    if let Ok(key_id) = fuzzing::header(bytes) {
        let header: Value = serde_json::from_slice(bytes).expect("stricter than a general parser");
        assert_eq!(header["alg"], "RS256");
        assert_eq!(header["kid"], *key_id);
        assert!((1..=256).contains(&key_id.chars().count()));
        for name in ["crit", "b64", "nonce"] {
            assert!(header.get(name).is_none(), "{name}");
        }
        let typ = header
            .get("typ")
            .map(|typ| typ.as_str().expect("text").to_ascii_lowercase());
        if let Some(typ) = typ {
            let bare = typ.strip_prefix("application/").unwrap_or(&typ);
            assert!(matches!(bare, "jwt" | "at+jwt"), "{bare}");
        }
    }
});
