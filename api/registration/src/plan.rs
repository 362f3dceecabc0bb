//! The way from what is there to what shall be.

mod api;
mod page;

use serde::Serialize;
use serde_json::json;

use crate::change::{Change, Detail, Setting};
use crate::desired::{Desired, Part};
use crate::model::Application;
use crate::notice::{Notice, notices};
use crate::observed::Observed;
use crate::permissions::TOKEN_VERSION;

/// Looks at one setting, and says what has to be done about it.
pub(crate) type Step = fn(&Desired, &Observed) -> Option<Change>;

/// All steps, in the order in which they build on each other.
///
/// The token version comes with the application, because it takes a while until new tokens follow it.
/// The API is made first, because the page names it, and names the page last.
pub(crate) const STEPS: [Step; 16] = [
    api::application,
    |desired, observed| token_version(desired, observed, Part::Api),
    |desired, observed| account_types(desired, observed, Part::Api),
    api::identifier_uri,
    api::optional_claims,
    api::scope,
    api::roles,
    |_, observed| principal(observed, Part::Api),
    page::application,
    |desired, observed| token_version(desired, observed, Part::Page),
    |desired, observed| account_types(desired, observed, Part::Page),
    page::redirect_addresses,
    page::permission,
    |_, observed| principal(observed, Part::Page),
    api::known_client,
    api::authorized_clients,
];

/// What has to be done, in order, and what only people can judge.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// The steps; none if everything is as it shall be.
    pub changes: Vec<Change>,
    /// What is reported and never touched.
    pub notices: Vec<Notice>,
}

impl Plan {
    /// Compares. Ids that only Microsoft Graph can give are placeholders such as `{api.appId}`.
    #[must_use]
    pub fn new(desired: &Desired, observed: &Observed) -> Self {
        let mut foreseen = observed.clone();
        let mut changes = Vec::new();
        for step in STEPS {
            if let Some(change) = step(desired, &foreseen) {
                change.foresee(desired, &mut foreseen);
                changes.push(change);
            }
        }
        Self {
            changes,
            notices: notices(desired, observed),
        }
    }

    /// Whether everything is as it shall be.
    #[must_use]
    pub fn is_fulfilled(&self) -> bool {
        self.changes.is_empty() && !self.notices.iter().any(Notice::is_difference)
    }
}

fn token_version(_: &Desired, observed: &Observed, part: Part) -> Option<Change> {
    let application = observed.part(part).application.as_ref()?;
    let version = application.api.requested_access_token_version;
    if version == Some(TOKEN_VERSION) {
        return None;
    }
    let mut after = application.clone();
    after.api.requested_access_token_version = Some(TOKEN_VERSION);
    let detail = Detail::Set {
        from: version.map_or("not set".to_owned(), |version| version.to_string()),
        to: TOKEN_VERSION.to_string(),
    };
    let body = json!({ "api": { "requestedAccessTokenVersion": TOKEN_VERSION } });
    Some(Change::patch(
        part,
        Setting::TokenVersion,
        detail,
        after,
        body,
    ))
}

fn account_types(desired: &Desired, observed: &Observed, part: Part) -> Option<Change> {
    let application = observed.part(part).application.as_ref()?;
    let wanted = desired.account_types.as_graph();
    let found = application.sign_in_audience.as_deref();
    if found == Some(wanted) {
        return None;
    }
    let mut after = application.clone();
    after.sign_in_audience = Some(wanted.to_owned());
    let detail = Detail::Set {
        from: found.unwrap_or("not set").to_owned(),
        to: wanted.to_owned(),
    };
    let body = json!({ "signInAudience": wanted });
    Some(Change::patch(
        part,
        Setting::AccountTypes,
        detail,
        after,
        body,
    ))
}

fn principal(observed: &Observed, part: Part) -> Option<Change> {
    let registered = observed.part(part);
    let application = registered.application.as_ref()?;
    match registered.principal {
        Some(_) => None,
        None => Some(Change::principal(part, application)),
    }
}

/// Entries that a list lacks.
fn missing<'a>(wanted: &'a [String], found: &[String]) -> Vec<&'a String> {
    wanted.iter().filter(|one| !found.contains(one)).collect()
}

/// The names of things to be added.
fn added<T: ToString>(values: impl IntoIterator<Item = T>) -> Detail {
    Detail::Add {
        values: values.into_iter().map(|value| value.to_string()).collect(),
    }
}

/// The scope of the API, if it has one already.
fn scope_id(api: &Application) -> Option<&str> {
    api.scope().map(|scope| scope.id.as_str())
}
