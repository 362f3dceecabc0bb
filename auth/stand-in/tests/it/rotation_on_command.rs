//! Rotating the keys over HTTP.

use entrance_stand_in::KeyName;

use crate::support::{client, get_json, key_ids, start_with_all_keys};
use crate::world::refused;

#[tokio::test]
async fn who_is_on_this_machine_rotates_the_keys() {
    let stand_in = start_with_all_keys().await;
    let signer =
        |stand_in: &entrance_stand_in::StandIn| stand_in.kid(&KeyName::Organization(0)).unwrap();
    let before = signer(&stand_in);
    let url = format!("{}/rotate-keys", stand_in.instance());
    let answer = client().post(&url).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let after = signer(&stand_in);
    assert_ne!(before, after);
    let key_set = get_json(&stand_in, "/common/discovery/v2.0/keys").await;
    let published = key_ids(&key_set);
    assert!(published.contains(&before.as_str()) && published.contains(&after.as_str()));

    assert_eq!(client().get(&url).send().await.unwrap().status(), 404);
    assert_eq!(signer(&stand_in), after);
}

#[tokio::test]
async fn pages_of_other_origins_do_not() {
    let stand_in = start_with_all_keys().await;
    let before = stand_in.kid(&KeyName::Organization(0)).unwrap();
    let answer = client()
        .post(format!("{}/rotate-keys", stand_in.instance()))
        .header("origin", "https://attacker.example")
        .send()
        .await
        .unwrap();
    assert_eq!(refused(answer).await, ("access_denied".to_owned(), 90_014));
    assert_eq!(stand_in.kid(&KeyName::Organization(0)).unwrap(), before);
}
