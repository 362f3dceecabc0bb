//! The signing key and its binding to the issuer (token-validation, section 4).

mod signature;

use entrance_stand_in::KeyName;

use super::{both_versions, by_key, changed, set, signing_input};
use crate::service::{
    BEN_OF_CONTOSO, CONTOSO, ELLIPTIC, FABRIKAM, FABRIKAM_ONLY, FINN_OF_FABRIKAM, FOREIGN, FREE,
    MALFORMED, PAT_PRIVATE, PERSONAL, SHORT, Service, TWICE, UNKNOWN_TYPE, V1_ONLY, V2_ONLY,
};

const MISMATCH: &str = "signing_key_issuer_mismatch";
const COMMON: [(&str, &str); 4] = [
    ("entra.tenant", "common"),
    ("entra.token_versions", "1.0,2.0"),
    ("tenants.admission", "any"),
    ("tenants.listed", ""),
];

#[actix_web::test]
async fn keys_are_used_without_alg_and_unusable_entries_are_skipped() {
    let service = Service::start_for_both().await;
    let signer = service.stand_in.public_jwk(&KeyName::Organization(0));
    assert!(signer.unwrap().get("alg").is_none());
    for genuine in both_versions(&service) {
        service.accepts("the genuine token", &genuine).await;
        for key_id in [UNKNOWN_TYPE, MALFORMED, SHORT, ELLIPTIC] {
            let draft = by_key(&genuine, key_id);
            service.refuses(key_id, &draft, "signing_key_unknown").await;
        }
    }
}

#[actix_web::test]
async fn both_keys_of_one_id_are_refused_whichever_documents_are_loaded() {
    let code = "signing_key_ambiguous";
    for versions in ["2.0", "1.0", "1.0,2.0"] {
        let service = Service::with(&[("entra.token_versions", versions)]).await;
        let other = service.stand_in.kid(&KeyName::Organization(1)).unwrap();
        for genuine in both_versions(&service) {
            if !versions.contains(genuine.claims["ver"].as_str().unwrap()) {
                continue;
            }
            let first = by_key(&genuine, TWICE);
            service.refuses("first", &first, code).await;
            // The other key's signature, over an input that names the id they share.
            let input = signing_input(&first);
            let second = KeyName::Organization(1);
            let signature = service.stand_in.sign_raw(&input, &second).unwrap();
            let token = format!("{input}.{signature}");
            service.refuses_token("second", &token, code).await;
            // Each is good under its own id.
            service.accepts("own id", &by_key(&genuine, &other)).await;
        }
    }
}

#[actix_web::test]
async fn key_with_a_literal_issuer_signs_for_that_issuer_only() {
    let service = Service::start_for_both().await;
    for genuine in both_versions(&service) {
        let draft = by_key(&genuine, FABRIKAM_ONLY);
        service.refuses("Contoso", &draft, MISMATCH).await;
    }
    for genuine in [
        service.user(FINN_OF_FABRIKAM),
        service.user_v1(FINN_OF_FABRIKAM),
    ] {
        let draft = by_key(&genuine, FABRIKAM_ONLY);
        service.accepts("Fabrikam", &draft).await;
    }
}

#[actix_web::test]
async fn key_of_another_issuer_signs_for_nobody() {
    let service = Service::start_for_both().await;
    for genuine in both_versions(&service) {
        let draft = by_key(&genuine, FOREIGN);
        service.refuses("foreign", &draft, MISMATCH).await;
    }
}

#[actix_web::test]
async fn shared_key_signs_only_where_issuer_and_tenant_id_agree() {
    let service = Service::start().await;
    let genuine = service.user(BEN_OF_CONTOSO);
    let issuer = |tenant: &str| format!("{}/{tenant}/v2.0", service.stand_in.instance());
    let other_issuer = changed(&genuine, |token| set(token, "iss", issuer(FABRIKAM)));
    service.refuses("iss", &other_issuer, MISMATCH).await;
    let other_tenant = changed(&genuine, |token| set(token, "tid", FABRIKAM));
    service.refuses("tid", &other_tenant, MISMATCH).await;
    let template = changed(&genuine, |token| set(token, "iss", issuer("{tenantid}")));
    service.refuses("template", &template, MISMATCH).await;
}

