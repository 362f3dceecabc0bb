//! What is reported, and left to people.

use std::fmt;

use serde::Serialize;

use crate::desired::{Desired, Part};
use crate::model::Application;
use crate::observed::Observed;
use crate::permissions::SCOPE;

/// What is reported, and left to people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub enum Notice {
    /// Another application has the display name that a new one would get.
    Namesake {
        /// The name.
        name: String,
        /// The other application's client id.
        client_id: String,
    },
    /// A redirect address of the page is registered, but not for single-page applications.
    OtherPlatform {
        /// The address.
        address: String,
    },
    /// Only administrators may consent to the scope.
    AdministratorsOnly,
}

impl Notice {
    /// Whether it keeps the registrations from being what they shall be.
    #[must_use]
    pub const fn is_difference(&self) -> bool {
        matches!(self, Self::OtherPlatform { .. })
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Namesake { name, client_id } => write!(
                formatter,
                "another application is called \"{name}\" ({client_id}). It is left alone; if it is the one that is \
                 meant, name it by its client id in the configuration"
            ),
            Self::OtherPlatform { address } => write!(
                formatter,
                "{address} is registered for another platform than \"Single-page application\": signing in ends \
                 with AADSTS9002326. Move the address to that platform, in the portal under Authentication"
            ),
            Self::AdministratorsOnly => write!(
                formatter,
                "only administrators may consent to {SCOPE}. That is left as it is; other clients than the \
                 authorized ones meet \"Approval required\""
            ),
        }
    }
}

/// Everything that is to be reported.
pub(crate) fn notices(desired: &Desired, observed: &Observed) -> Vec<Notice> {
    let mut notices = Vec::new();
    for namesake in &observed.namesakes {
        notices.push(Notice::Namesake {
            name: namesake.display_name.clone(),
            client_id: namesake.app_id.clone(),
        });
    }
    if let (Some(wanted), Some(page)) = (&desired.page, &observed.page.application) {
        let elsewhere = wanted
            .redirect_addresses
            .iter()
            .filter(|address| is_on_other_platform(page, address));
        notices.extend(elsewhere.map(|address| Notice::OtherPlatform {
            address: address.clone(),
        }));
    }
    let scope = observed.part(Part::Api).application.as_ref();
    if scope
        .and_then(Application::scope)
        .is_some_and(|scope| scope.consent_by.as_deref() == Some("Admin"))
    {
        notices.push(Notice::AdministratorsOnly);
    }
    notices
}

/// Whether an address is registered, but not for single-page applications.
pub(crate) fn is_on_other_platform(page: &Application, address: &str) -> bool {
    let others = [&page.web, &page.public_client];
    others
        .into_iter()
        .any(|platform| platform.redirect_uris.iter().any(|one| one == address))
}
