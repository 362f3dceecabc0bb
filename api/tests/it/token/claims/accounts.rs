//! Personal accounts and organizations (token-validation 5.8).

use entrance_stand_in::KeyName;

use super::super::by_key;
use crate::service::{
    BEN_OF_CONTOSO, CONTOSO, FREE, LONGEST_KEY_ID, NORA_STRANGER, PAT_PRIVATE, PERSONAL, Service,
};

async fn for_accounts_of(tenant: &str) -> Service {
    Service::with(&[
        ("entra.tenant", tenant),
        ("tenants.admission", "any"),
        ("tenants.listed", ""),
    ])
    .await
}

#[actix_web::test]
async fn organizations_refuses_personal_accounts() {
    let service = for_accounts_of("organizations").await;
    for user in [BEN_OF_CONTOSO, NORA_STRANGER] {
        service.accepts(user, &service.user(user)).await;
    }
    let personal = service.user(PAT_PRIVATE);
    let code = "account_type_not_accepted";
    service.refuses("personal account", &personal, code).await;
    // Also by a key that would sign for anybody.
    let draft = by_key(&personal, FREE);
    service.refuses("without an issuer", &draft, code).await;
}

#[actix_web::test]
async fn consumers_accepts_personal_accounts_only() {
    let service = for_accounts_of("consumers").await;
    let me = service
        .accepts("personal", &service.user(PAT_PRIVATE))
        .await;
    assert_eq!(me["tenant_id"], PERSONAL);
    let genuine = service.user(BEN_OF_CONTOSO);
    let code = "signing_key_unknown";
    service.refuses("organization", &genuine, code).await;
    for key_id in [FREE, LONGEST_KEY_ID] {
        let draft = by_key(&genuine, key_id);
        service.refuses(key_id, &draft, "issuer_mismatch").await;
    }
    let personal = service.stand_in.kid(&KeyName::PersonalAccounts).unwrap();
    let draft = by_key(&genuine, &personal);
    let code = "signing_key_issuer_mismatch";
    service.refuses("personal key", &draft, code).await;
}

#[actix_web::test]
async fn common_accepts_both() {
    let service = for_accounts_of("common").await;
    for (user, tenant) in [(BEN_OF_CONTOSO, CONTOSO), (PAT_PRIVATE, PERSONAL)] {
        let me = service.accepts(user, &service.user(user)).await;
        assert_eq!(me["tenant_id"], tenant);
    }
}

#[actix_web::test]
async fn one_tenant_refuses_personal_accounts() {
    for tenant in [CONTOSO, "contoso.example"] {
        let service = Service::with(&[("entra.tenant", tenant), ("tenants.listed", "")]).await;
        let personal = service.user(PAT_PRIVATE);
        let code = "signing_key_unknown";
        service.refuses("own key", &personal, code).await;
        let draft = by_key(&personal, FREE);
        service.refuses("any key", &draft, "issuer_mismatch").await;
    }
}
