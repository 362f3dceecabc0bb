//! Drafts of tokens.

use entrance_stand_in::{KeyName, MintError, PERSONAL_ACCOUNTS, StandIn};
use serde_json::{Map, Value, json};

use crate::support::{API, CONTOSO, DAEMON, DEVELOPMENT, FABRIKAM, NOW, PAGE, options_with, start};

/// Takes out the claims that differ in every token, after a look at them.
fn without_opaque(mut claims: Map<String, Value>) -> Value {
    assert_eq!(claims.remove("uti").unwrap().as_str().unwrap().len(), 22);
    for name in ["aio", "rh"] {
        assert!(!claims.remove(name).unwrap().as_str().unwrap().is_empty());
    }
    Value::Object(claims)
}

/// Takes out the subject as well, which is a digest.
fn without_subject(mut claims: Map<String, Value>) -> Value {
    assert_eq!(claims.remove("sub").unwrap().as_str().unwrap().len(), 43);
    without_opaque(claims)
}

fn signer(stand_in: &StandIn) -> String {
    stand_in.kid(&KeyName::Organization(0)).unwrap()
}

#[tokio::test]
async fn member_gets_a_delegated_token_of_version_2() {
    let stand_in = start().await;
    let draft = stand_in
        .user_token("ada@contoso.example", "user_impersonation")
        .unwrap();
    assert_eq!(
        Value::Object(draft.header),
        json!({ "typ": "JWT", "alg": "RS256", "kid": signer(&stand_in) })
    );
    assert_eq!(
        without_subject(draft.claims),
        json!({
            "acct": 0,
            "aud": API,
            "azp": PAGE,
            "azpacr": "0",
            "exp": NOW + 4500,
            "iat": NOW,
            "iss": format!("{}/{CONTOSO}/v2.0", stand_in.instance()),
            "name": "Ada Operator",
            "nbf": NOW,
            "oid": "20000000-0000-4000-8000-000000000011",
            "preferred_username": "ada@contoso.example",
            "roles": ["Tenants.Manage"],
            "scp": "user_impersonation",
            "tid": CONTOSO,
            "ver": "2.0",
            "xms_cc": ["cp1"],
        })
    );
}

#[tokio::test]
async fn member_gets_a_delegated_token_of_version_1() {
    let stand_in = start().await;
    let draft = stand_in
        .user_token_v1("ben@contoso.example", "user_impersonation")
        .unwrap();
    let key_id = signer(&stand_in);
    assert_eq!(
        Value::Object(draft.header),
        json!({ "typ": "JWT", "alg": "RS256", "kid": key_id, "x5t": key_id })
    );
    assert_eq!(
        without_subject(draft.claims),
        json!({
            "acct": 0,
            "acr": "1",
            "amr": ["pwd"],
            "appid": PAGE,
            "appidacr": "0",
            "aud": format!("api://{API}"),
            "exp": NOW + 4500,
            "iat": NOW,
            "ipaddr": "127.0.0.1",
            "iss": format!("https://sts.windows.net/{CONTOSO}/"),
            "name": "Ben Member",
            "nbf": NOW,
            "oid": "20000000-0000-4000-8000-000000000012",
            "scp": "user_impersonation",
            "tid": CONTOSO,
            "unique_name": "ben@contoso.example",
            "upn": "ben@contoso.example",
            "ver": "1.0",
            "xms_cc": ["cp1"],
        })
    );
}

#[tokio::test]
async fn daemon_gets_an_app_only_token_of_version_2() {
    let stand_in = start().await;
    let draft = stand_in
        .application_token("Nightly report", "fabrikam.example")
        .unwrap();
    assert_eq!(
        without_opaque(draft.claims),
        json!({
            "aud": API,
            "azp": DAEMON,
            "azpacr": "1",
            "exp": NOW + 4500,
            "iat": NOW,
            "idtyp": "app",
            "iss": format!("{}/{FABRIKAM}/v2.0", stand_in.instance()),
            "nbf": NOW,
            "oid": "40000000-0000-4000-8000-000000000032",
            "roles": ["Api.Access"],
            "sub": "40000000-0000-4000-8000-000000000032",
            "tid": FABRIKAM,
            "ver": "2.0",
        })
    );
}

#[tokio::test]
async fn daemon_gets_an_app_only_token_of_version_1() {
    let stand_in = start().await;
    let draft = stand_in.application_token_v1(DAEMON, CONTOSO).unwrap();
    assert_eq!(draft.header["x5t"], draft.header["kid"]);
    assert_eq!(
        without_opaque(draft.claims),
        json!({
            "appid": DAEMON,
            "appidacr": "1",
            "aud": format!("api://{API}"),
            "exp": NOW + 4500,
            "iat": NOW,
            "idp": format!("https://sts.windows.net/{CONTOSO}/"),
            "idtyp": "app",
            "iss": format!("https://sts.windows.net/{CONTOSO}/"),
            "nbf": NOW,
            "oid": "40000000-0000-4000-8000-000000000031",
            "roles": ["Api.Access"],
            "sub": "40000000-0000-4000-8000-000000000031",
            "tid": CONTOSO,
            "ver": "1.0",
        })
    );
}

