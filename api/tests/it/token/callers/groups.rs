//! Groups, and too many of them (token-validation 6.8).

use std::io::ErrorKind;
use std::net::TcpListener;

use entrance_stand_in::Draft;
use serde_json::json;

use super::super::{both_versions, changed, set};
use crate::service::Service;

const STAFF: &str = "5000000a-0000-4000-8000-000000000001";
const BOARD: &str = "5000000a-0000-4000-8000-000000000002";
const OTHERS: &str = "5000000a-0000-4000-8000-000000000003";

async fn for_groups() -> Service {
    let groups = format!("{STAFF},{BOARD}");
    Service::with(&[
        ("policies.default.groups", &groups),
        ("entra.token_versions", "1.0,2.0"),
    ])
    .await
}

/// What Entra writes into a token that cannot hold all groups.
fn overage(token: &mut Draft, endpoint: &str) {
    set(token, "_claim_names", json!({ "groups": "src1" }));
    let sources = json!({ "src1": { "endpoint": endpoint } });
    set(token, "_claim_sources", sources);
}

#[actix_web::test]
async fn caller_must_belong_to_one_of_the_groups() {
    let service = for_groups().await;
    for user in both_versions(&service)
        .into_iter()
        .chain([service.application(), service.application_v1()])
    {
        for groups in [json!([STAFF]), json!([OTHERS, BOARD])] {
            let draft = changed(&user, |token| set(token, "groups", groups));
            service.accepts("one", &draft).await;
        }
        service.turns_away("no claim", &user, "group_missing").await;
        for groups in [
            json!([]),
            json!([OTHERS]),
            json!([STAFF.to_ascii_uppercase()]),
            json!(["Staff"]),
            json!(STAFF),
            json!([[STAFF]]),
            json!({ STAFF: true }),
        ] {
            let what = groups.to_string();
            let draft = changed(&user, |token| set(token, "groups", groups));
            service.turns_away(&what, &draft, "group_missing").await;
        }
    }
}

#[actix_web::test]
async fn too_many_groups_have_a_reason_of_their_own_and_nothing_is_asked_for_them() {
    let service = for_groups().await;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let endpoint = format!("http://{}/groups", listener.local_addr().unwrap());
    for genuine in both_versions(&service) {
        let code = "groups_overage";
        let named = changed(&genuine, |token| overage(token, &endpoint));
        service.turns_away("_claim_names", &named, code).await;
        let implicit = changed(&genuine, |token| set(token, "hasgroups", true));
        service.turns_away("hasgroups", &implicit, code).await;
        let other = changed(&genuine, |token| {
            set(token, "_claim_names", json!({ "wids": "src1" }));
        });
        service
            .turns_away("other claim", &other, "group_missing")
            .await;
    }
    let visit = listener.accept().map(drop).map_err(|error| error.kind());
    assert_eq!(visit, Err(ErrorKind::WouldBlock), "somebody was there");
}

#[actix_web::test]
async fn too_many_groups_do_no_harm_where_no_group_is_demanded() {
    let service = Service::start_for_both().await;
    for genuine in both_versions(&service) {
        let draft = changed(&genuine, |token| {
            overage(token, "https://graph.windows.net/groups");
        });
        service.accepts("_claim_names", &draft).await;
        let draft = changed(&genuine, |token| set(token, "hasgroups", true));
        service.accepts("hasgroups", &draft).await;
    }
}