#[actix_web::test]
async fn key_without_an_issuer_leaves_the_issuer_claim_to_be_checked() {
    let service = Service::start().await;
    let genuine = service.user(BEN_OF_CONTOSO);
    let free = by_key(&genuine, FREE);
    service.accepts("the genuine token", &free).await;
    let issuer = format!("https://login.example/{CONTOSO}/v2.0");
    let draft = changed(&free, |token| set(token, "iss", issuer));
    service.refuses("iss", &draft, "issuer_mismatch").await;
}

#[actix_web::test]
async fn key_that_only_the_version_1_document_has_binds_to_nobody() {
    let service = Service::start_for_both().await;
    let [v2, v1] = both_versions(&service);
    let draft = by_key(&v1, V1_ONLY);
    service.refuses("version 1.0", &draft, MISMATCH).await;
    let draft = by_key(&v2, V1_ONLY);
    let code = "signing_key_unknown";
    service.refuses("version 2.0", &draft, code).await;
}

#[actix_web::test]
async fn key_that_only_the_version_2_document_has_signs_no_token_of_version_1() {
    let service = Service::start_for_both().await;
    let [v2, v1] = both_versions(&service);
    service.accepts("version 2.0", &by_key(&v2, V2_ONLY)).await;
    let draft = by_key(&v1, V2_ONLY);
    let code = "signing_key_unknown";
    service.refuses("version 1.0", &draft, code).await;
}

#[actix_web::test]
async fn binding_of_a_key_is_known_where_only_version_1_is_accepted() {
    let service = Service::with(&[("entra.token_versions", "1.0")]).await;
    let genuine = service.user_v1(BEN_OF_CONTOSO);
    service.accepts("the genuine token", &genuine).await;
    let other_cloud = service.stand_in.kid(&KeyName::OtherCloud).unwrap();
    for (key_id, code) in [
        (FABRIKAM_ONLY, MISMATCH),
        (FOREIGN, MISMATCH),
        (V1_ONLY, MISMATCH),
        (&other_cloud, "signing_key_cloud_mismatch"),
    ] {
        service
            .refuses(key_id, &by_key(&genuine, key_id), code)
            .await;
    }
}

#[actix_web::test]
async fn key_of_personal_accounts_never_signs_for_an_organization() {
    for settings in [&COMMON[..], &[("entra.token_versions", "1.0,2.0")]] {
        let service = Service::with(settings).await;
        let personal = service.stand_in.kid(&KeyName::PersonalAccounts).unwrap();
        for genuine in both_versions(&service) {
            service.accepts("the genuine token", &genuine).await;
            let draft = by_key(&genuine, &personal);
            service.refuses("personal key", &draft, MISMATCH).await;
        }
    }
}

#[actix_web::test]
async fn organizations_key_never_signs_for_personal_accounts_that_have_their_own() {
    let service = Service::with(&COMMON).await;
    let signer = service.stand_in.kid(&KeyName::Organization(0)).unwrap();
    let genuine = service.user(PAT_PRIVATE);
    assert_eq!(genuine.claims["tid"], PERSONAL);
    service.accepts("the genuine token", &genuine).await;
    for genuine in [genuine, service.user_v1(PAT_PRIVATE)] {
        let draft = by_key(&genuine, &signer);
        service.refuses("shared key", &draft, MISMATCH).await;
    }
}

#[actix_web::test]
async fn key_of_another_cloud_is_refused_unless_that_is_switched_off() {
    let strict = Service::start_for_both().await;
    let lax = Service::with(&[
        ("entra.token_versions", "1.0,2.0"),
        ("entra.check_cloud_instance", "false"),
    ])
    .await;
    let key_id = strict.stand_in.kid(&KeyName::OtherCloud).unwrap();
    for genuine in both_versions(&strict) {
        let draft = by_key(&genuine, &key_id);
        let code = "signing_key_cloud_mismatch";
        strict.refuses("other cloud", &draft, code).await;
    }
    let key_id = lax.stand_in.kid(&KeyName::OtherCloud).unwrap();
    for genuine in both_versions(&lax) {
        lax.accepts("other cloud", &by_key(&genuine, &key_id)).await;
    }
}

#[actix_web::test]
async fn key_without_a_cloud_is_used() {
    let service = Service::start_for_both().await;
    for genuine in both_versions(&service) {
        service.accepts("no cloud", &by_key(&genuine, FREE)).await;
    }
}
