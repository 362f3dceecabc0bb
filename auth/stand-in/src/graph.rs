//! The part of Microsoft Graph that app registrations need: applications, their service principals, and
//! the app roles that these were given. All of it lives in memory, is bounded, and ends with the process.

mod behavior;
mod objects;
mod patch;
mod principals;
mod refusal;
mod registrations;

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};

use crate::Directory;

pub(crate) use behavior::Disturbance;
pub use behavior::{GraphBehavior, Interruption};
pub(crate) use objects::{ApplicationKey, PrincipalKey};
pub(crate) use refusal::GraphRefusal;

use behavior::Traffic;
use objects::Objects;

/// An object as JSON.
pub(crate) type Object = Map<String, Value>;

/// What Microsoft Graph knows, and how it behaves.
#[derive(Default)]
pub(crate) struct Registry {
    objects: Mutex<Objects>,
    traffic: Mutex<Traffic>,
}

impl Registry {
    /// Sets how it behaves from now on, and begins to count anew.
    pub(crate) fn behave(&self, behavior: GraphBehavior) {
        *self.traffic() = Traffic::new(behavior);
    }

    /// How many requests came since then.
    pub(crate) fn requests(&self) -> usize {
        self.traffic().requests()
    }

    /// Counts a request, and says what disturbs it.
    pub(crate) fn next(&self) -> Disturbance {
        self.traffic().next()
    }

    /// How many objects a page of a list has.
    pub(crate) fn page_size(&self) -> usize {
        self.traffic().behavior().page_size
    }

    /// The applications of a tenant.
    pub(crate) fn applications(&self, tenant: &str) -> Vec<Object> {
        self.objects().list_applications(tenant)
    }

    /// One application.
    pub(crate) fn application(&self, tenant: &str, key: &ApplicationKey) -> Option<Object> {
        self.objects().read_application(tenant, key)
    }

    /// Makes an application; `unique_name` is its key if the client provides one.
    pub(crate) fn create_application(
        &self,
        tenant: &str,
        unique_name: Option<&str>,
        body: &Object,
    ) -> Result<Object, GraphRefusal> {
        let behavior = self.traffic().behavior();
        self.objects()
            .create_application(tenant, unique_name, body, behavior)
    }

    /// Changes an application; `false` if there is none.
    pub(crate) fn patch_application(
        &self,
        tenant: &str,
        key: &ApplicationKey,
        body: &Object,
    ) -> Result<bool, GraphRefusal> {
        let behavior = self.traffic().behavior();
        self.objects()
            .patch_application(tenant, key, body, behavior)
    }

    /// Whether there is an application of this key, even if not everybody sees it yet.
    pub(crate) fn has_application(&self, tenant: &str, key: &ApplicationKey) -> bool {
        self.objects().has_application(tenant, key)
    }

    /// One service principal.
    pub(crate) fn principal(
        &self,
        directory: &Directory,
        tenant: &str,
        key: &PrincipalKey,
    ) -> Option<Object> {
        self.objects().read_principal(directory, tenant, key)
    }

    /// Makes a service principal.
    pub(crate) fn create_principal(
        &self,
        directory: &Directory,
        tenant: &str,
        body: &Object,
    ) -> Result<Object, GraphRefusal> {
        let behavior = self.traffic().behavior();
        self.objects()
            .create_principal(directory, tenant, body, behavior)
    }

    /// Gives a service principal an app role of an API.
    pub(crate) fn assign_role(
        &self,
        directory: &Directory,
        tenant: &str,
        body: &Object,
    ) -> Result<Object, GraphRefusal> {
        self.objects().assign_role(directory, tenant, body)
    }

    /// A directory with everything that was registered here beside what it has.
    pub(crate) fn extend(&self, directory: &Directory) -> Directory {
        self.objects().extend(directory)
    }

    fn objects(&self) -> MutexGuard<'_, Objects> {
        self.objects.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn traffic(&self) -> MutexGuard<'_, Traffic> {
        self.traffic.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
