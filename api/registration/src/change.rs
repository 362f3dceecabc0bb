//! One step from what is there to what shall be.

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::desired::{Desired, Part};
use crate::model::{Application, ServicePrincipal};
use crate::observed::Observed;

/// One step, with the one call of Microsoft Graph that makes it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Which registration it concerns.
    pub part: Part,
    /// What of it.
    pub setting: Setting,
    /// From what to what.
    #[serde(flatten)]
    pub detail: Detail,
    /// The call.
    pub request: GraphRequest,
    #[serde(skip)]
    pub(crate) effect: Effect,
}

/// What of a registration is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// The registration itself.
    Application,
    /// `api.requestedAccessTokenVersion`
    TokenVersion,
    /// `signInAudience`
    AccountTypes,
    /// `identifierUris`
    IdentifierUri,
    /// `optionalClaims.accessToken`
    OptionalClaims,
    /// `api.oauth2PermissionScopes`
    Scope,
    /// `appRoles`
    AppRoles,
    /// The service principal in the tenant of the registration.
    ServicePrincipal,
    /// `spa.redirectUris`
    RedirectAddresses,
    /// `requiredResourceAccess`
    Permission,
    /// `api.knownClientApplications`
    KnownClient,
    /// `api.preAuthorizedApplications`
    AuthorizedClients,
}

/// From what to what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Detail {
    /// It is not there at all.
    Create {
        /// What it will be called.
        name: String,
    },
    /// Some of a list are missing; the rest of it stays.
    Add {
        /// Those.
        values: Vec<String>,
    },
    /// It has another value.
    Set {
        /// The value that is there.
        from: String,
        /// The value that it gets.
        to: String,
    },
}

/// A call of Microsoft Graph.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GraphRequest {
    /// The method.
    pub method: Method,
    /// The path below the version, such as `/applications/{id}`.
    pub path: String,
    /// Whether a missing object is made (`Prefer: create-if-missing`).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub create_if_missing: bool,
    /// The body, JSON.
    pub body: Value,
}

/// The method of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Changes an object.
    Patch,
    /// Makes an object.
    Post,
}

/// What is known of the object when the call has succeeded.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Effect {
    /// There is an application.
    NewApplication,
    /// There is a service principal.
    NewPrincipal,
    /// The application is like this.
    Application(Box<Application>),
}

impl Method {
    /// As HTTP writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "PATCH",
            Self::Post => "POST",
        }
    }
}

impl Serialize for Method {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Change {
    /// A new application, found again by its `uniqueName`.
    pub(crate) fn application(desired: &Desired, part: Part) -> Self {
        let to_come = Application::to_come(desired, part);
        Self {
            part,
            setting: Setting::Application,
            detail: Detail::Create {
                name: to_come.display_name.clone(),
            },
            request: GraphRequest {
                method: Method::Patch,
                path: format!("/applications(uniqueName='{}')", desired.unique_name(part)),
                create_if_missing: true,
                body: json!({
                    "displayName": to_come.display_name,
                    "signInAudience": to_come.sign_in_audience,
                    "api": {
                        "requestedAccessTokenVersion": to_come.api.requested_access_token_version,
                    },
                }),
            },
            effect: Effect::NewApplication,
        }
    }

    /// A new service principal.
    pub(crate) fn principal(part: Part, application: &Application) -> Self {
        Self {
            part,
            setting: Setting::ServicePrincipal,
            detail: Detail::Create {
                name: application.display_name.clone(),
            },
            request: GraphRequest {
                method: Method::Post,
                path: "/servicePrincipals".to_owned(),
                create_if_missing: false,
                body: json!({ "appId": application.app_id }),
            },
            effect: Effect::NewPrincipal,
        }
    }

    /// Another value of one property; `after` is the application with it.
    pub(crate) fn patch(
        part: Part,
        setting: Setting,
        detail: Detail,
        after: Application,
        body: Value,
    ) -> Self {
        Self {
            part,
            setting,
            detail,
            request: GraphRequest {
                method: Method::Patch,
                path: format!("/applications/{}", after.id),
                create_if_missing: false,
                body,
            },
            effect: Effect::Application(Box::new(after)),
        }
    }

    /// What there will be when all goes well.
    pub(crate) fn foresee(&self, desired: &Desired, observed: &mut Observed) {
        let registered = observed.part_mut(self.part);
        match &self.effect {
            Effect::NewApplication => {
                registered.application = Some(Application::to_come(desired, self.part));
            }
            Effect::NewPrincipal => {
                registered.principal = registered
                    .application
                    .as_ref()
                    .map(ServicePrincipal::to_come);
            }
            Effect::Application(after) => registered.application = Some((**after).clone()),
        }
    }
}
