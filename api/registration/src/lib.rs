//! The two app registrations of an Entrance in Microsoft Entra ID: what they shall be, how that differs from
//! what is there, and the calls of Microsoft Graph that make up the difference.
//!
//! [`Desired`] and [`Observed`] give a [`Plan`], by pure functions. [`observe()`] reads, [`apply()`] carries a
//! plan out, and [`script()`] writes it as calls of Azure's command line.
//!
//! It never removes anything, and never touches an application that is not named by its client id or by
//! its `uniqueName`: an equal display name proves nothing.
//!
//! Specifications: the reference of Microsoft Graph 1.0 on the resources `application` and
//! `servicePrincipal`.
//!
//! ```
//! use entrance_registration::{AccountTypes, Desired, Observed, Plan};
//!
//! let desired = Desired {
//!     name: "Orders".to_owned(),
//!     account_types: AccountTypes::Organizations,
//!     api_client_id: None,
//!     identifier_uri: "api://{client_id}".to_owned(),
//!     page: None,
//!     azure_cli: false,
//! };
//! let plan = Plan::new(&desired, &Observed::default());
//! assert!(!plan.changes.is_empty());
//! ```

mod apply;
mod change;
mod cloud;
mod desired;
mod explanation;
mod graph;
mod model;
mod notice;
mod observe;
mod observed;
mod permissions;
mod plan;
mod script;
mod text;

pub use apply::{ApplyError, Outcome, apply};
pub use change::{Change, Detail, GraphRequest, Method, Setting};
pub use cloud::{UnknownCloud, graph_base};
pub use desired::{AccountTypes, Desired, DesiredPage, Part};
pub use explanation::Explanation;
pub use graph::{AccessToken, Event, GraphClient, GraphError, Notify};
pub use model::{Application, ServicePrincipal};
pub use notice::Notice;
pub use observe::{ObserveError, observe};
pub use observed::{Observed, Registered};
pub use plan::Plan;
pub use script::script;
