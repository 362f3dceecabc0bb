//! The decisions about a request, from its token to the policy.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, web};
use entrance_auth::{VerifiedClaims, VerifiedToken, Verifier};
use entrance_domain::{Admission, PolicyName};

use crate::audit_log;
use crate::credentials::BearerToken;
use crate::directory::Directory;
use crate::error::ApiError;
use crate::rules::{RequestRules, Rules};

/// Where tokens are verified, and tenants looked up.
pub(crate) struct Gate {
    pub(crate) verifier: Verifier,
    /// `None` where the directory does not decide, so that no database is opened.
    pub(crate) directory: Option<Arc<Directory>>,
}

impl Gate {
    /// From the token to an admitted caller.
    pub(crate) async fn authenticate(
        &self,
        request: &HttpRequest,
        rules: &Rules,
        token: &BearerToken,
    ) -> Result<Arc<VerifiedToken>, ApiError> {
        let verified = self.verifier.verify(token.as_str()).await?;
        if let Err(error) = self.admit(&rules.admission, &verified) {
            audit_log::note(request, Some(&verified), None, None);
            return Err(error);
        }
        Ok(verified)
    }

    /// The same for a token that somebody asks about, with its claims.
    pub(crate) async fn authenticate_with_claims(
        &self,
        rules: &Rules,
        token: &str,
    ) -> Result<(Arc<VerifiedToken>, VerifiedClaims), ApiError> {
        let (verified, claims) = self.verifier.verify_with_claims(token).await?;
        self.admit(&rules.admission, &verified)?;
        Ok((verified, claims))
    }

    /// Judges the tenant, on every request anew: a recognized token is no way round the directory.
    pub(crate) fn admit(
        &self,
        admission: &Admission,
        token: &VerifiedToken,
    ) -> Result<(), ApiError> {
        admission
            .admit(token.principal().tenant_id(), |tenant| {
                let state = self.directory()?.state_of(tenant);
                state.map_err(|_| ApiError::directory_unavailable())
            })?
            .map_err(ApiError::NotAdmitted)
    }

    /// The directory of tenants.
    pub(crate) fn directory(&self) -> Result<&Arc<Directory>, ApiError> {
        self.directory.as_ref().ok_or(ApiError::DirectoryNotEnabled)
    }
}

/// Logs that a proxy or a backend names a policy which is not configured: a mistake in its
/// configuration, and a door that stays shut until somebody mends it.
pub(crate) fn tell_of_unknown_policy(policy: &str) {
    // What is no name may be anybody's text, and stays out of the log.
    let name = PolicyName::new(policy).ok();
    let policy = name.as_ref().map_or("not a name", PolicyName::as_str);
    tracing::error!(policy, "a policy is asked for that is not configured");
}

/// An authenticated caller on the way to a handler.
pub(crate) struct Admitted {
    pub(crate) token: Arc<VerifiedToken>,
    pub(crate) rules: RequestRules,
    /// Whether a policy has judged the request.
    pub(crate) judged: Cell<bool>,
    /// The policy that the handler named.
    pub(crate) policy: Cell<Option<&'static str>>,
}

/// The guard, to be run by actix-web-httpauth: no request passes without a genuine token of an
/// admitted tenant.
pub(crate) async fn guard(
    request: ServiceRequest,
    token: BearerToken,
) -> Result<ServiceRequest, (Error, ServiceRequest)> {
    match authenticate(&request, &token).await {
        Ok((token, rules)) => {
            let admitted = Rc::new(Admitted {
                token,
                rules,
                judged: Cell::new(false),
                policy: Cell::new(None),
            });
            request.extensions_mut().insert(admitted);
            Ok(request)
        }
        Err(error) => Err((error.into(), request)),
    }
}

async fn authenticate(
    request: &ServiceRequest,
    token: &BearerToken,
) -> Result<(Arc<VerifiedToken>, RequestRules), ApiError> {
    let gate = request.app_data::<web::Data<Gate>>();
    let gate = gate.ok_or(ApiError::PolicyMissing)?;
    let rules = RequestRules::of(request.request())?;
    let token = gate.authenticate(request.request(), &rules, token).await?;
    Ok((token, rules))
}

/// Withholds the answer of a handler that asked for no policy: closed by default.
pub(crate) async fn demand_policy<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let response = next.call(request).await?;
    let judged = response
        .request()
        .extensions()
        .get::<Rc<Admitted>>()
        .is_some_and(|admitted| admitted.judged.get());
    let refused = response.status().is_client_error() || response.status().is_server_error();
    if judged || refused {
        Ok(response.map_into_left_body())
    } else {
        Ok(response
            .error_response(ApiError::PolicyMissing)
            .map_into_right_body())
    }
}
