//! What a service of one's own adds to Entrance: routes, their tags, and default settings.

use std::fmt;
use std::sync::Arc;

use paperclip::actix::web;

use crate::settings::EmbeddedFile;

type Routes = dyn Fn(&mut web::ServiceConfig<'_>) + Send + Sync;

/// Routes of one's own beside those of Entrance, with what they need.
///
/// All of them are below `/api`, and so behind the guard: a handler says by a parameter
/// [`Authorized`](crate::Authorized) which policy its callers must meet, and one that says nothing
/// keeps the service from starting. They appear in the OpenAPI document.
///
/// ```
/// use entrance_api::{ApiError, Authorized, DefaultPolicy, Extension};
/// use paperclip::actix::web::{self, Json};
/// use paperclip::actix::api_v2_operation;
///
/// #[api_v2_operation(summary = "A greeting", operation_id = "getGreeting", tags(Greetings))]
/// async fn greeting(caller: Authorized<DefaultPolicy>) -> Result<Json<String>, ApiError> {
///     Ok(Json(format!("Hello, {}", caller.principal().object_id())))
/// }
///
/// let extension = Extension::new()
///     .with_tag("Greetings", "What is said first.")
///     .with_routes(|api| {
///         api.service(web::resource("/v1/greeting").route(web::get().to(greeting)));
///     });
/// ```
#[derive(Clone, Default)]
pub struct Extension {
    defaults: Vec<EmbeddedFile>,
    tags: Vec<(&'static str, &'static str)>,
    routes: Vec<Arc<Routes>>,
}

impl Extension {
    /// Adds nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds default settings in the form of a configuration file, above those of Entrance and below
    /// whatever is configured: the place for the policies that the handlers name. `name` is what
    /// error messages call it, such as `notes.toml`.
    #[must_use]
    pub fn with_defaults(mut self, name: &'static str, text: &'static str) -> Self {
        self.defaults.push(EmbeddedFile { name, text });
        self
    }

    /// Describes a tag of the OpenAPI document, under which operations are grouped.
    #[must_use]
    pub fn with_tag(mut self, name: &'static str, description: &'static str) -> Self {
        self.tags.push((name, description));
        self
    }

    /// Adds routes below `/api`: a resource `/v1/notes` answers at `/api/v1/notes`.
    ///
    /// The function runs once for each worker, and to describe the routes before anything is bound.
    #[must_use]
    pub fn with_routes(
        mut self,
        routes: impl Fn(&mut web::ServiceConfig<'_>) + Send + Sync + 'static,
    ) -> Self {
        self.routes.push(Arc::new(routes));
        self
    }

    /// The default settings, in ascending precedence: for [`Sources`](crate::Sources).
    #[must_use]
    pub fn defaults(&self) -> &[EmbeddedFile] {
        &self.defaults
    }

    /// Names and descriptions.
    pub(crate) fn tags(&self) -> &[(&'static str, &'static str)] {
        &self.tags
    }

    /// Puts the routes into the scope `/api`.
    pub(crate) fn configure(&self, api: &mut web::ServiceConfig<'_>) {
        for routes in &self.routes {
            routes(api);
        }
    }
}

impl fmt::Debug for Extension {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Extension")
            .field("defaults", &self.defaults)
            .field("tags", &self.tags)
            .field("routes", &self.routes.len())
            .finish()
    }
}
