//! The rules of Entrance: who a caller is, which tenants may come in, and what a caller must bring.
//!
//! A verified access token becomes a [`Principal`]; an [`Admission`] decides about its tenant; a
//! [`Policy`] decides about everything else. A refusal is a [`Denial`] with a stable code. Which
//! tenants there are, a [`Tenant`] each, is changed by the [`LifeCycle`] alone. Every answer is a pure
//! function of its arguments, so it can be given from any thread, at any time, and proved by plain
//! tests.
//!
//! # What it never does
//! It reads no file, no socket, no clock and no environment variable, waits for nothing, writes no
//! log and knows neither HTTP nor JSON. It verifies no token either: it believes what it is handed.
//! No value out of a token appears in an error message or in the `Debug` output of the types that
//! describe a caller. Its dependencies are listed in `dependencies.txt`, and a check keeps them so.
//!
//! # Specifications
//! The claims are those of access tokens of the Microsoft identity platform, versions 1.0 and 2.0;
//! scopes follow RFC 6749, section 3.3.
//!
//! # Example
//! ```
//! use std::collections::BTreeSet;
//!
//! use entrance_domain::{
//!     Admission, AdmissionMode, Caller, Demands, Denial, Groups, Identity, ObjectId, Policy,
//!     Principal, Scope, Subject, TenantId, UserScopes,
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let customer = TenantId::parse_canonical("3b3f5c8e-52a1-4d0c-9a68-8a6f0a4b7d11")?;
//! let admission = Admission::new(AdmissionMode::Listed(BTreeSet::from([customer])), None)?;
//! let policy = Policy::new(Demands {
//!     scopes: vec![Scope::new("user_impersonation")?],
//!     ..Demands::default()
//! });
//!
//! let caller = Caller {
//!     identity: Identity::new(
//!         customer,
//!         ObjectId::parse_canonical("0d7e4c52-6f0b-4f5e-8a43-1c2d9e6b5a70")?,
//!     ),
//!     subject: Subject::new("iWdZ1q0pX3")?,
//!     client_id: "5c1f0b7e-2d94-4b1a-b3f6-7e8d9c0a1b22".parse()?,
//!     roles: Vec::new(),
//!     groups: Groups::Known(Vec::new()),
//!     auth_contexts: Vec::new(),
//!     accepts_claims_challenge: false,
//!     name: None,
//! };
//!
//! let no_directory = |_| Ok::<_, ()>(None);
//! assert_eq!(admission.admit(customer, no_directory), Ok(Ok(())));
//! let application = Principal::application(caller.clone());
//! assert_eq!(policy.evaluate(&application), Err(Denial::ApplicationsNotAllowed));
//!
//! let scopes = UserScopes::new(vec![Scope::new("user_impersonation")?]).ok_or("no scope")?;
//! let user = Principal::user(caller, scopes, false);
//! assert_eq!(policy.evaluate(&user), Ok(()));
//! # Ok(())
//! # }
//! ```

mod admission;
mod denial;
mod identifiers;
mod introspection;
mod names;
mod policy;
mod principal;
mod route_rules;
mod tenant;

pub use admission::{Admission, AdmissionError, AdmissionMode};
pub use denial::Denial;
pub use identifiers::{ClientId, Group, IdentifierError, Identity, ObjectId, Subject, TenantId};
pub use introspection::Introspector;
pub use names::{AppRole, AuthContext, NameError, PolicyName, Scope};
pub use policy::{Demands, Guests, Policy};
pub use principal::{Caller, Groups, Principal, PrincipalKind, UserScopes};
pub use route_rules::{
    HostName, Method, OriginalRequest, PathPrefix, Protection, RawPath, RouteDenial, RouteError,
    RouteRule, RouteRules,
};
pub use tenant::{
    Action, Actor, AuditEvent, Change, DisplayName, DomainName, Edit, LifeCycle, LifeCycleRefusal,
    NewTenant, Note, Reason, Stamp, Tenant, TenantRecord, TenantState, TextError,
};
