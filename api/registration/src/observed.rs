//! What is there.

use crate::desired::{Desired, Part};
use crate::model::{Api, Application, ServicePrincipal};
use crate::permissions::TOKEN_VERSION;

/// What is there; empty for a directory without anything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observed {
    /// The API.
    pub api: Registered,
    /// The documentation page.
    pub page: Registered,
    /// Applications that have the same display name, but are not known to be ours.
    pub namesakes: Vec<Application>,
}

/// A registration, and its presence in the tenant that has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Registered {
    /// The app registration.
    pub application: Option<Application>,
    /// The service principal (enterprise application).
    pub principal: Option<ServicePrincipal>,
}

impl Observed {
    /// One of the two registrations.
    #[must_use]
    pub fn part(&self, part: Part) -> &Registered {
        match part {
            Part::Api => &self.api,
            Part::Page => &self.page,
        }
    }

    /// One of the two registrations, to be changed.
    pub(crate) fn part_mut(&mut self, part: Part) -> &mut Registered {
        match part {
            Part::Api => &mut self.api,
            Part::Page => &mut self.page,
        }
    }

    /// The tenant that has the API's registration.
    #[must_use]
    pub fn home_tenant(&self) -> Option<&str> {
        self.api
            .principal
            .as_ref()
            .and_then(|principal| principal.app_owner_organization_id.as_deref())
    }
}

impl Application {
    /// An application as it will be when it has been made, with placeholders for its ids.
    pub(crate) fn to_come(desired: &Desired, part: Part) -> Self {
        Self {
            id: part.id_to_come().to_owned(),
            app_id: part.app_id_to_come().to_owned(),
            display_name: desired.display_name(part),
            sign_in_audience: Some(desired.account_types.as_graph().to_owned()),
            api: Api {
                requested_access_token_version: Some(TOKEN_VERSION),
                ..Api::default()
            },
            ..Self::default()
        }
    }
}

impl ServicePrincipal {
    /// A service principal as it will be when it has been made.
    pub(crate) fn to_come(application: &Application) -> Self {
        Self {
            id: String::new(),
            app_id: application.app_id.clone(),
            app_owner_organization_id: None,
        }
    }
}
