//! `GET /.well-known/oauth-protected-resource`: the API describes itself (RFC 9728).

use paperclip::actix::web::Json;
use paperclip::actix::{Apiv2Schema, api_v2_operation};
use serde::Serialize;

use entrance_domain::Policy;

use crate::error::ApiError;
use crate::rules::RequestRules;
use crate::settings::{PublicUrl, Settings};

/// The path of the document for a public address without a path of its own.
pub(crate) const RESOURCE_METADATA_PATH: &str = "/.well-known/oauth-protected-resource";

/// Where the document is found: between origin and path (RFC 9728, section 3.1).
pub(crate) fn resource_metadata_url(public_url: &PublicUrl) -> String {
    format!(
        "{}{}",
        public_url.origin(),
        resource_metadata_path(public_url)
    )
}

/// The path of the document, with the public address's own path behind it.
pub(crate) fn resource_metadata_path(public_url: &PublicUrl) -> String {
    format!(
        "{RESOURCE_METADATA_PATH}{}",
        public_url.path().trim_end_matches('/')
    )
}

/// What a client needs to know to get a token for this API.
#[derive(Debug, Clone, Serialize, Apiv2Schema)]
#[openapi(example = r#"{
    "resource": "https://api.contoso.com",
    "authorization_servers": ["https://login.microsoftonline.com/organizations/v2.0"],
    "scopes_supported": ["api://00001111-aaaa-2222-bbbb-3333cccc4444/user_impersonation"],
    "bearer_methods_supported": ["header"],
    "resource_name": "Entrance",
    "resource_documentation": "https://api.contoso.com/docs"
}"#)]
pub(crate) struct ResourceMetadata {
    /// The public address of this service.
    resource: String,
    /// Whose tokens are accepted.
    authorization_servers: Vec<String>,
    /// The scopes to request, in full.
    scopes_supported: Vec<String>,
    /// How a token is sent: in the header only.
    bearer_methods_supported: Vec<String>,
    /// A name for people.
    resource_name: String,
    /// Where people read on; absent where the documentation page is taken away.
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_documentation: Option<String>,
}

impl ResourceMetadata {
    pub(crate) fn new(settings: &Settings) -> Self {
        let resource = settings.server.public_url.to_string();
        let mut scopes_supported: Vec<_> = settings
            .policies
            .names()
            .filter_map(|name| settings.policies.get(name.as_str()))
            .flat_map(Policy::scopes)
            .map(|scope| settings.entra.requested_scope(scope))
            .collect();
        scopes_supported.sort();
        scopes_supported.dedup();
        Self {
            authorization_servers: vec![format!("{}/v2.0", settings.entra.authority.base())],
            scopes_supported,
            bearer_methods_supported: vec!["header".to_owned()],
            resource_name: "Entrance".to_owned(),
            resource_documentation: settings.docs.enabled.then(|| format!("{resource}/docs")),
            resource,
        }
    }
}

/// Tells clients where tokens for this API come from.
#[api_v2_operation(
    summary = "Protected resource metadata",
    description = "Where tokens for this API come from, and which scopes to request (RFC 9728).",
    operation_id = "getProtectedResourceMetadata",
    tags(Discovery)
)]
pub(crate) async fn protected_resource(
    rules: RequestRules,
) -> Result<Json<ResourceMetadata>, ApiError> {
    Ok(Json(rules.metadata.clone()))
}
