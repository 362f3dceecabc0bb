//! `typ` is that of an access token (token-validation 3.6).

use entrance_stand_in::Draft;
use serde_json::{Value, json};

use super::super::{changed, remove_header, set_header};
use crate::service::{FINN_OF_FABRIKAM, Service};

/// Another `typ`, or none.
fn of_type(genuine: &Draft, typ: &Value) -> Draft {
    let mut draft = genuine.clone();
    match typ {
        Value::Null => remove_header(&mut draft, "typ"),
        typ => set_header(&mut draft, "typ", typ.clone()),
    }
    draft
}

#[actix_web::test]
async fn type_may_be_absent_jwt_or_at_jwt() {
    let service = Service::start_for_both().await;
    for genuine in [
        service.user(FINN_OF_FABRIKAM),
        service.user_v1(FINN_OF_FABRIKAM),
    ] {
        for typ in [
            json!(null),
            json!("JWT"),
            json!("jwt"),
            json!("Jwt"),
            json!("at+jwt"),
            json!("AT+JWT"),
            json!("application/jwt"),
            json!("application/JWT"),
            json!("application/at+jwt"),
            json!("Application/At+Jwt"),
        ] {
            let draft = of_type(&genuine, &typ);
            service.accepts(&typ.to_string(), &draft).await;
        }
    }
}

#[actix_web::test]
async fn every_other_type_is_refused() {
    let service = Service::start_for_both().await;
    for genuine in [
        service.user(FINN_OF_FABRIKAM),
        service.user_v1(FINN_OF_FABRIKAM),
    ] {
        for typ in [
            json!("pop"),
            json!("dpop+jwt"),
            json!("logout+jwt"),
            json!("secevent+jwt"),
            json!("id_token+jwt"),
            json!("JWS"),
            json!("JOSE"),
            json!("JWT "),
            json!("at+jwt;v=1"),
            json!("x/jwt"),
            json!("application/application/jwt"),
            json!("application/"),
            json!(""),
            json!(1),
            json!(["JWT"]),
            json!({}),
            json!(true),
        ] {
            let what = typ.to_string();
            let draft = of_type(&genuine, &typ);
            service
                .refuses(&what, &draft, "token_type_not_allowed")
                .await;
        }
        let null = changed(&genuine, |token| set_header(token, "typ", Value::Null));
        service
            .refuses("null", &null, "token_type_not_allowed")
            .await;
    }
}
