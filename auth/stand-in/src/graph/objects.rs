//! Applications and service principals, and who sees them already.

use serde_json::{Value, json};
use uuid::Uuid;

use super::patch::{self, Neighbors};
use super::{GraphBehavior, GraphRefusal, Object};

/// How many applications are kept.
const MAX_APPLICATIONS: usize = 250;

/// How an application is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ApplicationKey {
    ObjectId(String),
    AppId(String),
    UniqueName(String),
}

/// How a service principal is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PrincipalKey {
    ObjectId(String),
    AppId(String),
}

/// Everything that was made.
///
/// INVARIANT: bounded; service principals and roles belong to applications and clients, and each body is no
/// longer than the server takes.
#[derive(Default)]
pub(super) struct Objects {
    pub(super) applications: Vec<Application>,
    pub(super) principals: Vec<Principal>,
    pub(super) roles: Vec<RoleAssignment>,
}

/// An app registration.
pub(super) struct Application {
    pub(super) tenant: String,
    pub(super) object: Object,
    /// How many look-ups still do not find it.
    hidden: usize,
    /// What reads still see, and how many of them.
    stale: Option<(Object, usize)>,
}

/// A service principal.
pub(super) struct Principal {
    pub(super) tenant: String,
    pub(super) id: String,
    pub(super) app_id: String,
    pub(super) hidden: usize,
}

/// An app role that a service principal was given.
#[derive(PartialEq, Eq)]
pub(super) struct RoleAssignment {
    /// The service principal's object id.
    pub(super) principal: String,
    /// The API's client id.
    pub(super) api: String,
    /// The role's value.
    pub(super) role: String,
}

impl Application {
    pub(super) fn app_id(&self) -> &str {
        text(&self.object, "appId")
    }

    fn is(&self, tenant: &str, key: &ApplicationKey) -> bool {
        let (name, value) = match key {
            ApplicationKey::ObjectId(id) => ("id", id),
            ApplicationKey::AppId(id) => ("appId", id),
            ApplicationKey::UniqueName(name) => ("uniqueName", name),
        };
        self.tenant == tenant && text(&self.object, name) == value
    }

    /// Whether a look-up finds it; it is found a little sooner with each.
    fn appears(&mut self) -> bool {
        let appears = self.hidden == 0;
        self.hidden = self.hidden.saturating_sub(1);
        appears
    }

    /// What a read sees.
    fn seen(&mut self) -> Object {
        match self.stale.take() {
            Some((old, reads)) if reads > 0 => {
                self.stale = Some((old.clone(), reads - 1));
                old
            }
            _ => self.object.clone(),
        }
    }
}

impl Objects {
    pub(super) fn list_applications(&mut self, tenant: &str) -> Vec<Object> {
        self.applications
            .iter_mut()
            .filter(|application| application.tenant == tenant)
            .filter_map(|application| application.appears().then(|| application.seen()))
            .collect()
    }

    pub(super) fn read_application(
        &mut self,
        tenant: &str,
        key: &ApplicationKey,
    ) -> Option<Object> {
        self.find(tenant, key).map(Application::seen)
    }

    pub(super) fn has_application(&self, tenant: &str, key: &ApplicationKey) -> bool {
        self.applications.iter().any(|one| one.is(tenant, key))
    }

    pub(super) fn create_application(
        &mut self,
        tenant: &str,
        unique_name: Option<&str>,
        body: &Object,
        behavior: GraphBehavior,
    ) -> Result<Object, GraphRefusal> {
        if self.applications.len() >= MAX_APPLICATIONS {
            return Err(GraphRefusal::bad(
                "The directory object quota limit for the tenant has been exceeded.",
            ));
        }
        if text(body, "displayName").is_empty() {
            return Err(GraphRefusal::bad(
                "A value is required for property 'displayName' of resource 'Application'.",
            ));
        }
        let mut object = blank(unique_name);
        patch::merge(&mut object, body, &self.neighbors(tenant, None))?;
        self.applications.push(Application {
            tenant: tenant.to_owned(),
            object: object.clone(),
            hidden: behavior.delay,
            stale: None,
        });
        Ok(object)
    }

    pub(super) fn patch_application(
        &mut self,
        tenant: &str,
        key: &ApplicationKey,
        body: &Object,
        behavior: GraphBehavior,
    ) -> Result<bool, GraphRefusal> {
        let found = match key {
            // A key that the client gave is unique from the first moment on.
            ApplicationKey::UniqueName(_) => {
                self.applications.iter_mut().find(|one| one.is(tenant, key))
            }
            _ => self.find(tenant, key),
        };
        let Some(mut object) = found.map(|found| found.object.clone()) else {
            return Ok(false);
        };
        let id = text(&object, "id").to_owned();
        let others = self.neighbors(tenant, Some((&id, body)));
        patch::merge(&mut object, body, &others)?;
        let by_id = ApplicationKey::ObjectId(id);
        if let Some(application) = self
            .applications
            .iter_mut()
            .find(|one| one.is(tenant, &by_id))
        {
            let old = std::mem::replace(&mut application.object, object);
            application.stale = (behavior.delay > 0).then_some((old, behavior.delay));
        }
        Ok(true)
    }

    /// An application that is visible by now.
    pub(super) fn find(&mut self, tenant: &str, key: &ApplicationKey) -> Option<&mut Application> {
        let application = self
            .applications
            .iter_mut()
            .find(|application| application.is(tenant, key))?;
        application.appears().then_some(application)
    }

    /// What an application's settings may refer to, and must not repeat.
    fn neighbors(&mut self, tenant: &str, of: Option<(&str, &Object)>) -> Neighbors {
        let mut neighbors = Neighbors::default();
        let named = of.map(|(_, body)| Value::Object(body.clone()).to_string());
        let named = named.unwrap_or_default();
        let own = of.map(|(id, _)| id);
        for application in &mut self.applications {
            // Only what a body refers to is looked up.
            if named.contains(application.app_id()) && !application.appears() {
                continue;
            }
            neighbors.client_ids.push(application.app_id().to_owned());
            if application.tenant == tenant && Some(text(&application.object, "id")) != own {
                neighbors
                    .identifier_uris
                    .extend(texts(application.object.get("identifierUris")));
            }
        }
        neighbors
    }
}

/// A new application's properties, as Graph shows them.
fn blank(unique_name: Option<&str>) -> Object {
    let blank = json!({
        "id": Uuid::new_v4().to_string(),
        "appId": Uuid::new_v4().to_string(),
        "uniqueName": unique_name,
        "displayName": null,
        "signInAudience": "AzureADMyOrg",
        "identifierUris": [],
        "api": {
            "acceptMappedClaims": null,
            "knownClientApplications": [],
            "oauth2PermissionScopes": [],
            "preAuthorizedApplications": [],
            "requestedAccessTokenVersion": null,
        },
        "appRoles": [],
        "spa": { "redirectUris": [] },
        "web": { "redirectUris": [] },
        "publicClient": { "redirectUris": [] },
        "requiredResourceAccess": [],
        "optionalClaims": null,
    });
    match blank {
        Value::Object(blank) => blank,
        _ => Object::new(),
    }
}

/// A property that is a text; empty if it is none.
pub(super) fn text<'a>(object: &'a Object, name: &str) -> &'a str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A property that is a list of texts.
pub(super) fn texts(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(|one| one.as_str().map(str::to_owned))
        .collect()
}
