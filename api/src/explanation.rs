//! One token, walked through every rule: for the person who asks "why 401?".
//!
//! The verdict is that of the [`Gate`], the code that judges requests. What is told about the rules is
//! read off it: they are applied in a fixed order, so the code of a refusal says which of them held
//! and which were not reached. Nothing here judges a token a second time.

mod advice;
mod cures;
mod facts;
mod rules;
mod text;
mod times;
mod unverified;
mod walk;

use std::fmt;
use std::sync::Arc;

use actix_web::ResponseError as _;
use entrance_auth::{
    Authority, AuthorityError, Clock, Instance, TokenVersions, VerifiedToken, Verifier,
    VerifierSettings, bearer_token,
};
use entrance_domain::{ClientId, PolicyName, PrincipalKind};
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::application::{Surroundings, gate, verifier, verifier_settings};
use crate::error::ApiError;
use crate::gate::Gate;
use crate::rules::authorize;
use crate::settings::Settings;

use advice::Case;
use facts::Facts;
use rules::{ADMISSION, KEYS};
use unverified::Unverified;
use walk::{End, Step, walk};

/// How far a token that is only looked at by itself is read; the service's own limit by default.
const MAX_TOKEN_BYTES: usize = 16_384;

/// Explains tokens, with or without the configuration of a service.
pub struct Explainer {
    judge: Judge,
    clock: Arc<dyn Clock>,
    /// Why some rules cannot be judged here.
    shortcomings: Vec<String>,
}

enum Judge {
    Service(Box<(Gate, Settings)>),
    /// There is no configuration: what can be judged by the token alone.
    Form(Box<Verifier>),
}

impl Explainer {
    /// Explains by these settings. Loads keys in the background; must be called within a Tokio
    /// runtime.
    ///
    /// # Errors
    /// If the machine lacks what an HTTP client needs.
    pub fn start(settings: &Settings, surroundings: &Surroundings) -> anyhow::Result<Self> {
        let gate = gate(settings, surroundings)?;
        Ok(Self::by(gate, settings, &surroundings.clock))
    }

    /// Explains by these settings, without the directory and, unless they can be had, without keys;
    /// `shortcomings` says why.
    ///
    /// # Errors
    /// Those of [`start`](Self::start).
    pub(crate) fn start_in_part(
        settings: &Settings,
        surroundings: &Surroundings,
        with_keys: bool,
        shortcomings: Vec<String>,
    ) -> anyhow::Result<Self> {
        let clock = Arc::clone(&surroundings.clock);
        let gate = Gate {
            verifier: if with_keys {
                verifier(settings, surroundings)?
            } else {
                Verifier::without_keys(verifier_settings(settings), clock)
            },
            directory: None,
        };
        Ok(Self {
            shortcomings,
            ..Self::by(gate, settings, &surroundings.clock)
        })
    }

    fn by(gate: Gate, settings: &Settings, clock: &Arc<dyn Clock>) -> Self {
        Self {
            judge: Judge::Service(Box::new((gate, settings.clone()))),
            clock: Arc::clone(clock),
            shortcomings: Vec::new(),
        }
    }

    /// Explains without any configuration. Nothing is fetched.
    ///
    /// # Errors
    /// Never in fact: the address of Entra is one.
    pub fn without_configuration(clock: Arc<dyn Clock>) -> Result<Self, AuthorityError> {
        let instance = Instance::parse("https://login.microsoftonline.com")?;
        let settings = VerifierSettings {
            authority: Authority::new(instance, "organizations".parse()?),
            client_id: ClientId::from_uuid(Uuid::nil()),
            app_id_uris: Vec::new(),
            token_versions: TokenVersions::parse(&["1.0", "2.0"])?,
            leeway: std::time::Duration::from_mins(1),
            check_cloud_instance: true,
            signing_key_app_id: false,
            max_token_bytes: MAX_TOKEN_BYTES,
            cache: None,
        };
        let reason = "There is no configuration: set APP_CLIENT_ID, or name a file with --config. \
                      Keys, times, audience, issuer, tenant and policy are not judged.";
        Ok(Self {
            judge: Judge::Form(Box::new(Verifier::without_keys(
                settings,
                Arc::clone(&clock),
            ))),
            clock,
            shortcomings: vec![reason.to_owned()],
        })
    }

    /// Completes once there are keys and, where it decides, the directory.
    pub async fn ready(&self) {
        if let Judge::Service(service) = &self.judge {
            service.0.verifier.ready().await;
            if let Some(directory) = &service.0.directory {
                directory.ready().await;
            }
        }
    }

