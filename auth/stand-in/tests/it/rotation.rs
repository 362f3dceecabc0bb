//! Rotation of the organizations' keys.

use entrance_stand_in::{KeyName, MintError};

use crate::support::{entry, get_json, key_ids, start_with_all_keys, verifies};

const KEYS: &str = "/common/discovery/v2.0/keys";

#[tokio::test]
async fn rotation_publishes_a_new_signer_and_drops_the_oldest() {
    let stand_in = start_with_all_keys().await;
    let before = get_json(&stand_in, KEYS).await;
    let ids_before = key_ids(&before);
    stand_in.rotate().unwrap();
    let after = get_json(&stand_in, KEYS).await;
    let ids_after = key_ids(&after);
    assert_eq!(ids_after.len(), 4);
    assert!(!ids_before.contains(&ids_after[0]));
    assert_eq!(ids_after[1], ids_before[0]);
    assert_eq!(ids_after[2..], ids_before[2..]);
    assert!(!ids_after.contains(&ids_before[1]));
}

#[tokio::test]
async fn new_drafts_name_the_new_signer() {
    let stand_in = start_with_all_keys().await;
    stand_in.rotate().unwrap();
    let draft = stand_in
        .user_token("ben@contoso.example", "user_impersonation")
        .unwrap();
    let key_set = get_json(&stand_in, KEYS).await;
    assert_eq!(draft.header["kid"], key_ids(&key_set)[0]);
    let token = stand_in.sign(&draft).unwrap();
    assert!(verifies(&token, &key_set["keys"][0]));
}

#[tokio::test]
async fn draft_from_before_is_signed_with_the_key_of_that_time() {
    let stand_in = start_with_all_keys().await;
    let draft = stand_in
        .user_token("ben@contoso.example", "user_impersonation")
        .unwrap();
    let before = get_json(&stand_in, KEYS).await;
    stand_in.rotate().unwrap();
    stand_in.rotate().unwrap();
    let after = get_json(&stand_in, KEYS).await;
    let key_id = draft.header["kid"].as_str().unwrap();
    assert!(!key_ids(&after).contains(&key_id));
    assert!(verifies(
        &stand_in.sign(&draft).unwrap(),
        entry(&before, key_id)
    ));
}

#[tokio::test]
async fn names_of_keys_follow_the_rotation() {
    let stand_in = start_with_all_keys().await;
    let signer = stand_in.kid(&KeyName::Organization(0)).unwrap();
    stand_in.rotate().unwrap();
    assert_eq!(stand_in.kid(&KeyName::Organization(1)).unwrap(), signer);
    assert_ne!(stand_in.kid(&KeyName::Organization(0)).unwrap(), signer);
    for name in [
        KeyName::Organization(2),
        KeyName::Named("never made".into()),
    ] {
        assert!(matches!(stand_in.kid(&name), Err(MintError::UnknownKey(found)) if found == name));
    }
}
