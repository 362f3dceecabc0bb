//! Signed tokens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entrance_stand_in::KeyName;
use serde_json::{Value, json};

use crate::support::{get_json, segment, start, verifies};

#[tokio::test]
async fn signature_verifies_against_the_published_key_and_no_other() {
    let stand_in = start().await;
    stand_in.all_keys_ready().await.unwrap();
    let draft = stand_in
        .user_token("ada@contoso.example", "user_impersonation")
        .unwrap();
    let token = stand_in.sign(&draft).unwrap();
    assert_eq!(segment(&token, 0), Value::Object(draft.header));
    assert_eq!(segment(&token, 1), Value::Object(draft.claims));
    let key_set = get_json(&stand_in, "/common/discovery/v2.0/keys").await;
    let verdicts: Vec<_> = key_set["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| verifies(&token, key))
        .collect();
    assert_eq!(verdicts, [true, false, false, false]);
}

#[tokio::test]
async fn header_names_the_key_to_sign_with() {
    let stand_in = start().await;
    let mut draft = stand_in
        .user_token("ada@contoso.example", "user_impersonation")
        .unwrap();
    let other = stand_in.public_jwk(&KeyName::OtherCloud).unwrap();
    draft.header.insert("kid".into(), other["kid"].clone());
    assert!(verifies(&stand_in.sign(&draft).unwrap(), &other));

    let signer = stand_in.public_jwk(&KeyName::Organization(0)).unwrap();
    for odd in [json!("unknown"), json!(7)] {
        draft.header.insert("kid".into(), odd);
        assert!(verifies(&stand_in.sign(&draft).unwrap(), &signer));
    }
}

#[tokio::test]
async fn parts_are_signed_byte_for_byte() {
    let stand_in = start().await;
    let name = KeyName::Organization(0);
    let jwk = stand_in.public_jwk(&name).unwrap();
    let header = "\u{feff}{\"alg\":\"RS256\",\"alg\":\"none\"}";
    let token = stand_in.sign_parts(header, "not JSON", &name).unwrap();
    let segments: Vec<_> = token.split('.').collect();
    assert_eq!(
        URL_SAFE_NO_PAD.decode(segments[0]).unwrap(),
        header.as_bytes()
    );
    assert_eq!(URL_SAFE_NO_PAD.decode(segments[1]).unwrap(), b"not JSON");
    assert!(verifies(&token, &jwk));

    let signature = stand_in.sign_raw("anything at all", &name).unwrap();
    assert!(verifies(&format!("anything at all.{signature}"), &jwk));
}