    /// Walks a token through the rules, up to the policy of this name.
    pub async fn explain(&self, token: &str, policy: &str) -> Explanation {
        let (judged, outcome) = self.judge(token, policy).await;
        let read = Unverified::decode(token);
        let now = self.clock.unix_seconds();
        let case = Case {
            token,
            read: &read,
            settings: self.settings(),
            policy,
            now,
        };
        let kind = judged.as_ref().map(|token| token.principal().kind());
        let mut explanation = Explanation {
            verdict: Verdict::Passes,
            status: 200,
            code: None,
            detail: None,
            cures: Vec::new(),
            not_judged: Vec::new(),
            policy: policy.to_owned(),
            verified: judged.is_some(),
            rules: walk(End::Passed, kind),
            facts: Facts::of(&read, judged.as_deref(), self.settings(), now),
            header: None,
            claims: None,
        };
        if let Err(error) = outcome {
            explanation.end(&error, &case, kind);
            if explanation.verdict == Verdict::Unknown {
                explanation.not_judged.clone_from(&self.shortcomings);
            }
        }
        explanation.header = read.header;
        explanation.claims = read.claims;
        explanation
    }

    /// The service's own judgement, in the order of a request.
    async fn judge(
        &self,
        token: &str,
        policy: &str,
    ) -> (Option<Arc<VerifiedToken>>, Result<(), ApiError>) {
        let (verifier, limit) = match &self.judge {
            Judge::Service(service) => (&service.0.verifier, service.1.server.max_token_bytes),
            Judge::Form(verifier) => (&**verifier, MAX_TOKEN_BYTES),
        };
        let header = format!("Bearer {token}");
        let token = match bearer_token(header.as_bytes(), limit) {
            Ok(range) => header.get(range).unwrap_or_default(),
            Err(error) => return (None, Err(error.into())),
        };
        let caller = match verifier.verify(token).await {
            Ok(caller) => caller,
            Err(error) => return (None, Err(error.into())),
        };
        let outcome = match &self.judge {
            Judge::Service(service) => {
                let (gate, settings) = &**service;
                let admission = &settings.tenants.admission;
                gate.admit(admission, &caller)
                    .and_then(|()| authorize(admission, &settings.policies, &caller, policy))
            }
            Judge::Form(_) => Ok(()),
        };
        (Some(caller), outcome)
    }

    fn settings(&self) -> Option<&Settings> {
        match &self.judge {
            Judge::Service(service) => Some(&service.1),
            Judge::Form(_) => None,
        }
    }
}

/// What became of the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    /// The caller gets through.
    Passes,
    /// The token, or its caller, is refused.
    Refused,
    /// The rules could not be followed to their end.
    Unknown,
}

/// A token, explained. [`Display`](fmt::Display) is for people, serialization for machines; neither
/// holds the signature.
///
/// Has no `Debug`: claims never belong into a log.
#[derive(Serialize)]
pub struct Explanation {
    verdict: Verdict,
    /// The HTTP status that a request with the token gets.
    status: u16,
    /// The code of its problem document.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// What to do about it.
    cures: Vec<String>,
    /// Why the judgement ended too soon.
    not_judged: Vec<String>,
    policy: String,
    /// Whether what the token says is known to be true.
    verified: bool,
    #[serde(flatten)]
    facts: Facts,
    rules: Vec<Step>,
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<Map<String, Value>>,
}

impl Explanation {
    pub(crate) fn verdict(&self) -> Verdict {
        self.verdict
    }

    fn end(&mut self, error: &ApiError, case: &Case<'_>, kind: Option<PrincipalKind>) {
        let unfinished = match error {
            ApiError::KeysUnavailable { .. } => Some(KEYS),
            ApiError::DirectoryUnavailable { .. } | ApiError::DirectoryNotEnabled => {
                Some(ADMISSION)
            }
            _ => None,
        };
        self.status = error.status_code().as_u16();
        self.code = Some(error.code());
        self.detail = Some(error.to_string());
        if let Some(position) = unfinished {
            self.verdict = Verdict::Unknown;
            self.rules = walk(End::Unfinished(position), kind);
            self.cures = case.suspicions();
        } else {
            self.verdict = Verdict::Refused;
            self.rules = walk(End::Refused(error.code()), kind);
            self.cures = vec![case.cure(error.code())];
        }
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&text::page(self))
    }
}

/// The policy that judges where none is named.
pub(crate) const DEFAULT_POLICY: &str = PolicyName::DEFAULT;
