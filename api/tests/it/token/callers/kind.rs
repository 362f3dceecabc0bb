//! Delegated or app-only (token-validation 6.1, 6.3).

use serde_json::json;

use super::super::{both_versions, changed, remove, set};
use super::{applications, without_roles};
use crate::service::{BEN_OF_CONTOSO, Service};

const UNCLEAR: &str = "caller_kind_invalid";

#[actix_web::test]
async fn token_with_a_scope_is_a_users() {
    let service = Service::start_for_both().await;
    for genuine in both_versions(&service) {
        let me = service.accepts("without idtyp", &genuine).await;
        assert_eq!(me["kind"], "user");
        assert_eq!(me["scopes"], json!(["user_impersonation"]));
        let says_so = changed(&genuine, |token| set(token, "idtyp", "user"));
        let me = service.accepts("idtyp user", &says_so).await;
        assert_eq!(me["kind"], "user");
        let with_role = changed(&genuine, |token| set(token, "roles", json!(["Api.Access"])));
        let me = service.accepts("with a role", &with_role).await;
        assert_eq!(me["kind"], "user");
        assert_eq!(me["roles"], json!(["Api.Access"]));
    }
}

#[actix_web::test]
async fn token_without_a_scope_is_an_applications_if_it_says_so_or_has_roles() {
    let service = Service::start_for_both().await;
    for genuine in applications(&service) {
        assert_eq!(genuine.claims["idtyp"], "app");
        let mut forms = vec![("idtyp app", genuine.clone())];
        let silent = changed(&genuine, |token| remove(token, "idtyp"));
        for (what, base) in [("idtyp app", &genuine), ("roles only", &silent)] {
            forms.push((what, base.clone()));
            for none in ["/", ""] {
                let draft = changed(base, |token| set(token, "scp", none));
                forms.push((what, draft));
            }
        }
        for (what, draft) in forms {
            let me = service.accepts(what, &draft).await;
            assert_eq!(me["kind"], "application", "{what}");
            assert_eq!(me["scopes"], json!([]), "{what}");
            assert_eq!(me["roles"], json!(["Api.Access"]), "{what}");
            assert_eq!(me["guest"], false, "{what}");
        }
    }
}

#[actix_web::test]
async fn application_without_roles_is_authentic_but_has_no_permission() {
    let service = Service::start_for_both().await;
    let code = "app_role_missing";
    for genuine in without_roles(&service) {
        service.demands("idtyp app", &genuine, code, "").await;
        let silent = changed(&genuine, |token| remove(token, "idtyp"));
        service.demands("without idtyp", &silent, code, "").await;
        for draft in [&genuine, &silent] {
            for none in ["/", ""] {
                let draft = changed(draft, |token| set(token, "scp", none));
                service.demands(none, &draft, code, "").await;
            }
            let draft = changed(draft, |token| set(token, "roles", json!([])));
            service.demands("empty roles", &draft, code, "").await;
        }
    }
}

#[actix_web::test]
async fn application_with_a_real_scope_is_refused() {
    let service = Service::start_for_both().await;
    for genuine in applications(&service) {
        for scopes in ["user_impersonation", "other", "/ other", "other /", " x"] {
            let draft = changed(&genuine, |token| set(token, "scp", scopes));
            service.refuses(scopes, &draft, UNCLEAR).await;
        }
    }
    for genuine in both_versions(&service) {
        let draft = changed(&genuine, |token| set(token, "idtyp", "app"));
        service.refuses("a user's", &draft, UNCLEAR).await;
    }
}

#[actix_web::test]
async fn user_without_a_scope_is_never_an_application() {
    let service = Service::start_for_both().await;
    for genuine in applications(&service) {
        let user = changed(&genuine, |token| set(token, "idtyp", "user"));
        service.refuses("idtyp user", &user, UNCLEAR).await;
        for none in ["/", ""] {
            let draft = changed(&user, |token| set(token, "scp", none));
            service.refuses(none, &draft, UNCLEAR).await;
        }
    }
    for genuine in both_versions(&service) {
        let draft = changed(&genuine, |token| remove(token, "scp"));
        service.refuses("no scope", &draft, UNCLEAR).await;
        for none in ["/", ""] {
            let draft = changed(&genuine, |token| set(token, "scp", none));
            service.refuses(none, &draft, UNCLEAR).await;
        }
    }
}

#[actix_web::test]
async fn scope_claim_of_another_type_is_no_scope() {
    let service = Service::start().await;
    let genuine = service.user(BEN_OF_CONTOSO);
    for value in [
        json!(["user_impersonation"]),
        json!({ "user_impersonation": true }),
        json!(1),
        json!(null),
    ] {
        let what = value.to_string();
        let draft = changed(&genuine, |token| set(token, "scp", value));
        service.refuses(&what, &draft, UNCLEAR).await;
    }
}

#[actix_web::test]
async fn every_other_idtyp_is_refused() {
    let service = Service::start_for_both().await;
    let [user, user_v1] = both_versions(&service);
    let [application, application_v1] = applications(&service);
    for genuine in [user, user_v1, application, application_v1] {
        for idtyp in [
            "device", "App", "APP", "User", "app ", " user", "service", "agent", "app,user", "",
        ] {
            let draft = changed(&genuine, |token| set(token, "idtyp", idtyp));
            service.refuses(idtyp, &draft, UNCLEAR).await;
        }
    }
}
