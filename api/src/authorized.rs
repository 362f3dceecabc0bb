//! The caller as a handler receives it, and the policy that the handler names by type.

use std::collections::BTreeMap;
use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::rc::Rc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use entrance_auth::VerifiedToken;
use entrance_domain::Principal;
use paperclip::actix::OperationModifier;
use paperclip::v2::models::SecurityScheme;
use paperclip::v2::schema::Apiv2Schema;

use crate::error::ApiError;
use crate::gate::Admitted;

/// The name of the OAuth 2.0 scheme in the OpenAPI document.
pub(crate) const OAUTH_SCHEME: &str = "entraOAuth2";

/// A policy that handlers name by type.
///
/// The settings must have `[policies.NAME]`; the service does not start otherwise.
pub trait NamedPolicy: 'static {
    /// The policy's name, `[a-z0-9-]+`.
    const NAME: &'static str;
}

/// The policy `default`.
#[derive(Debug, Clone, Copy)]
pub struct DefaultPolicy;

impl NamedPolicy for DefaultPolicy {
    const NAME: &'static str = entrance_domain::PolicyName::DEFAULT;
}

/// A caller whom the policy `P` lets pass: verified, admitted and authorized.
///
/// As a parameter of a handler it is guard and documentation at once: the OpenAPI document takes the
/// operation's security from it.
pub struct Authorized<P: NamedPolicy> {
    admitted: Rc<Admitted>,
    policy: PhantomData<P>,
}

impl<P: NamedPolicy> Authorized<P> {
    /// Who calls.
    #[must_use]
    pub fn principal(&self) -> &Principal {
        self.admitted.token.principal()
    }

    /// The verified token's facts. The token itself is not kept.
    #[must_use]
    pub fn token(&self) -> &VerifiedToken {
        &self.admitted.token
    }

    fn of(request: &HttpRequest) -> Result<Self, ApiError> {
        // Outside the guard there is no caller, and so no way in.
        let admitted = request.extensions().get::<Rc<Admitted>>().cloned();
        let admitted = admitted.ok_or(ApiError::PolicyMissing)?;
        admitted.policy.set(Some(P::NAME));
        admitted.rules.authorize(&admitted.token, P::NAME)?;
        admitted.judged.set(true);
        Ok(Self {
            admitted,
            policy: PhantomData,
        })
    }
}

impl<P: NamedPolicy> FromRequest for Authorized<P> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl<P: NamedPolicy> Apiv2Schema for Authorized<P> {
    fn name() -> Option<String> {
        Some(OAUTH_SCHEME.to_owned())
    }

    /// Records the policy's name as the scope; the finished document holds its configured scopes.
    fn security_scheme() -> Option<SecurityScheme> {
        Some(SecurityScheme {
            name: None,
            type_: "oauth2".to_owned(),
            in_: None,
            flow: Some("accessCode".to_owned()),
            auth_url: None,
            token_url: None,
            scopes: BTreeMap::from([(P::NAME.to_owned(), String::new())]),
            description: None,
        })
    }
}

impl<P: NamedPolicy> OperationModifier for Authorized<P> {}
