//! The signature routine, judged by test vectors of the Wycheproof project for JSON Web Signatures.
//! They are no part of this repository: `ENTRANCE_SIGNATURE_VECTORS` names their file.

use serde_json::Value;

use crate::jose::{CompactJws, JoseHeader};
use crate::signing_key::SigningKey;

/// The variable that names the file `json_web_signature_test.json`.
const VARIABLE: &str = "ENTRANCE_SIGNATURE_VECTORS";

#[expect(
    clippy::disallowed_methods,
    reason = "a test has no settings, and the vectors lie where its caller has put them"
)]
fn vectors() -> Value {
    let file = std::env::var(VARIABLE)
        .unwrap_or_else(|_| panic!("{VARIABLE} does not name the file of the vectors"));
    let text = std::fs::read(&file).unwrap_or_else(|error| panic!("{VARIABLE}: {file}: {error}"));
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{VARIABLE}: {file}: {error}"))
}

/// Whether a token is signed with a key, as the verifier would see it: up to the signature.
fn accepts(token: &str, key: &Value) -> bool {
    let Ok(jws) = CompactJws::decode(token) else {
        return false;
    };
    JoseHeader::parse(jws.header()).is_ok()
        && SigningKey::parse(key)
            .is_some_and(|key| key.verifies(jws.signing_input(), jws.signature()))
}

#[test]
fn exactly_the_valid_vectors_of_rs256_are_accepted() {
    let vectors = vectors();
    let (mut judged, mut accepted) = (0, 0);
    for group in vectors["testGroups"].as_array().unwrap() {
        let key = group.get("public").unwrap_or(&group["private"]);
        for test in group["tests"].as_array().unwrap() {
            let token = &test["jws"];
            let token = token
                .as_str()
                .map_or_else(|| token.to_string(), str::to_owned);
            let right = test["result"] == "valid" && key["alg"] == "RS256";
            assert_eq!(accepts(&token, key), right, "vector {}", test["tcId"]);
            judged += 1;
            accepted += u64::from(right);
        }
    }
    println!("{judged} vectors judged, {accepted} of them accepted");
    assert_eq!(vectors["numberOfTests"], judged);
    assert!(accepted > 0);
}
