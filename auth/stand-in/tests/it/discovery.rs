//! Provider metadata.

use serde_json::json;

use crate::support::{CONTOSO, get, get_json, start};

const PERSONAL: &str = entrance_stand_in::PERSONAL_ACCOUNTS;
const V2: &str = "v2.0/.well-known/openid-configuration";
const V1: &str = ".well-known/openid-configuration";

#[tokio::test]
async fn version_2_of_common_has_every_member() {
    let stand_in = start().await;
    let instance = stand_in.instance();
    let base = format!("{instance}/common");
    assert_eq!(
        get_json(&stand_in, &format!("/common/{V2}")).await,
        json!({
            "token_endpoint": format!("{base}/oauth2/v2.0/token"),
            "token_endpoint_auth_methods_supported":
                ["client_secret_post", "private_key_jwt", "client_secret_basic"],
            "jwks_uri": format!("{base}/discovery/v2.0/keys"),
            "response_modes_supported": ["query", "fragment", "form_post"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "issuer": format!("{instance}/{{tenantid}}/v2.0"),
            "request_uri_parameter_supported": false,
            "userinfo_endpoint": format!("{instance}/oidc/userinfo"),
            "authorization_endpoint": format!("{base}/oauth2/v2.0/authorize"),
            "device_authorization_endpoint": format!("{base}/oauth2/v2.0/devicecode"),
            "http_logout_supported": true,
            "frontchannel_logout_supported": true,
            "end_session_endpoint": format!("{base}/oauth2/v2.0/logout"),
            "claims_supported": [
                "sub", "iss", "cloud_instance_name", "cloud_instance_host_name",
                "cloud_graph_host_name", "msgraph_host", "aud", "exp", "iat", "auth_time", "acr",
                "nonce", "preferred_username", "name", "tid", "ver", "at_hash", "c_hash", "email"
            ],
            "kerberos_endpoint": format!("{base}/kerberos"),
            "tenant_region_scope": null,
            "cloud_instance_name": "microsoftonline.com",
            "cloud_graph_host_name": "graph.windows.net",
            "msgraph_host": "graph.microsoft.com",
            "rbac_url": "https://pas.windows.net"
        })
    );
}

#[tokio::test]
async fn version_1_of_common_has_every_member() {
    let stand_in = start().await;
    let base = format!("{}/common", stand_in.instance());
    assert_eq!(
        get_json(&stand_in, &format!("/common/{V1}")).await,
        json!({
            "token_endpoint": format!("{base}/oauth2/token"),
            "token_endpoint_auth_methods_supported":
                ["client_secret_post", "private_key_jwt", "client_secret_basic"],
            "jwks_uri": format!("{base}/discovery/keys"),
            "response_modes_supported": ["query", "fragment", "form_post"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported":
                ["code", "id_token", "code id_token", "token id_token", "token"],
            "scopes_supported": ["openid"],
            "issuer": "https://sts.windows.net/{tenantid}/",
            "microsoft_multi_refresh_token": true,
            "authorization_endpoint": format!("{base}/oauth2/authorize"),
            "device_authorization_endpoint": format!("{base}/oauth2/devicecode"),
            "http_logout_supported": true,
            "frontchannel_logout_supported": true,
            "end_session_endpoint": format!("{base}/oauth2/logout"),
            "claims_supported": [
                "sub", "iss", "cloud_instance_name", "cloud_instance_host_name",
                "cloud_graph_host_name", "msgraph_host", "aud", "exp", "iat", "auth_time", "acr",
                "amr", "nonce", "email", "given_name", "family_name", "nickname"
            ],
            "check_session_iframe": format!("{base}/oauth2/checksession"),
            "userinfo_endpoint": format!("{base}/openid/userinfo"),
            "kerberos_endpoint": format!("{base}/kerberos"),
            "tenant_region_scope": null,
            "cloud_instance_name": "microsoftonline.com",
            "cloud_graph_host_name": "graph.windows.net",
            "msgraph_host": "graph.microsoft.com",
            "rbac_url": "https://pas.windows.net"
        })
    );
}

/// Segment of the address, segment in the document's addresses, tenant in the issuer.
#[tokio::test]
async fn each_form_of_tenant_has_its_issuer_and_addresses() {
    let stand_in = start().await;
    let instance = stand_in.instance();
    let unknown = "deadbeef-0000-4000-8000-000000000000";
    for (asked, segment, tenant) in [
        ("common", "common", "{tenantid}"),
        ("organizations", "organizations", "{tenantid}"),
        ("consumers", "consumers", PERSONAL),
        (PERSONAL, PERSONAL, PERSONAL),
        (CONTOSO, CONTOSO, CONTOSO),
        ("contoso.example", CONTOSO, CONTOSO),
        ("CONTOSO.example", CONTOSO, CONTOSO),
        (unknown, unknown, unknown),
        ("DEADBEEF-0000-4000-8000-000000000000", unknown, unknown),
    ] {
        let v2 = get_json(&stand_in, &format!("/{asked}/{V2}")).await;
        assert_eq!(v2["issuer"], format!("{instance}/{tenant}/v2.0"));
        assert_eq!(
            v2["jwks_uri"],
            format!("{instance}/{segment}/discovery/v2.0/keys")
        );
        assert_eq!(
            v2["token_endpoint"],
            format!("{instance}/{segment}/oauth2/v2.0/token")
        );
        let v1 = get_json(&stand_in, &format!("/{asked}/{V1}")).await;
        assert_eq!(v1["issuer"], format!("https://sts.windows.net/{tenant}/"));
        assert_eq!(
            v1["jwks_uri"],
            format!("{instance}/{segment}/discovery/keys")
        );
    }
}

#[tokio::test]
async fn application_id_comes_back_in_the_address_of_the_keys() {
    let stand_in = start().await;
    let instance = stand_in.instance();
    let document = get_json(&stand_in, &format!("/common/{V2}?appid=a%26b&other=1")).await;
    let address = document["jwks_uri"].as_str().unwrap();
    assert_eq!(
        address,
        format!("{instance}/common/discovery/v2.0/keys?appid=a%26b")
    );
    let path = address.strip_prefix(&instance).unwrap();
    assert!(get_json(&stand_in, path).await["keys"].is_array());
}

#[tokio::test]
async fn unknown_domain_is_refused_in_entras_shape() {
    let stand_in = start().await;
    for path in [V2, V1, "discovery/v2.0/keys", "discovery/keys"] {
        let response = get(&stand_in, &format!("/nobody.example/{path}")).await;
        assert_eq!(response.status(), 400);
        let body: serde_json::Value = response.json().await.unwrap();
        assert_eq!(body["error"], "invalid_tenant");
        assert_eq!(body["error_codes"], json!([90002]));
        assert!(
            body["error_description"]
                .as_str()
                .unwrap()
                .starts_with("AADSTS90002: ")
        );
    }
}
