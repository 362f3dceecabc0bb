//! The verdict on signatures, compared with another implementation's (token-validation 4.4).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entrance_auth::Rejection;
use entrance_stand_in::KeyName;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;

use crate::world::{BEN_OF_CONTOSO, SIGNER, World, refused, verdict};

/// What jsonwebtoken makes of a signature under the signer's key; it is asked about nothing else.
fn second_opinion(world: &World, token: &str) -> bool {
    let entry = world.stand_in.public_jwk(&SIGNER).unwrap();
    let text = |name: &str| entry[name].as_str().unwrap().to_owned();
    let key = DecodingKey::from_rsa_components(&text("n"), &text("e")).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    jsonwebtoken::decode::<Value>(token, &key, &validation).is_ok()
}

fn with_signature(token: &str, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let (head, signature) = token.rsplit_once('.').unwrap();
    let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    change(&mut bytes);
    format!("{head}.{}", URL_SAFE_NO_PAD.encode(bytes))
}

#[tokio::test]
async fn both_accept_genuine_signatures() {
    let mut world = World::start().await;
    let verifier = world.ready_for_both("organizations").await;
    let daemon = world
        .stand_in
        .application_token("Nightly report", "Fabrikam");
    for token in [
        world.token(),
        world.token_v1_of(BEN_OF_CONTOSO, |_| {}),
        world.stand_in.sign(&daemon.unwrap()).unwrap(),
    ] {
        assert!(second_opinion(&world, &token));
        assert_eq!(verdict(&verifier, &token).await, Ok(()));
    }
}

#[tokio::test]
async fn both_refuse_every_changed_byte_of_a_signature() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let token = world.token();
    for position in 0..256 {
        let bit = 1_u8 << (position % 8);
        let forged = with_signature(&token, |bytes| bytes[position] ^= bit);
        assert!(!second_opinion(&world, &forged), "byte {position}");
        assert_eq!(
            verdict(&verifier, &forged).await,
            refused(Rejection::SignatureInvalid),
            "byte {position}"
        );
    }
}

#[tokio::test]
async fn both_refuse_signatures_of_another_length_message_or_key() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let token = world.token();
    let other_message = world.token();
    let (head, _) = token.rsplit_once('.').unwrap();
    let (_, foreign) = other_message.rsplit_once('.').unwrap();
    assert_ne!(token, other_message);
    let other_key = KeyName::Organization(1);
    let by_other_key = world.stand_in.sign_raw(head, &other_key).unwrap();
    for (what, forged) in [
        ("empty", with_signature(&token, Vec::clear)),
        ("short", with_signature(&token, |bytes| bytes.truncate(255))),
        ("long", with_signature(&token, |bytes| bytes.push(0))),
        (
            "led by zero",
            with_signature(&token, |bytes| bytes.insert(0, 0)),
        ),
        ("zeros", with_signature(&token, |bytes| bytes.fill(0))),
        ("reversed", with_signature(&token, |bytes| bytes.reverse())),
        (
            "one",
            with_signature(&token, |bytes| {
                bytes.fill(0);
                bytes[255] = 1;
            }),
        ),
        ("of another message", format!("{head}.{foreign}")),
        ("of another key", format!("{head}.{by_other_key}")),
    ] {
        assert!(!second_opinion(&world, &forged), "{what}");
        assert_eq!(
            verdict(&verifier, &forged).await,
            refused(Rejection::SignatureInvalid),
            "{what}"
        );
    }
}

#[tokio::test]
async fn both_refuse_a_payload_that_was_not_signed() {
    let mut world = World::start().await;
    let verifier = world.ready("organizations").await;
    let token = world.token();
    let segments: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = segments[..] else {
        panic!("three segments");
    };
    let claims = String::from_utf8(URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
    for forged_claims in [
        claims.replace("user_impersonation", "user_imperSonation"),
        claims.replace("Ben Member", "Ada Operator"),
        format!("{claims} "),
    ] {
        assert_ne!(forged_claims, claims);
        let forged_payload = URL_SAFE_NO_PAD.encode(forged_claims);
        let forged = format!("{header}.{forged_payload}.{signature}");
        assert!(!second_opinion(&world, &forged));
        assert_eq!(
            verdict(&verifier, &forged).await,
            refused(Rejection::SignatureInvalid)
        );
    }
}
