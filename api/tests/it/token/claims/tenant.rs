//! `tid`, and deployments for one tenant (token-validation 5.5).

use serde_json::{Value, json};

use super::super::{both_versions, by_key, changed, refused_values, remove, set};
use crate::service::{
    BEN_OF_CONTOSO, CONTOSO, FABRIKAM, FINN_OF_FABRIKAM, FREE, LONGEST_KEY_ID, Service,
};

#[actix_web::test]
async fn tenant_id_is_required_and_a_guid_in_canonical_form() {
    let service = Service::start_for_both().await;
    let odd = [
        json!(""),
        json!(CONTOSO.to_ascii_uppercase()),
        json!(CONTOSO.replace('-', "")),
        json!(format!("{{{CONTOSO}}}")),
        json!(format!("urn:uuid:{CONTOSO}")),
        json!(format!(" {CONTOSO}")),
        json!(format!("{CONTOSO}/")),
        json!(&CONTOSO[..35]),
        json!("contoso.example"),
        json!("organizations"),
        json!("{tenantid}"),
        json!(1),
        json!(true),
        json!([CONTOSO]),
        json!({}),
        Value::Null,
    ];
    for genuine in both_versions(&service) {
        let code = "tenant_id_invalid";
        refused_values(&service, &genuine, code, "tid", &odd).await;
        let missing = changed(&genuine, |token| remove(token, "tid"));
        service.refuses("missing", &missing, code).await;
    }
}

#[actix_web::test]
async fn tenant_id_in_another_spelling_is_refused_also_where_the_issuer_has_it_too() {
    let service = Service::start().await;
    let genuine = by_key(&service.user(BEN_OF_CONTOSO), FREE);
    let upper = CONTOSO.to_ascii_uppercase();
    let issuer = format!("{}/{upper}/v2.0", service.stand_in.instance());
    let draft = changed(&genuine, |token| {
        set(token, "tid", upper);
        set(token, "iss", issuer);
    });
    service
        .refuses("upper case", &draft, "tenant_id_invalid")
        .await;
}

#[actix_web::test]
async fn tenant_id_is_the_one_in_the_issuer() {
    let service = Service::start_for_both().await;
    let [v2, v1] = both_versions(&service);
    for (genuine, code) in [
        (&v2, "signing_key_issuer_mismatch"),
        (&by_key(&v2, FREE), "issuer_mismatch"),
        (&v1, "issuer_mismatch"),
        (&by_key(&v1, FREE), "issuer_mismatch"),
    ] {
        service.accepts("the genuine token", genuine).await;
        let draft = changed(genuine, |token| set(token, "tid", FABRIKAM));
        service.refuses("another tenant", &draft, code).await;
    }
}

#[actix_web::test]
async fn deployment_for_one_tenant_takes_no_other() {
    let upper = CONTOSO.to_ascii_uppercase();
    for tenant in [CONTOSO, &upper, "contoso.example", "Contoso.Example"] {
        let service = Service::with(&[
            ("entra.tenant", tenant),
            ("entra.token_versions", "1.0,2.0"),
            ("tenants.listed", ""),
        ])
        .await;
        for genuine in both_versions(&service) {
            let me = service.accepts(tenant, &genuine).await;
            assert_eq!(me["tenant_id"], CONTOSO);
        }
        for stranger in [
            service.user(FINN_OF_FABRIKAM),
            service.user_v1(FINN_OF_FABRIKAM),
        ] {
            let code = "signing_key_issuer_mismatch";
            service.refuses(tenant, &stranger, code).await;
            // Neither a key for everybody nor one without an issuer changes that.
            for key_id in [FREE, LONGEST_KEY_ID] {
                let draft = by_key(&stranger, key_id);
                service.refuses(tenant, &draft, "issuer_mismatch").await;
            }
        }
    }
}

#[actix_web::test]
async fn many_tenants_are_told_apart() {
    let service = Service::start_for_both().await;
    for (user, tenant) in [(BEN_OF_CONTOSO, CONTOSO), (FINN_OF_FABRIKAM, FABRIKAM)] {
        for draft in [service.user(user), service.user_v1(user)] {
            let me = service.accepts(user, &draft).await;
            assert_eq!(me["tenant_id"], tenant);
        }
    }
}
