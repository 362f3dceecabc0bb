//! Key sets.

use std::collections::BTreeSet;

use entrance_stand_in::{KeyName, PERSONAL_ACCOUNTS, StandIn, TokenVersion, weak_public_jwk};
use serde_json::{Value, json};

use crate::support::{CONTOSO, entry, get_json, key_ids, start, start_with_all_keys, verifies};

const V2: &str = "discovery/v2.0/keys";
const V1: &str = "discovery/keys";

fn ids(stand_in: &StandIn, names: &[KeyName]) -> Vec<String> {
    names
        .iter()
        .map(|name| stand_in.kid(name).unwrap())
        .collect()
}

fn members(entry: &Value) -> BTreeSet<&str> {
    entry
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[tokio::test]
async fn common_and_organizations_list_all_keys_with_the_placeholder() {
    let stand_in = start_with_all_keys().await;
    let instance = stand_in.instance();
    let template = format!("{instance}/{{tenantid}}/v2.0");
    let personal = format!("{instance}/{PERSONAL_ACCOUNTS}/v2.0");
    let ids = ids(
        &stand_in,
        &[
            KeyName::Organization(0),
            KeyName::Organization(1),
            KeyName::OtherCloud,
            KeyName::PersonalAccounts,
        ],
    );
    for segment in ["common", "organizations"] {
        let key_set = get_json(&stand_in, &format!("/{segment}/{V2}")).await;
        assert_eq!(key_ids(&key_set), ids);
        let marks: Vec<_> = key_set["keys"]
            .as_array()
            .unwrap()
            .iter()
            .map(|key| {
                (
                    key["issuer"].as_str().unwrap(),
                    key["cloud_instance_name"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!(
            marks,
            [
                (template.as_str(), "microsoftonline.com"),
                (template.as_str(), "microsoftonline.com"),
                (template.as_str(), "microsoftonline.us"),
                (personal.as_str(), "microsoftonline.com"),
            ]
        );
    }
}

#[tokio::test]
async fn tenant_lists_its_keys_with_its_literal_issuer() {
    let stand_in = start_with_all_keys().await;
    let issuer = format!("{}/{CONTOSO}/v2.0", stand_in.instance());
    let ids = ids(
        &stand_in,
        &[
            KeyName::Organization(0),
            KeyName::Organization(1),
            KeyName::OtherCloud,
        ],
    );
    for segment in [CONTOSO, "contoso.example"] {
        let key_set = get_json(&stand_in, &format!("/{segment}/{V2}")).await;
        assert_eq!(key_ids(&key_set), ids);
        assert!(
            key_set["keys"]
                .as_array()
                .unwrap()
                .iter()
                .all(|key| key["issuer"] == issuer)
        );
    }
}

#[tokio::test]
async fn personal_accounts_have_a_key_of_their_own() {
    let stand_in = start_with_all_keys().await;
    let ids = ids(&stand_in, &[KeyName::PersonalAccounts]);
    let issuer = format!("{}/{PERSONAL_ACCOUNTS}/v2.0", stand_in.instance());
    for segment in ["consumers", PERSONAL_ACCOUNTS] {
        let key_set = get_json(&stand_in, &format!("/{segment}/{V2}")).await;
        assert_eq!(key_ids(&key_set), ids);
        assert_eq!(key_set["keys"][0]["issuer"], issuer);
    }
}

#[tokio::test]
async fn version_1_lists_the_same_keys_without_marks() {
    let stand_in = start_with_all_keys().await;
    for segment in ["common", "consumers", CONTOSO] {
        let v1 = get_json(&stand_in, &format!("/{segment}/{V1}")).await;
        let v2 = get_json(&stand_in, &format!("/{segment}/{V2}")).await;
        assert_eq!(key_ids(&v1), key_ids(&v2));
        for key in v1["keys"].as_array().unwrap() {
            assert_eq!(
                members(key),
                BTreeSet::from(["kty", "use", "kid", "x5t", "n", "e"])
            );
            assert_eq!(key["n"], entry(&v2, key["kid"].as_str().unwrap())["n"]);
        }
    }
}

#[tokio::test]
async fn entry_of_version_2_has_exactly_entras_members() {
    let stand_in = start().await;
    let key_set = get_json(&stand_in, &format!("/common/{V2}")).await;
    let key = &key_set["keys"][0];
    assert_eq!(
        members(key),
        BTreeSet::from([
            "kty",
            "use",
            "kid",
            "x5t",
            "n",
            "e",
            "issuer",
            "cloud_instance_name"
        ])
    );
    assert_eq!(key["kty"], "RSA");
    assert_eq!(key["use"], "sig");
    assert_eq!(key["e"], "AQAB");
    assert_eq!(key["x5t"], key["kid"]);
    assert_eq!(key["kid"].as_str().unwrap().len(), 27);
    assert_eq!(key["n"].as_str().unwrap().len(), 342);
}

#[tokio::test]
async fn key_that_signs_is_published_from_the_first_moment() {
    let stand_in = start().await;
    let key_set = get_json(&stand_in, &format!("/common/{V2}")).await;
    assert_eq!(
        key_ids(&key_set)[0],
        stand_in.kid(&KeyName::Organization(0)).unwrap()
    );
}

#[tokio::test]
async fn key_is_waited_for_while_it_is_made() {
    let stand_in = start().await;
    let draft = stand_in
        .user_token("pat@personal.example", "user_impersonation")
        .unwrap();
    let jwk = stand_in.public_jwk(&KeyName::PersonalAccounts).unwrap();
    assert_eq!(draft.header["kid"], jwk["kid"]);
    assert!(verifies(&stand_in.sign(&draft).unwrap(), &jwk));
}

#[tokio::test]
async fn generated_key_is_published_only_when_asked_for() {
    let stand_in = start_with_all_keys().await;
    let name = stand_in.generate("spare").unwrap();
    let key_id = stand_in.kid(&name).unwrap();
    for path in [V2, V1] {
        let key_set = get_json(&stand_in, &format!("/common/{path}")).await;
        assert!(!key_ids(&key_set).contains(&key_id.as_str()));
    }

    let jwk = stand_in.public_jwk(&name).unwrap();
    stand_in.publish(jwk.clone());
    let v2 = get_json(&stand_in, &format!("/common/{V2}")).await;
    assert_eq!(entry(&v2, &key_id), &jwk);
    let v1 = get_json(&stand_in, &format!("/common/{V1}")).await;
    assert_eq!(entry(&v1, &key_id)["n"], jwk["n"]);
    assert!(entry(&v1, &key_id).get("issuer").is_none());
    let token = stand_in.sign_parts("{}", "{}", &name).unwrap();
    assert!(verifies(&token, &jwk));

    stand_in.unpublish_extra();
    for path in [V2, V1] {
        let key_set = get_json(&stand_in, &format!("/common/{path}")).await;
        assert!(!key_ids(&key_set).contains(&key_id.as_str()));
    }
}

#[tokio::test]
async fn raw_entries_are_published_as_they_are_and_per_version() {
    let stand_in = start_with_all_keys().await;
    let odd = json!({ "kty": "oct", "kid": 7, "issuer": null });
    stand_in.publish_in(TokenVersion::V1, odd.clone());
    stand_in.publish_in(TokenVersion::V2, json!("no object"));
    let v1 = get_json(&stand_in, &format!("/common/{V1}")).await;
    let v2 = get_json(&stand_in, &format!("/common/{V2}")).await;
    assert_eq!(v1["keys"][4], odd);
    assert_eq!(v2["keys"][4], "no object");
    assert!(v1["keys"].get(5).is_none());
}

#[test]
fn weak_key_has_a_modulus_of_1024_bits() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    let jwk = weak_public_jwk("weak");
    let modulus = URL_SAFE_NO_PAD.decode(jwk["n"].as_str().unwrap()).unwrap();
    assert_eq!(modulus.len(), 128);
    assert!(modulus[0] >= 0x80);
    assert_eq!(jwk["kid"], "weak");
}
