//! Guests (token-validation 6.6).

use entrance_stand_in::Draft;
use serde_json::{Value, json};

use super::super::{both_versions, set};
use super::applications;
use crate::service::{
    BEN_OF_CONTOSO, CONTOSO, FABRIKAM, GIA_GUEST_OF_CONTOSO, PAT_PRIVATE, PERSONAL, Service,
};

/// A token with these two claims; null stands for none.
fn with(genuine: &Draft, acct: &Value, idp: &Value) -> Draft {
    let mut draft = genuine.clone();
    for (claim, value) in [("acct", acct), ("idp", idp)] {
        draft.claims.remove(claim);
        if !value.is_null() {
            set(&mut draft, claim, value.clone());
        }
    }
    draft
}

/// Every way to be a guest of Contoso, or a member.
fn forms(instance: &str) -> Vec<(Value, Value, bool)> {
    let none = Value::Null;
    let own_sts = json!(format!("https://sts.windows.net/{CONTOSO}/"));
    let own_v2 = json!(format!("{instance}/{CONTOSO}/v2.0"));
    let other_sts = json!(format!("https://sts.windows.net/{FABRIKAM}/"));
    let mut forms = vec![
        (none.clone(), none.clone(), false),
        (json!(0), none.clone(), false),
        (json!(1), none.clone(), true),
        // `acct` has the last word.
        (json!(0), other_sts.clone(), false),
        (json!(0), json!("live.com"), false),
        (json!(0), json!("google.com"), false),
        (json!(1), own_sts.clone(), true),
        (json!(1), own_v2.clone(), true),
        // An `acct` of another form says nothing.
        (json!("1"), own_sts.clone(), false),
        (json!("0"), other_sts.clone(), true),
        (json!(true), none.clone(), false),
        (json!(2), other_sts.clone(), true),
        // Without it, the home tenant counts.
        (none.clone(), own_sts, false),
        (none.clone(), own_v2, false),
    ];
    let elsewhere = [
        format!("https://sts.windows.net/{FABRIKAM}/"),
        format!("{instance}/{FABRIKAM}/v2.0"),
        format!("https://sts.windows.net/{PERSONAL}/"),
        format!("{instance}/{PERSONAL}/v2.0"),
        "live.com".to_owned(),
    ];
    // Forms that are not understood count as foreign, also where they mention the tenant.
    let unknown = [
        String::new(),
        CONTOSO.to_owned(),
        "contoso.example".to_owned(),
        "google.com".to_owned(),
        "facebook.com".to_owned(),
        "mail".to_owned(),
        "LIVE.COM".to_owned(),
        format!("https://sts.windows.net/{CONTOSO}"),
        format!("https://sts.windows.net/{CONTOSO}//"),
        format!("https://sts.windows.net/{}/", CONTOSO.to_ascii_uppercase()),
        format!("https://sts.windows.net.example/{CONTOSO}/"),
        format!("https://sts.chinacloudapi.cn/{CONTOSO}/"),
        format!("http://sts.windows.net/{CONTOSO}/"),
        format!("{instance}/{CONTOSO}/v2.0/"),
        format!("{instance}/{CONTOSO}/"),
        format!("https://login.microsoftonline.com/{CONTOSO}/v2.0"),
    ];
    for idp in elsewhere.into_iter().chain(unknown) {
        forms.push((none.clone(), json!(idp), true));
    }
    forms
}

#[actix_web::test]
async fn guests_are_turned_away_without_a_challenge_unless_the_policy_allows_them() {
    let strict = Service::start_for_both().await;
    let lax = Service::with(&[
        ("entra.token_versions", "1.0,2.0"),
        ("policies.default.guests", "allow"),
    ])
    .await;
    for (service, allows) in [(&strict, false), (&lax, true)] {
        for genuine in both_versions(service) {
            for (acct, idp, guest) in forms(&service.stand_in.instance()) {
                let what = format!("acct {acct}, idp {idp}");
                let draft = with(&genuine, &acct, &idp);
                if guest && !allows {
                    let code = "guest_not_allowed";
                    service.turns_away(&what, &draft, code).await;
                } else {
                    let me = service.accepts(&what, &draft).await;
                    assert_eq!(me["guest"], guest, "{what}");
                }
            }
        }
    }
}

#[actix_web::test]
async fn guest_as_entra_describes_one_is_turned_away() {
    let service = Service::start_for_both().await;
    for genuine in [
        service.user(GIA_GUEST_OF_CONTOSO),
        service.user_v1(GIA_GUEST_OF_CONTOSO),
    ] {
        let code = "guest_not_allowed";
        service.turns_away("guest", &genuine, code).await;
    }
    service
        .accepts("member", &service.user(BEN_OF_CONTOSO))
        .await;
}

#[actix_web::test]
async fn personal_account_is_at_home_in_its_own_tenant() {
    let service = Service::with(&[
        ("entra.tenant", "common"),
        ("tenants.admission", "any"),
        ("tenants.listed", ""),
    ])
    .await;
    let genuine = service.user(PAT_PRIVATE);
    let issuer = format!("{}/{PERSONAL}/v2.0", service.stand_in.instance());
    for idp in ["live.com", &issuer] {
        let draft = with(&genuine, &Value::Null, &json!(idp));
        let me = service.accepts(idp, &draft).await;
        assert_eq!(me["guest"], false, "{idp}");
    }
    let foreign = json!(format!("https://sts.windows.net/{CONTOSO}/"));
    let draft = with(&genuine, &Value::Null, &foreign);
    service
        .turns_away("elsewhere", &draft, "guest_not_allowed")
        .await;
}

#[actix_web::test]
async fn application_is_never_a_guest() {
    let service = Service::start_for_both().await;
    for genuine in applications(&service) {
        let foreign = json!(format!("https://sts.windows.net/{FABRIKAM}/"));
        let draft = with(&genuine, &json!(1), &foreign);
        let me = service.accepts("application", &draft).await;
        assert_eq!(me["guest"], false);
    }
}
