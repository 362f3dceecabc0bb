//! `POST /oauth2/introspect`: what a token means, for authenticated backends (RFC 7662).

use std::num::NonZeroU32;
use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::{ErrorPayloadTooLarge, ErrorUnsupportedMediaType};
use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use actix_web::middleware::Next;
use actix_web::web::{Data, Payload};
use actix_web::{Error, HttpMessage as _, HttpRequest, HttpResponse, ResponseError as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use entrance_auth::{Clock, VerifiedClaims, VerifiedToken};
use entrance_domain::{Introspector, TenantId};
use serde_json::{Value, json};

use crate::audit_log;
use crate::client_address::client_address;
use crate::credentials::BearerToken;
use crate::error::ApiError;
use crate::gate::Gate;
use crate::refusals::Refusals;
use crate::rules::{RequestRules, Rules};
use crate::settings::{Introspection, Networks, Settings};

/// Where backends ask.
pub(crate) const INTROSPECTION_PATH: &str = "/oauth2/introspect";
/// The longest body: a token, encoded, and a hint.
const MAX_BODY_BYTES: usize = 256 * 1024;
/// How often an address may be refused at once, and regains within a minute.
const REFUSALS_A_MINUTE: NonZeroU32 = match NonZeroU32::new(10) {
    Some(number) => number,
    None => NonZeroU32::MIN,
};
const FORM: &str = "application/x-www-form-urlencoded";

/// Who may ask, and how often somebody may be refused.
#[derive(Debug)]
pub(crate) struct Introspections {
    settings: Introspection,
    operator: Option<TenantId>,
    trusted_proxies: Networks,
    refusals: Refusals,
    /// The challenge for those who authenticate by id and secret.
    basic: Option<HeaderValue>,
}

impl Introspections {
    /// `None` where nobody may ask.
    pub(crate) fn new(settings: &Settings, clock: Arc<dyn Clock>) -> Option<Self> {
        let realm = &settings.server.public_url;
        Some(Self {
            settings: settings.introspection.clone()?,
            operator: settings.tenants.operator,
            trusted_proxies: settings.server.trusted_proxies.clone(),
            refusals: Refusals::new(REFUSALS_A_MINUTE, clock),
            basic: HeaderValue::from_str(&format!("Basic realm=\"{realm}\", charset=\"UTF-8\""))
                .ok(),
        })
    }

    /// Who asks; every refusal counts against the client's address.
    async fn authenticate(
        &self,
        request: &HttpRequest,
        gate: &Gate,
        rules: &Rules,
    ) -> Result<Introspector, ApiError> {
        let outcome = match basic_credentials(request) {
            Some(credentials) => self.client(request, credentials),
            None => self.application(request, gate, rules).await,
        };
        if let Err(error) = &outcome
            && error.status_code().is_client_error()
            && let Some(address) = client_address(request, &self.trusted_proxies)
        {
            self.refusals
                .count(address)
                .map_err(|retry_after| ApiError::TooManyRefusals { retry_after })?;
        }
        outcome
    }

    fn client(&self, request: &HttpRequest, credentials: &[u8]) -> Result<Introspector, ApiError> {
        if request.headers().get_all(AUTHORIZATION).count() > 1 {
            return Err(ApiError::InvalidRequest);
        }
        let decoded = STANDARD.decode(credentials.trim_ascii()).ok();
        let text = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
        let pair = text.as_deref().and_then(|text| text.split_once(':'));
        let known = pair.is_some_and(|(id, secret)| {
            // Each client is looked at, so that the time does not tell which one it was.
            let clients = self.settings.clients.iter();
            clients.filter(|client| client.is(id, secret)).count() > 0
        });
        if known {
            Ok(Introspector::Operator)
        } else {
            Err(ApiError::ClientCredentialsInvalid)
        }
    }

    async fn application(
        &self,
        request: &HttpRequest,
        gate: &Gate,
        rules: &Rules,
    ) -> Result<Introspector, ApiError> {
        let token = BearerToken::of(request)?;
        let caller = gate.authenticate(request, rules, &token).await?;
        audit_log::note(request, Some(&caller), Some("introspection"), None);
        Introspector::of(caller.principal(), self.operator).map_err(|denial| ApiError::Forbidden {
            denial,
            policy: "introspection".into(),
        })
    }
}

/// What stands behind `Basic` in the first `Authorization` header.
fn basic_credentials(request: &HttpRequest) -> Option<&[u8]> {
    let header = request.headers().get(AUTHORIZATION)?.as_bytes();
    let (scheme, credentials) = header.split_at_checked(b"Basic ".len())?;
    scheme
        .eq_ignore_ascii_case(b"Basic ")
        .then_some(credentials)
}

/// Says what a token means.
pub(crate) async fn introspect(
    request: HttpRequest,
    payload: Payload,
    gate: Data<Gate>,
    rules: RequestRules,
    introspections: Data<Introspections>,
) -> Result<HttpResponse, Error> {
    // The caller first: nobody else's body is read.
    let caller = introspections.authenticate(&request, &gate, &rules).await?;
    if !request.content_type().eq_ignore_ascii_case(FORM) {
        return Err(ErrorUnsupportedMediaType("not a form"));
    }
    let body = payload.to_bytes_limited(MAX_BODY_BYTES).await;
    let body = body.map_err(|_| ErrorPayloadTooLarge("the form is too long"))??;
    let token = token_of(&body)?;
    let answer = match gate.authenticate_with_claims(&rules, &token).await {
        Ok((token, claims)) if caller.may_ask_about(token.principal().tenant_id()) => {
            meaning(&token, &claims)
        }
        Ok(_) | Err(ApiError::TokenRejected(_) | ApiError::NotAdmitted(_)) => {
            json!({ "active": false })
        }
        // Nothing is known about the token, and "not active" would be a verdict.
        Err(error) => return Err(error.into()),
    };
    Ok(HttpResponse::Ok().json(answer))
}

fn token_of(form: &[u8]) -> Result<String, ApiError> {
    let mut tokens = url::form_urlencoded::parse(form).filter(|(name, _)| name == "token");
    match (tokens.next(), tokens.next()) {
        (Some((_, token)), None) => Ok(token.into_owned()),
        _ => Err(ApiError::RequestMalformed(
            "the form must have exactly one parameter token",
        )),
    }
}

/// RFC 7662, section 2.2.
fn meaning(token: &VerifiedToken, claims: &VerifiedClaims) -> Value {
    let principal = token.principal();
    let words = |words: Vec<&str>| words.join(" ");
    json!({
        "active": true,
        "token_type": "Bearer",
        "scope": words(principal.scopes().iter().map(entrance_domain::Scope::as_str).collect()),
        "client_id": principal.client_id().to_string(),
        "sub": principal.subject(),
        "aud": claims.text("aud"),
        "iss": claims.text("iss"),
        "exp": token.expires_at(),
        "iat": claims.number("iat"),
        "nbf": claims.number("nbf"),
        "tid": principal.tenant_id().to_string(),
        "oid": principal.object_id().to_string(),
        "roles": principal.roles().iter().map(entrance_domain::AppRole::as_str).collect::<Vec<_>>(),
    })
}

/// Adds the challenge for id and secret to a 401; that for bearer tokens is added for all addresses.
pub(crate) async fn offer_basic<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let challenge = request
        .app_data::<Data<Introspections>>()
        .and_then(|introspections| introspections.basic.clone());
    let mut response = next.call(request).await?;
    if response.status() == StatusCode::UNAUTHORIZED
        && let Some(challenge) = challenge
    {
        response.headers_mut().append(WWW_AUTHENTICATE, challenge);
    }
    Ok(response)
}
