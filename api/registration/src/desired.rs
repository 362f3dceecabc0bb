//! What the registrations shall be.

use std::fmt;

use entrance_domain::ClientId;
use serde::Serialize;

/// One of the two registrations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The API, which tokens are meant for.
    Api,
    /// Its documentation page, which signs people in.
    Page,
}

/// Whose accounts may sign in (`signInAudience`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountTypes {
    /// Those of the tenant that has the registration.
    SingleTenant,
    /// Those of any organization.
    Organizations,
    /// Those of any organization, and personal ones.
    OrganizationsAndPersonal,
    /// Personal ones only.
    Personal,
}

/// What the registrations shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desired {
    /// The display name of the API; the page has ` - OpenAPI` behind it. Only new registrations get it.
    pub name: String,
    /// Whose accounts may sign in.
    pub account_types: AccountTypes,
    /// The API's registration, if the configuration names one.
    pub api_client_id: Option<ClientId>,
    /// The API's Application ID URI; `{client_id}` in it stands for the client id, so that the one that
    /// the portal proposes is `api://{client_id}`.
    pub identifier_uri: String,
    /// The documentation page, if it is to sign people in.
    pub page: Option<DesiredPage>,
    /// Whether Azure's command line may get tokens for the API without consent.
    pub azure_cli: bool,
}

/// The documentation page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesiredPage {
    /// Its registration, if the configuration names one.
    pub client_id: Option<ClientId>,
    /// Where a browser is sent back to, all of the platform "Single-page application".
    pub redirect_addresses: Vec<String>,
}

impl Part {
    /// Stands for the object id of an application that is not made yet.
    pub(crate) const fn id_to_come(self) -> &'static str {
        match self {
            Self::Api => "{api.id}",
            Self::Page => "{page.id}",
        }
    }

    /// Stands for the client id of an application that is not made yet.
    pub(crate) const fn app_id_to_come(self) -> &'static str {
        match self {
            Self::Api => "{api.appId}",
            Self::Page => "{page.appId}",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Api => "API",
            Self::Page => "page",
        })
    }
}

impl AccountTypes {
    /// As Microsoft Graph writes it.
    #[must_use]
    pub const fn as_graph(self) -> &'static str {
        match self {
            Self::SingleTenant => "AzureADMyOrg",
            Self::Organizations => "AzureADMultipleOrgs",
            Self::OrganizationsAndPersonal => "AzureADandPersonalMicrosoftAccount",
            Self::Personal => "PersonalMicrosoftAccount",
        }
    }
}

impl Desired {
    /// The display name of a new registration.
    pub(crate) fn display_name(&self, part: Part) -> String {
        match part {
            Part::Api => self.name.clone(),
            Part::Page => format!("{} - OpenAPI", self.name),
        }
    }

    /// The key under which a registration is found again before the configuration knows its client id:
    /// lower-case letters, digits and hyphens, such as `entrance-orders-api`.
    #[must_use]
    pub fn unique_name(&self, part: Part) -> String {
        let words: Vec<String> = self
            .name
            .split(|character: char| !character.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_ascii_lowercase)
            .collect();
        let suffix = match part {
            Part::Api => "api",
            Part::Page => "openapi",
        };
        format!("entrance-{}-{suffix}", words.join("-"))
    }

    /// The Application ID URI of the API with this client id.
    pub(crate) fn identifier_uri(&self, client_id: &str) -> String {
        self.identifier_uri.replace("{client_id}", client_id)
    }

    /// The client id that the configuration names.
    pub(crate) fn client_id(&self, part: Part) -> Option<ClientId> {
        match part {
            Part::Api => self.api_client_id,
            Part::Page => self.page.as_ref().and_then(|page| page.client_id),
        }
    }
}
