//! The rules by which requests are judged: what can be replaced while the service runs.
//!
//! A request takes them once and keeps them to its end, so that nobody is judged by half of the old
//! rules and half of the new.

use std::future::{Ready, ready};
use std::ops::Deref;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use arc_swap::ArcSwap;
use entrance_auth::VerifiedToken;
use entrance_domain::Admission;
use paperclip::actix::OperationModifier;
use paperclip::v2::schema::Apiv2Schema;

use crate::challenge::Challenges;
use crate::docs_page::DocsPage;
use crate::error::ApiError;
use crate::openapi::OpenApiDocuments;
use crate::routes::{ForwardAuthRules, ResourceMetadata};
use crate::settings::{Policies, Settings};

/// Everything that follows from `policies`, `tenants.listed`, `forward_auth` and `cors`.
pub(crate) struct Rules {
    pub(crate) admission: Admission,
    pub(crate) policies: Policies,
    pub(crate) challenges: Challenges,
    pub(crate) metadata: ResourceMetadata,
    pub(crate) documents: OpenApiDocuments,
    /// `None` leaves proxies without an answer.
    pub(crate) forward_auth: Option<ForwardAuthRules>,
    /// Exact origins whose pages may call.
    pub(crate) origins: Vec<String>,
    docs: Option<DocsPage>,
}

impl Rules {
    /// The rules of these settings, with the documents that describe them.
    pub(crate) fn new(settings: &Settings, documents: OpenApiDocuments) -> Self {
        let forward_auth = settings.forward_auth.clone();
        Self {
            admission: settings.tenants.admission.clone(),
            policies: settings.policies.clone(),
            challenges: Challenges::new(settings),
            metadata: ResourceMetadata::new(settings),
            documents,
            forward_auth: forward_auth.map(|forward_auth| ForwardAuthRules {
                settings: forward_auth,
                trusted_proxies: settings.server.trusted_proxies.clone(),
            }),
            origins: settings.cors.origins.clone(),
            docs: DocsPage::new(settings),
        }
    }

    /// The documentation page.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] where it is taken away.
    pub(crate) fn docs(&self) -> Result<&DocsPage, ApiError> {
        self.docs.as_ref().ok_or(ApiError::NotFound)
    }

    /// Judges an authenticated caller by a policy.
    pub(crate) fn authorize(&self, token: &VerifiedToken, policy: &str) -> Result<(), ApiError> {
        authorize(&self.admission, &self.policies, token, policy)
    }
}

/// Judges an authenticated caller by one of these policies.
pub(crate) fn authorize(
    admission: &Admission,
    policies: &Policies,
    token: &VerifiedToken,
    policy: &str,
) -> Result<(), ApiError> {
    if policy == Policies::OPERATORS && admission.operator().is_none() {
        return Err(ApiError::OperatorNotConfigured);
    }
    // INVARIANT: start-up and reload checked that every policy named by a handler is configured.
    let rules = policies.get(policy).ok_or(ApiError::PolicyMissing)?;
    rules
        .evaluate(token.principal())
        .map_err(|denial| ApiError::Forbidden {
            denial,
            policy: policy.into(),
        })
}

/// The rules in force, for all workers.
pub(crate) struct RulesInForce(ArcSwap<Rules>);

impl RulesInForce {
    pub(crate) fn new(rules: Rules) -> Self {
        Self(ArcSwap::from_pointee(rules))
    }

    /// Puts others in force, all at once, for the requests to come.
    pub(crate) fn replace(&self, rules: Rules) {
        self.0.store(Arc::new(rules));
    }

    /// Whether pages of this origin may call now.
    pub(crate) fn allow_origin(&self, origin: &[u8]) -> bool {
        let rules = self.0.load();
        let mut origins = rules.origins.iter();
        origins.any(|known| known.as_bytes() == origin)
    }
}

/// The rules by which one request is judged.
#[derive(Clone)]
pub(crate) struct RequestRules(Arc<Rules>);

impl RequestRules {
    /// Those that the request has taken before, or those in force.
    ///
    /// # Errors
    /// [`ApiError::PolicyMissing`] in an application without rules, which lets nobody pass.
    pub(crate) fn of(request: &HttpRequest) -> Result<Self, ApiError> {
        if let Some(taken) = request.extensions().get::<Self>() {
            return Ok(taken.clone());
        }
        let in_force = request.app_data::<Data<RulesInForce>>();
        let rules = Self(in_force.ok_or(ApiError::PolicyMissing)?.0.load_full());
        request.extensions_mut().insert(rules.clone());
        Ok(rules)
    }
}

impl Deref for RequestRules {
    type Target = Rules;

    fn deref(&self) -> &Rules {
        &self.0
    }
}

impl FromRequest for RequestRules {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl Apiv2Schema for RequestRules {}
impl OperationModifier for RequestRules {}
