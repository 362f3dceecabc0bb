//! `POST /api/v1/validate` and `GET /Validate`: a verdict on a token for a backend that asks itself.

use actix_web::HttpRequest;
use actix_web::web::Data;
use entrance_auth::{VerifiedClaims, VerifiedToken};
use entrance_domain::PolicyName;
use paperclip::actix::web::Json;
use paperclip::actix::{Apiv2Schema, api_v2_operation};
use serde::{Deserialize, Deserializer, Serialize};

use super::Me;
use super::me::rfc3339;
use crate::allowed_peer::AllowedPeer;
use crate::audit_log;
use crate::credentials::BearerToken;
use crate::error::ApiError;
use crate::gate::{Gate, tell_of_unknown_policy};
use crate::optional_body::OptionalBody;
use crate::rules::{RequestRules, Rules};

/// What is asked.
#[derive(Default, Deserialize, Apiv2Schema)]
#[serde(deny_unknown_fields, default)]
#[openapi(rename = "ValidationQuestion")]
pub(crate) struct Question {
    /// The access token, unless it stands in the header `Authorization`.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    token: Option<String>,
    /// The policy that judges the caller; `default` if left out.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "given")]
    policy: Option<String>,
}

/// A member that is there holds a text: `null` is none.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    String::deserialize(deserializer).map(Some)
}

/// The verdict.
#[derive(Serialize, Apiv2Schema)]
#[openapi(
    rename = "ValidationVerdict",
    example = r#"{
        "active": true,
        "policy": "reports",
        "allowed": false,
        "code": "scope_missing",
        "principal": {
            "kind": "user",
            "tenant_id": "aaaabbbb-0000-cccc-1111-dddd2222eeee",
            "object_id": "bbbbbbbb-1111-2222-3333-cccccccccccc",
            "subject": "k2Bq0vUzWm1cQeD7hLr9sTnXyPaGfJ3oIw5ZtR8CxEM",
            "client_id": "11112222-bbbb-3333-cccc-4444dddd5555",
            "scopes": ["user_impersonation"],
            "roles": [],
            "guest": false,
            "token_expires_at": "2027-01-15T09:00:00Z"
        },
        "claims": { "scp": "user_impersonation", "ver": "2.0" },
        "expires_at": "2027-01-15T09:00:00Z"
    }"#
)]
pub(crate) struct Verdict {
    /// Whether the token is genuine and of an admitted tenant.
    active: bool,
    /// The policy that was asked for.
    policy: String,
    /// Whether that policy lets the caller pass.
    allowed: bool,
    /// Why not: the code of the problem that the API itself would answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// Who calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    principal: Option<Me>,
    /// The claims of the token as they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<serde_json::Value>,
    /// When the token ends, RFC 3339 in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
}

/// A verified token in the shape of Microsoft's validation sidecar.
#[derive(Serialize, Apiv2Schema)]
#[openapi(
    rename = "SidecarValidation",
    example = r#"{
        "protocol": "Bearer",
        "token": "HEADER.PAYLOAD.SIGNATURE",
        "claims": { "scp": "user_impersonation", "ver": "2.0" }
    }"#
)]
pub(crate) struct Validation {
    /// `Bearer`.
    protocol: String,
    /// The token that was sent.
    token: String,
    /// Its claims as they are.
    claims: serde_json::Value,
}

/// Judges a token for a backend.
#[api_v2_operation(
    summary = "Verdict on a token",
    description = "Judges a token that a backend received. Only peers in validation.callers are \
                   answered, and none behind a proxy. The token stands in the Authorization header \
                   or in the body.",
    operation_id = "validateToken",
    tags(Backends)
)]
pub(crate) async fn validate(
    _: AllowedPeer,
    request: HttpRequest,
    question: OptionalBody<Question>,
    gate: Data<Gate>,
    rules: RequestRules,
) -> Result<Json<Verdict>, ApiError> {
    let OptionalBody(Question { token, policy }) = question;
    let policy = policy.unwrap_or_else(|| PolicyName::DEFAULT.to_owned());
    let found = match (BearerToken::of(&request), token) {
        (Err(ApiError::CredentialsMissing), None) => return Err(ApiError::CredentialsMissing),
        (Err(ApiError::CredentialsMissing), Some(token)) => Ok(token),
        (Err(ApiError::InvalidRequest), _) => return Err(ApiError::InvalidRequest),
        (_, Some(_)) => {
            return Err(ApiError::RequestMalformed(
                "the token may stand in the Authorization header or in the body, not in both",
            ));
        }
        (token, None) => token.map(|token| token.as_str().to_owned()),
    };
    let outcome = match found {
        Ok(token) => gate.authenticate_with_claims(&rules, &token).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok((token, claims)) => {
            let refusal = judge(&rules, &token, &policy).err();
            let known = rules.policies.get(&policy).map(|_| policy.as_str());
            audit_log::note(&request, Some(&token), known, refusal);
            Ok(Json(Verdict::on_active(policy, &token, &claims, refusal)))
        }
        Err(error @ (ApiError::TokenRejected(_) | ApiError::NotAdmitted(_))) => {
            Ok(Json(Verdict::on_inactive(policy, error.code())))
        }
        Err(error) => Err(error),
    }
}

/// The code of what the policy demands in vain.
fn judge(rules: &Rules, token: &VerifiedToken, policy: &str) -> Result<(), &'static str> {
    if rules.policies.get(policy).is_none() {
        tell_of_unknown_policy(policy);
        return Err(ApiError::PolicyUnknown.code());
    }
    rules.authorize(token, policy).map_err(|error| error.code())
}

impl Verdict {
    fn on_inactive(policy: String, code: &str) -> Self {
        Self {
            active: false,
            policy,
            allowed: false,
            code: Some(code.to_owned()),
            principal: None,
            claims: None,
            expires_at: None,
        }
    }

    fn on_active(
        policy: String,
        token: &VerifiedToken,
        claims: &VerifiedClaims,
        refusal: Option<&str>,
    ) -> Self {
        Self {
            active: true,
            policy,
            allowed: refusal.is_none(),
            code: refusal.map(ToOwned::to_owned),
            principal: Some(Me::of(token)),
            claims: serde_json::to_value(claims).ok(),
            expires_at: Some(rfc3339(token.expires_at())),
        }
    }
}

/// Verifies a token for a backend that was written for Microsoft's sidecar.
#[api_v2_operation(
    summary = "Validation in the shape of Microsoft's sidecar",
    description = "Verifies the token of the Authorization header and judges its caller by the \
                   policy default. Only peers in validation.callers are answered, and none behind \
                   a proxy.",
    operation_id = "getSidecarValidation",
    tags(Backends)
)]
pub(crate) async fn sidecar_validation(
    _: AllowedPeer,
    request: HttpRequest,
    gate: Data<Gate>,
    rules: RequestRules,
) -> Result<Json<Validation>, ApiError> {
    let token = BearerToken::of(&request)?;
    let (verified, claims) = gate
        .authenticate_with_claims(&rules, token.as_str())
        .await?;
    audit_log::note(&request, Some(&verified), Some(PolicyName::DEFAULT), None);
    rules.authorize(&verified, PolicyName::DEFAULT)?;
    Ok(Json(Validation {
        protocol: "Bearer".to_owned(),
        token: token.as_str().to_owned(),
        claims: serde_json::to_value(claims).unwrap_or_default(),
    }))
}
