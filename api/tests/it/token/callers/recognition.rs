//! By what a caller is recognized (token-validation 6.7).

use serde_json::json;

use super::super::{both_versions, set};
use crate::service::{BEN_OF_CONTOSO, CONTOSO, Service};

const BEN: &str = "20000000-0000-4000-8000-000000000012";

#[actix_web::test]
async fn names_and_addresses_identify_nobody() {
    let service = Service::start_for_both().await;
    for genuine in both_versions(&service) {
        let before = service.accepts("the genuine token", &genuine).await;
        assert_eq!(before["tenant_id"], CONTOSO);
        assert_eq!(before["object_id"], BEN);
        for claim in [
            "email",
            "preferred_username",
            "upn",
            "unique_name",
            "verified_primary_email",
        ] {
            let mut draft = genuine.clone();
            set(&mut draft, claim, "ada@contoso.example");
            let me = service.accepts(claim, &draft).await;
            assert_eq!(me, before, "{claim}");
        }
        // The name is shown, and changes nothing else.
        let mut draft = genuine.clone();
        set(&mut draft, "name", "Ada Operator");
        let mut me = service.accepts("name", &draft).await;
        assert_eq!(me["name"], "Ada Operator");
        me["name"] = json!("Ben Member");
        assert_eq!(me, before);
    }
}

#[actix_web::test]
async fn caller_is_described_completely_and_without_the_token() {
    let service = Service::start().await;
    let genuine = service.user(BEN_OF_CONTOSO);
    let me = service.accepts("the genuine token", &genuine).await;
    let expected = json!({
        "kind": "user",
        "tenant_id": CONTOSO,
        "object_id": BEN,
        "subject": genuine.claims["sub"],
        "client_id": crate::service::PAGE,
        "scopes": ["user_impersonation"],
        "roles": [],
        "guest": false,
        "name": "Ben Member",
        "token_expires_at": "2027-01-15T09:15:00Z",
    });
    assert_eq!(me, expected);
}
