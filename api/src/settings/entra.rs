//! `[entra]`: whose access tokens are accepted, and for which API.

use std::time::Duration;

use entrance_auth::{Authority, AuthorityTenant, Instance, TokenVersion, TokenVersions};
use entrance_domain::{ClientId, Scope};
use serde::Deserialize;
use url::Url;
use uuid::Uuid;

use super::merged::Reader;

/// Whose access tokens are accepted, and for which API.
#[derive(Debug, Clone)]
pub struct Entra {
    /// The cloud and the tenant that tokens come from.
    pub authority: Authority,
    /// The API's registration.
    pub client_id: ClientId,
    /// The documentation page's registration; without it the page cannot sign in.
    pub openapi_client_id: Option<ClientId>,
    /// App ID URI of the API, without a trailing slash; visible ASCII without quotes.
    pub app_id_uri: String,
    /// Further App ID URIs, for access tokens of version 1.0.
    pub audiences: Vec<String>,
    /// The accepted versions of access tokens.
    pub token_versions: TokenVersions,
    /// How far clocks may differ; at most 300 s.
    pub leeway: Duration,
    /// Whether a signing key of another cloud is refused.
    pub check_cloud_instance: bool,
    /// Whether the signing keys made for this application alone are loaded.
    pub signing_key_app_id: bool,
}

impl Entra {
    /// A scope as a client must request it: `{app_id_uri}/{scope}`.
    pub(crate) fn requested_scope(&self, scope: &Scope) -> String {
        format!("{}/{scope}", self.app_id_uri)
    }

    /// Has the instance recognized by this authority's certificates only.
    pub(super) fn trust_only(&mut self, authority_pem: &str) {
        let instance = self.authority.instance().clone();
        let tenant = self.authority.tenant().clone();
        self.authority = Authority::new(instance.trusting_only(authority_pem), tenant);
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct RawEntra {
    instance: String,
    tenant: String,
    client_id: String,
    openapi_client_id: String,
    app_id_uri: String,
    audiences: Vec<String>,
    token_versions: Vec<String>,
    leeway_seconds: i64,
    check_cloud_instance: bool,
    signing_key_app_id: bool,
}

const NOT_A_GUID: &str = "this is not a GUID in its form with hyphens";
const URI_CURE: &str = "write an absolute URI without a slash at the end, such as \
                        api://00001111-aaaa-2222-bbbb-3333cccc4444";

/// The Entra cloud.
pub(super) fn instance(raw: &RawEntra, reader: &mut Reader<'_>) -> Option<Instance> {
    match Instance::parse(&raw.instance) {
        Ok(instance) => Some(instance),
        Err(error) => {
            reader.refuse(
                "entra.instance",
                error.to_string(),
                "write the address of an Entra cloud, such as https://login.microsoftonline.com",
            );
            None
        }
    }
}

/// Whose accounts may sign in.
pub(super) fn tenant(raw: &RawEntra, reader: &mut Reader<'_>) -> Option<AuthorityTenant> {
    let tenant = raw.tenant.parse().ok();
    if tenant.is_none() {
        reader.refuse(
            "entra.tenant",
            "this names no tenant",
            "write organizations, common, consumers, a tenant id (GUID) or a domain such as \
             contoso.onmicrosoft.com",
        );
    }
    tenant
}

pub(super) fn read(
    raw: &RawEntra,
    instance: Option<Instance>,
    tenant: Option<AuthorityTenant>,
    reader: &mut Reader<'_>,
) -> Option<Entra> {
    let client_id = client_id(raw, reader);
    let openapi_client_id = reader.optional(
        "entra.openapi_client_id",
        &raw.openapi_client_id,
        NOT_A_GUID,
        "copy the Application (client) ID of the documentation page's registration",
    );
    let app_id_uri = app_id_uri(raw, client_id, reader);
    let audiences = reader.list("entra.audiences", &raw.audiences, absolute_uri, URI_CURE);
    let token_versions = token_versions(raw, instance.as_ref(), reader);
    let leeway_seconds = reader.number("entra.leeway_seconds", raw.leeway_seconds, 0, 300_u64);
    Some(Entra {
        authority: Authority::new(instance?, tenant?),
        client_id: client_id?,
        openapi_client_id,
        app_id_uri: app_id_uri?,
        audiences,
        token_versions: token_versions?,
        leeway: Duration::from_secs(leeway_seconds?),
        check_cloud_instance: raw.check_cloud_instance,
        signing_key_app_id: raw.signing_key_app_id,
    })
}

fn client_id(raw: &RawEntra, reader: &mut Reader<'_>) -> Option<ClientId> {
    const KEY: &str = "entra.client_id";
    if raw.client_id.is_empty() {
        reader.refuse(
            KEY,
            "the API's client id is missing",
            "set APP_CLIENT_ID, ENTRANCE__ENTRA__CLIENT_ID or entra.client_id to the Application \
             (client) ID of the API's registration; `entrance dev` needs none",
        );
    }
    reader.optional(
        KEY,
        &raw.client_id,
        NOT_A_GUID,
        "copy the Application (client) ID of the API's registration",
    )
}

fn app_id_uri(
    raw: &RawEntra,
    client_id: Option<ClientId>,
    reader: &mut Reader<'_>,
) -> Option<String> {
    // A missing client id has been reported; any id shows what else is wrong with the address.
    let client_id = client_id.unwrap_or(ClientId::from_uuid(Uuid::nil()));
    let filled = raw
        .app_id_uri
        .replace("{client_id}", &client_id.to_string());
    let uri = absolute_uri(&filled).ok();
    if uri.is_none() {
        reader.refuse("entra.app_id_uri", "this is not an App ID URI", URI_CURE);
    }
    uri
}

/// The text itself: audiences are compared exactly, so nothing is normalized.
///
/// SECURITY: the URI goes into a quoted parameter of `WWW-Authenticate`.
fn absolute_uri(text: &str) -> Result<String, ()> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !b"\"\\{}".contains(&byte));
    let bare = Url::parse(text).is_ok_and(|url| url.query().is_none() && url.fragment().is_none());
    if plain && bare && !text.ends_with('/') {
        Ok(text.to_owned())
    } else {
        Err(())
    }
}

fn token_versions(
    raw: &RawEntra,
    instance: Option<&Instance>,
    reader: &mut Reader<'_>,
) -> Option<TokenVersions> {
    const KEY: &str = "entra.token_versions";
    let Ok(versions) = TokenVersions::parse(&raw.token_versions) else {
        reader.refuse(
            KEY,
            "the list is empty or names an unknown version",
            "write \"2.0\", \"1.0\" or both",
        );
        return None;
    };
    let accepts_v1 = versions.accepts(TokenVersion::V1);
    if !accepts_v1 && !raw.audiences.is_empty() {
        reader.refuse(
            "entra.audiences",
            "further audiences have no effect, because access tokens of version 2.0 are always \
             meant for the client id",
            "remove them, or accept \"1.0\" in entra.token_versions",
        );
    }
    if accepts_v1 && instance.is_some_and(|instance| instance.v1_issuer_origin().is_none()) {
        reader.refuse(
            KEY,
            "the issuer of version 1.0 tokens is not known for this entra.instance",
            "accept \"2.0\" only, and have the API's registration ask for that version",
        );
    }
    Some(versions)
}
