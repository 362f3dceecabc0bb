//! What a difference means to people, and how it is mended.

use serde::Serialize;

use crate::change::{Change, Setting};
use crate::desired::Part;

/// What a difference means to people, and how it is mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// What somebody will see who runs into it.
    pub consequence: &'static str,
    /// Where it is mended by hand, in the portal.
    pub cure: &'static str,
}

impl Change {
    /// What it would mean not to make this change.
    #[must_use]
    pub const fn explanation(&self) -> Explanation {
        let (consequence, cure) = match (self.setting, self.part) {
            (Setting::Application, Part::Api) => (
                "there is nothing that tokens could be meant for: clients get AADSTS500011",
                "register the API, and set APP_CLIENT_ID to its client id",
            ),
            (Setting::Application, Part::Page) => (
                "the documentation page cannot sign anybody in: AADSTS700016, or no sign-in at all",
                "register the page, and set OPENAPI_CLIENT_ID to its client id",
            ),
            (Setting::TokenVersion, Part::Api) => (
                "tokens are of version 1.0, and the service answers 401 `token_version_not_accepted`",
                "Manifest: api.requestedAccessTokenVersion is 2",
            ),
            (Setting::TokenVersion, Part::Page) => (
                "an API that the page might become one day would get tokens of version 1.0",
                "Manifest: api.requestedAccessTokenVersion is 2",
            ),
            (Setting::AccountTypes, _) => (
                "people of other tenants get AADSTS50020 or AADSTS700016, or people are let sign in who should not be",
                "Authentication: Supported account types",
            ),
            (Setting::IdentifierUri, _) => (
                "clients that ask for a scope of the API get AADSTS500011",
                "Expose an API: Application ID URI",
            ),
            (Setting::OptionalClaims, _) => (
                "guests and programs are recognized less directly, and clients cannot answer a claims challenge",
                "Token configuration, or Manifest: optionalClaims.accessToken",
            ),
            (Setting::Scope, _) => (
                "clients that ask for `user_impersonation` get AADSTS650053",
                "Expose an API: Add a scope",
            ),
            (Setting::AppRoles, _) => (
                "nobody can be given the role, and the service answers 403 `app_role_missing`",
                "App roles: Create app role",
            ),
            (Setting::ServicePrincipal, Part::Api) => (
                "nobody of this tenant gets a token for the API: AADSTS500011",
                "in a shell: az ad sp create --id CLIENT_ID",
            ),
            (Setting::ServicePrincipal, Part::Page) => (
                "nobody of this tenant can sign in to the page before somebody consented: AADSTS700016",
                "in a shell: az ad sp create --id CLIENT_ID",
            ),
            (Setting::RedirectAddresses, _) => (
                "signing in from the page ends with AADSTS50011, onboarding too",
                "Authentication: platform Single-page application",
            ),
            (Setting::Permission, _) => (
                "consent to the page does not cover the API: AADSTS65001",
                "API permissions: My APIs, the API, delegated user_impersonation",
            ),
            (Setting::KnownClient, _) => (
                "consent has to be given to the page and to the API apart",
                "Manifest: api.knownClientApplications",
            ),
            (Setting::AuthorizedClients, _) => (
                "people are asked for consent, or meet \"Approval required\" (AADSTS65001)",
                "Expose an API: Add a client application",
            ),
        };
        Explanation { consequence, cure }
    }
}
