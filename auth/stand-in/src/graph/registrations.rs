//! What was registered through Microsoft Graph, as the OAuth endpoints know it.

use serde_json::Value;

use super::Object;
use super::objects::{Application, Objects, text, texts};
use super::patch::{all_entries, entries};
use crate::directory::RoleGrant;
use crate::{
    ApiRegistration, Assignment, ClientRegistration, Directory, OptionalClaim, RedirectAddresses,
    TokenVersion,
};

impl Objects {
    /// A directory with everything that was registered here beside what it has.
    pub(super) fn extend(&self, directory: &Directory) -> Directory {
        let apis = self.applications.iter().map(api).collect();
        let clients = self
            .applications
            .iter()
            .map(|one| self.client(one))
            .collect();
        let roles = self
            .roles
            .iter()
            .map(|one| RoleGrant {
                principal: one.principal.clone(),
                api: one.api.clone(),
                role: one.role.clone(),
            })
            .collect();
        directory.extended(apis, clients, roles)
    }

    fn client(&self, application: &Application) -> ClientRegistration {
        let object = &application.object;
        let app_id = application.app_id();
        let addresses = |platform: &str| {
            texts(
                object
                    .get(platform)
                    .and_then(|platform| platform.get("redirectUris")),
            )
        };
        let principals = self.principals.iter().filter(|one| one.app_id == app_id);
        ClientRegistration {
            client_id: app_id.to_owned(),
            name: text(object, "displayName").to_owned(),
            secret: None,
            redirects: RedirectAddresses {
                spa: addresses("spa"),
                web: addresses("web"),
                native: addresses("publicClient"),
            },
            device_code: false,
            permissions: self.permissions(object),
            app_permissions: Vec::new(),
            graph_permissions: Vec::new(),
            assignments: principals
                .map(|one| Assignment {
                    tenant: one.tenant.clone(),
                    object_id: one.id.clone(),
                    roles: Vec::new(),
                })
                .collect(),
        }
    }

    /// The scopes that an application lists, in full.
    fn permissions(&self, object: &Object) -> Vec<String> {
        let mut permissions = Vec::new();
        for required in entries(object.get("requiredResourceAccess")) {
            let wanted = text(required, "resourceAppId");
            let found = self.applications.iter().find(|one| one.app_id() == wanted);
            let Some(resource) = found else { continue };
            let registered = api(resource);
            for access in entries(required.get("resourceAccess")) {
                let scope = all_entries(&resource.object)
                    .find(|entry| text(entry, "id") == text(access, "id"));
                if let (Some(scope), "Scope") = (scope, text(access, "type")) {
                    permissions.push(registered.full_scope(text(scope, "value")));
                }
            }
        }
        permissions
    }
}

fn api(application: &Application) -> ApiRegistration {
    let object = &application.object;
    let app_id = application.app_id();
    let settings = object.get("api");
    let of_api = |name: &str| settings.and_then(|api| api.get(name));
    let version = of_api("requestedAccessTokenVersion").and_then(Value::as_u64);
    let uri = texts(object.get("identifierUris")).into_iter().next();
    let preauthorized = entries(of_api("preAuthorizedApplications"))
        .filter(|client| !texts(client.get("delegatedPermissionIds")).is_empty())
        .map(|client| text(client, "appId").to_owned())
        .collect();
    let claims = object.get("optionalClaims");
    let claims = entries(claims.and_then(|claims| claims.get("accessToken")));
    ApiRegistration {
        client_id: app_id.to_owned(),
        name: text(object, "displayName").to_owned(),
        token_version: match version {
            Some(2) => TokenVersion::V2,
            _ => TokenVersion::V1,
        },
        // Without a URI of its own an API answers to its client id.
        app_id_uri: uri.unwrap_or_else(|| app_id.to_owned()),
        scopes: enabled_values(of_api("oauth2PermissionScopes")),
        app_roles: enabled_values(object.get("appRoles")),
        optional_claims: claims
            .filter_map(|claim| match text(claim, "name") {
                "acct" => Some(OptionalClaim::Acct),
                "idtyp" => Some(OptionalClaim::Idtyp),
                "xms_cc" => Some(OptionalClaim::XmsCc),
                _ => None,
            })
            .collect(),
        preauthorized,
    }
}

fn enabled_values(list: Option<&Value>) -> Vec<String> {
    entries(list)
        .filter(|entry| entry.get("isEnabled") == Some(&Value::Bool(true)))
        .map(|entry| text(entry, "value").to_owned())
        .collect()
}
