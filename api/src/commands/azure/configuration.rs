//! What the configuration says about the registrations, which may not be there yet.

use std::path::PathBuf;

use anyhow::bail;
use entrance_auth::{AuthorityTenant, Instance};
use entrance_domain::ClientId;
use entrance_registration::{AccountTypes, Desired, DesiredPage, Observed};
use uuid::Uuid;

use super::Wishes;
use crate::extension::Extension;
use crate::settings::{EmbeddedFile, Settings, Sources};

/// Stands for the API's client id as long as there is none; no registration has it.
const TO_COME: EmbeddedFile = EmbeddedFile {
    name: "the registration to come",
    text: "[entra]\nclient_id = \"00000000-0000-0000-0000-000000000000\"\n",
};
/// What `.env` may name without a value before there are registrations.
const SHORT_NAMES: [&str; 3] = ["APP_CLIENT_ID", "OPENAPI_CLIENT_ID", "TENANT_ID"];

/// Where a browser is sent back to, below the service's address.
const RETURNS: [&str; 3] = [
    "/oauth2-redirect",
    "/onboarding/consented",
    "/onboarding/signed-in",
];

/// The settings of the service, whether or not they name a registration.
pub(super) struct Configuration {
    settings: Settings,
}

impl Configuration {
    /// Reads the configuration of a service.
    pub(super) fn load(extension: &Extension, files: Vec<PathBuf>) -> anyhow::Result<Self> {
        let mut sources = Sources::from_process(extension, files)?;
        sources.defaults.insert(0, TO_COME);
        sources.dot_env = sources.dot_env.as_deref().map(without_blanks);
        sources
            .environment
            .retain(|(name, value)| !value.is_empty() || !SHORT_NAMES.contains(&name.as_str()));
        let settings = Settings::load(&sources)?.settings;
        Ok(Self { settings })
    }

    /// The cloud.
    pub(super) fn instance(&self) -> &Instance {
        self.settings.entra.authority.instance()
    }

    /// The one tenant whose accounts may sign in, if there is only one.
    pub(super) fn tenant(&self) -> Option<String> {
        match self.settings.entra.authority.tenant() {
            AuthorityTenant::Id(id) => Some(id.to_string()),
            AuthorityTenant::Domain(domain) => Some(domain.to_string()),
            AuthorityTenant::Organizations
            | AuthorityTenant::Common
            | AuthorityTenant::Consumers => None,
        }
    }

    /// What the registrations shall be.
    pub(super) fn desired(&self, wishes: &Wishes) -> anyhow::Result<Desired> {
        let name = wishes.name.trim();
        if !name.chars().any(|one| one.is_ascii_alphanumeric()) || name.chars().count() > 100 {
            bail!("--name must have a letter or digit, and 100 characters at most");
        }
        let entra = &self.settings.entra;
        let account_types = match entra.authority.tenant() {
            _ if wishes.single_tenant => AccountTypes::SingleTenant,
            AuthorityTenant::Id(_) | AuthorityTenant::Domain(_) => AccountTypes::SingleTenant,
            AuthorityTenant::Organizations => AccountTypes::Organizations,
            AuthorityTenant::Common => AccountTypes::OrganizationsAndPersonal,
            AuthorityTenant::Consumers => AccountTypes::Personal,
        };
        let client_id = entra.client_id.to_string();
        let public_url = self.settings.server.public_url.as_str();
        Ok(Desired {
            name: name.to_owned(),
            account_types,
            api_client_id: self.api_client_id(),
            identifier_uri: entra.app_id_uri.replace(&client_id, "{client_id}"),
            page: self.settings.docs.enabled.then(|| DesiredPage {
                client_id: entra.openapi_client_id,
                redirect_addresses: RETURNS
                    .iter()
                    .map(|path| format!("{public_url}{path}"))
                    .collect(),
            }),
            azure_cli: wishes.azure_cli,
        })
    }

    /// What the configuration does not say yet of the registrations that are there now.
    pub(super) fn new_variables(
        &self,
        desired: &Desired,
        observed: &Observed,
    ) -> Vec<(&'static str, String)> {
        let mut variables = Vec::new();
        let client_id = |registered: &entrance_registration::Registered| {
            let application = registered.application.as_ref();
            application.map(|application| application.app_id.clone())
        };
        if self.api_client_id().is_none() {
            let value = client_id(&observed.api);
            variables.extend(value.map(|value| ("APP_CLIENT_ID", value)));
        }
        if self.settings.entra.openapi_client_id.is_none() {
            let value = client_id(&observed.page);
            variables.extend(value.map(|value| ("OPENAPI_CLIENT_ID", value)));
        }
        if desired.account_types == AccountTypes::SingleTenant && self.tenant().is_none() {
            let value = observed.home_tenant().map(str::to_owned);
            variables.extend(value.map(|value| ("TENANT_ID", value)));
        }
        variables
    }

    fn api_client_id(&self) -> Option<ClientId> {
        let client_id = self.settings.entra.client_id;
        (client_id != ClientId::from_uuid(Uuid::nil())).then_some(client_id)
    }
}

/// The text of `.env` without those lines that name a registration and give no value.
fn without_blanks(text: &str) -> String {
    let is_blank = |line: &str| {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line);
        line.split_once('=').is_some_and(|(name, value)| {
            value.trim().is_empty() && SHORT_NAMES.contains(&name.trim())
        })
    };
    // An empty line keeps the numbers of the others.
    let lines: Vec<&str> = text
        .lines()
        .map(|line| if is_blank(line) { "" } else { line })
        .collect();
    lines.join("\n")
}
