//! The pages by which a customer's administrator answers an invitation, or applies without one.

mod html;
mod own_way;
mod wrong_turn;

use std::sync::Arc;

use actix_web::http::header::HeaderValue;
use arc_swap::ArcSwap;
use entrance_auth::AuthorityTenant;
use entrance_domain::{PolicyName, TenantId};
use url::Url;

use crate::settings::{PublicUrl, Settings};

pub(crate) use html::Page;
pub(crate) use own_way::{CameBack, SetOut};
pub(crate) use wrong_turn::WrongTurn;

/// How long a visitor's way through consent may take.
pub(crate) const WAY_SECONDS: u64 = 600;

/// The files that the pages load.
pub(crate) const ASSETS: [(&str, &str, &str); 2] = [
    (
        "onboarding.js",
        "text/javascript; charset=utf-8",
        include_str!("onboarding/onboarding.js"),
    ),
    (
        "onboarding.css",
        "text/css; charset=utf-8",
        include_str!("onboarding/onboarding.css"),
    ),
];

/// What the pages need to know about the configuration.
pub(crate) struct Onboarding {
    public_url: PublicUrl,
    instance: String,
    /// Where somebody of any organization signs in.
    anybody: String,
    client_id: String,
    default_scope: String,
    scopes: ArcSwap<String>,
    /// Whether tenants without an invitation may apply.
    pub(crate) self_service: bool,
    /// Whether an operator has the last word.
    pub(crate) approval: bool,
    pub(crate) content_security_policy: HeaderValue,
}

impl Onboarding {
    /// `None` where people cannot sign in, because there is no registration for pages.
    pub(crate) fn new(settings: &Settings) -> Option<Self> {
        let entra = &settings.entra;
        let client_id = entra.openapi_client_id?.to_string();
        let instance = entra.authority.instance().as_str().to_owned();
        Some(Self {
            public_url: settings.server.public_url.clone(),
            anybody: match entra.authority.tenant() {
                // Personal accounts have no administrator.
                AuthorityTenant::Common | AuthorityTenant::Consumers => {
                    format!("{instance}/organizations")
                }
                _ => entra.authority.base(),
            },
            client_id,
            default_scope: format!("{}/.default", entra.app_id_uri),
            scopes: ArcSwap::from_pointee(requested_scopes(settings)),
            self_service: settings.tenants.self_service,
            approval: settings.tenants.approval,
            content_security_policy: content_security_policy(&instance),
            instance,
        })
    }

    /// Asks for the scopes that the policy `default` demands after a reload.
    pub(crate) fn follow(&self, settings: &Settings) {
        self.scopes.store(Arc::new(requested_scopes(settings)));
    }

    /// Where the administrator of `tenant`, or of any one, consents for all of it.
    pub(crate) fn admin_consent(&self, tenant: Option<TenantId>, state: &str) -> Option<String> {
        let address = format!("{}/v2.0/adminconsent", self.authority(tenant));
        let parameters = [
            ("client_id", self.client_id.as_str()),
            ("scope", &self.default_scope),
            ("redirect_uri", &self.page("consented")),
            ("state", state),
        ];
        Url::parse_with_params(&address, parameters)
            .ok()
            .map(String::from)
    }

    /// What the pages' script needs, by the names of its `data-` attributes.
    pub(crate) fn facts(&self, tenant: Option<TenantId>) -> Vec<(&'static str, String)> {
        let endpoints = format!("{}/oauth2/v2.0", self.authority(tenant));
        vec![
            ("authorize", format!("{endpoints}/authorize")),
            ("token", format!("{endpoints}/token")),
            ("client-id", self.client_id.clone()),
            ("scopes", self.scopes.load().as_str().to_owned()),
            ("redirect", self.page("signed-in")),
            ("redeem", self.page("redeem")),
            ("apply", self.page("apply")),
        ]
    }

    fn authority(&self, tenant: Option<TenantId>) -> String {
        tenant.map_or_else(
            || self.anybody.clone(),
            |tenant| format!("{}/{tenant}", self.instance),
        )
    }

    fn page(&self, name: &str) -> String {
        format!("{}/onboarding/{name}", self.public_url)
    }
}

/// Nothing from elsewhere. The form leads to the authority by a redirect, and the script redeems its
/// code there.
/// What a visitor has to sign in for, separated by spaces.
fn requested_scopes(settings: &Settings) -> String {
    let default = settings.policies.get(PolicyName::DEFAULT);
    let scopes: Vec<_> = default
        .into_iter()
        .flat_map(entrance_domain::Policy::scopes)
        .map(|scope| settings.entra.requested_scope(scope))
        .collect();
    scopes.join(" ")
}

fn content_security_policy(instance: &str) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; \
         connect-src 'self' {instance}; base-uri 'none'; form-action 'self' {instance}; \
         frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy)
        .unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
}