#[tokio::test]
async fn guest_is_marked_and_names_the_home_tenant() {
    let stand_in = start().await;
    let draft = stand_in
        .user_token("gia@fabrikam.example", "user_impersonation")
        .unwrap();
    assert_eq!(draft.claims["tid"], CONTOSO);
    assert_eq!(draft.claims["acct"], 1);
    assert_eq!(
        draft.claims["idp"],
        format!("https://sts.windows.net/{FABRIKAM}/")
    );
}

#[tokio::test]
async fn personal_account_is_signed_with_its_own_key() {
    let stand_in = start().await;
    let draft = stand_in
        .user_token("pat@personal.example", "user_impersonation")
        .unwrap();
    assert_eq!(draft.claims["tid"], PERSONAL_ACCOUNTS);
    assert_eq!(
        draft.claims["iss"],
        format!("{}/{PERSONAL_ACCOUNTS}/v2.0", stand_in.instance())
    );
    assert_eq!(
        draft.header["kid"],
        stand_in.kid(&KeyName::PersonalAccounts).unwrap()
    );
}

#[tokio::test]
async fn without_roles_there_is_no_such_claim() {
    let stand_in = start().await;
    let user = stand_in
        .user_token("ben@contoso.example", "user_impersonation")
        .unwrap();
    let daemon = stand_in
        .application_token("Curious script", "Contoso")
        .unwrap();
    assert!(!user.claims.contains_key("roles"));
    assert!(!daemon.claims.contains_key("roles"));
}

#[tokio::test]
async fn optional_claims_are_there_only_where_registered() {
    let bare = DEVELOPMENT.replace("optional_claims = [\"acct\", \"idtyp\", \"xms_cc\"]", "");
    assert_ne!(bare, DEVELOPMENT);
    let stand_in = StandIn::start(options_with(&bare)).await.unwrap();
    let user = stand_in
        .user_token("gia@fabrikam.example", "user_impersonation")
        .unwrap();
    let daemon = stand_in
        .application_token("Nightly report", "Contoso")
        .unwrap();
    for name in ["acct", "idtyp", "xms_cc"] {
        assert!(!user.claims.contains_key(name));
        assert!(!daemon.claims.contains_key(name));
    }
}

#[tokio::test]
async fn registered_version_decides_the_form_of_the_token() {
    let older = DEVELOPMENT.replace("token_version = 2", "token_version = 1");
    let stand_in = StandIn::start(options_with(&older)).await.unwrap();
    let user = stand_in
        .user_token("ben@contoso.example", "user_impersonation")
        .unwrap();
    let daemon = stand_in
        .application_token("Nightly report", "Contoso")
        .unwrap();
    assert_eq!(user.claims["ver"], "1.0");
    assert_eq!(daemon.claims["ver"], "1.0");
}

#[tokio::test]
async fn subject_stays_the_same_and_differs_between_users() {
    let stand_in = start().await;
    let subject = |username| {
        let draft = stand_in.user_token(username, "user_impersonation").unwrap();
        draft.claims["sub"].clone()
    };
    assert_eq!(
        subject("ada@contoso.example"),
        subject("ada@contoso.example")
    );
    assert_ne!(
        subject("ada@contoso.example"),
        subject("ben@contoso.example")
    );
}

#[tokio::test]
async fn token_id_differs_in_every_token() {
    let stand_in = start().await;
    let draft = || {
        stand_in
            .application_token("Nightly report", "Contoso")
            .unwrap()
    };
    assert_ne!(draft().claims["uti"], draft().claims["uti"]);
}

#[tokio::test]
async fn what_the_directory_does_not_have_gets_no_token() {
    let stand_in = start().await;
    let user = stand_in.user_token("nobody@contoso.example", "user_impersonation");
    assert!(matches!(user, Err(MintError::UnknownUser(_))));
    let daemon = stand_in.application_token("Nobody", "Contoso");
    assert!(matches!(daemon, Err(MintError::UnknownDaemon(_))));
    let tenant = stand_in.application_token("Nightly report", "nobody.example");
    assert!(matches!(tenant, Err(MintError::UnknownTenant(_))));
    let unassigned = stand_in.application_token("Nightly report", "Northwind Traders");
    assert!(matches!(unassigned, Err(MintError::NotAssigned { .. })));
}

#[tokio::test]
async fn claims_are_not_in_the_debug_output() {
    let stand_in = start().await;
    let draft = stand_in
        .user_token("ada@contoso.example", "user_impersonation")
        .unwrap();
    assert_eq!(format!("{draft:?}"), "Draft { .. }");
}
