//! An authorization request (RFC 6749, section 4.1.1; RFC 7636; OIDC Core 1.0, section 3.1.2.1),
//! and what can be wrong with it.

use super::answer::{Destination, ResponseMode};
use crate::ClientRegistration;
use crate::authority::Authority;
use crate::directory::Platform;
use crate::issuer::Issuer;
use crate::scopes::{RequestedScopes, ScopeFault};
use crate::server::parameters::Parameters;
use crate::server::refusal::Refusal;

/// A request that can be granted once somebody signed in.
pub(in super::super) struct AuthorizationRequest<'a> {
    pub(in super::super) authority: Authority,
    pub(in super::super) client: &'a ClientRegistration,
    pub(in super::super) platform: Platform,
    pub(in super::super) destination: Destination,
    pub(in super::super) requested: RequestedScopes,
    pub(in super::super) nonce: Option<String>,
    pub(in super::super) challenge: Option<String>,
    pub(in super::super) prompt: Option<String>,
    pub(in super::super) login_hint: Option<String>,
}

/// Who is told that a request is refused.
pub(in super::super) enum Refused {
    /// The person in front of the browser: the client is unknown, or does not own the address.
    ///
    /// SECURITY: nobody is ever sent to an address that is not registered.
    Visitor(Refusal),
    /// The client, at its own address.
    Client(Destination, Refusal),
}

impl<'a> AuthorizationRequest<'a> {
    /// Reads the parameters of a request.
    pub(in super::super) fn parse(
        issuer: &'a Issuer,
        tenant: &str,
        parameters: &Parameters,
    ) -> Result<Self, Refused> {
        let (authority, client, platform, destination) =
            destination(issuer, tenant, parameters).map_err(Refused::Visitor)?;
        let what = rest(issuer, client, platform, parameters);
        match what {
            Ok((requested, challenge)) => {
                let text = |name| parameters.optional(name).map(str::to_owned);
                Ok(Self {
                    authority,
                    client,
                    platform,
                    destination,
                    requested,
                    challenge,
                    nonce: text("nonce"),
                    prompt: text("prompt"),
                    login_hint: text("login_hint"),
                })
            }
            Err(refusal) => Err(Refused::Client(destination, refusal)),
        }
    }
}

/// Whose answer goes where.
fn destination<'a>(
    issuer: &'a Issuer,
    tenant: &str,
    parameters: &Parameters,
) -> Result<(Authority, &'a ClientRegistration, Platform, Destination), Refusal> {
    let authority = Authority::parse(tenant, &issuer.directory)
        .ok_or_else(|| Refusal::unknown_tenant(tenant))?;
    let client_id = parameters.required("client_id")?;
    let client = known_client(issuer, client_id, tenant)?;
    let redirect_uri = parameters.required("redirect_uri")?;
    let service = issuer.service.get().map(String::as_str);
    let platform = client
        .redirects
        .platform(redirect_uri, service)
        .ok_or_else(|| Refusal::redirect_mismatch(redirect_uri, client_id))?;
    let mode = ResponseMode::parse(parameters.optional("response_mode")).ok_or_else(|| {
        Refusal::bad(
            "invalid_request",
            900_144,
            "The parameter 'response_mode' must be 'query', 'fragment' or 'form_post'.",
        )
    })?;
    let destination = Destination {
        redirect_uri: redirect_uri.to_owned(),
        mode,
        state: parameters.optional("state").map(str::to_owned),
        client_info: parameters.optional("client_info") == Some("1"),
    };
    Ok((authority, client, platform, destination))
}

/// The client with this id; names do not count here.
pub(in super::super) fn known_client<'a>(
    issuer: &'a Issuer,
    client_id: &str,
    tenant: &str,
) -> Result<&'a ClientRegistration, Refusal> {
    issuer
        .directory
        .clients()
        .iter()
        .find(|client| client.client_id == client_id)
        .ok_or_else(|| Refusal::unknown_client(client_id, tenant))
}

/// What is asked for, and the PKCE challenge.
fn rest(
    issuer: &Issuer,
    client: &ClientRegistration,
    platform: Platform,
    parameters: &Parameters,
) -> Result<(RequestedScopes, Option<String>), Refusal> {
    let response_type = parameters.required("response_type")?;
    if response_type != "code" {
        return Err(Refusal::bad(
            "unsupported_response_type",
            700_054,
            format!(
                "The response type '{response_type}' is not enabled; this stand-in knows 'code'."
            ),
        ));
    }
    let challenge = challenge(platform, parameters)?;
    let requested = scopes(issuer, client, parameters.required("scope")?)?;
    Ok((requested, challenge))
}

/// SECURITY: S256 only, and always for clients without a secret (RFC 9700, section 2.1.1).
fn challenge(platform: Platform, parameters: &Parameters) -> Result<Option<String>, Refusal> {
    let Some(challenge) = parameters.optional("code_challenge") else {
        if platform == Platform::Web {
            return Ok(None);
        }
        return Err(Refusal::bad(
            "invalid_request",
            9_002_325,
            "Proof Key for Code Exchange is required: the parameter 'code_challenge' is missing.",
        ));
    };
    if parameters.optional("code_challenge_method") != Some("S256") {
        return Err(Refusal::bad(
            "invalid_request",
            9_002_325,
            "Proof Key for Code Exchange is required with 'code_challenge_method' 'S256'.",
        ));
    }
    // A SHA-256 digest in base64url has 43 characters.
    let is_digest = challenge.len() == 43
        && challenge
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if is_digest {
        Ok(Some(challenge.to_owned()))
    } else {
        Err(Refusal::bad(
            "invalid_request",
            501_491,
            "The parameter 'code_challenge' is not a SHA-256 digest in base64url.",
        ))
    }
}

/// Reads scopes, and says in Entra's terms what is wrong with them.
pub(in super::super) fn scopes(
    issuer: &Issuer,
    client: &ClientRegistration,
    text: &str,
) -> Result<RequestedScopes, Refusal> {
    RequestedScopes::parse(text, &issuer.directory).map_err(|fault| match fault {
        ScopeFault::UnknownApi(api) => Refusal::bad(
            "invalid_resource",
            500_011,
            format!("No API in this directory answers to '{api}'."),
        ),
        ScopeFault::UnknownScope(scope) => Refusal::bad(
            "invalid_client",
            650_053,
            format!(
                "The application '{}' asked for the scope '{scope}', which its API does not have.",
                client.name
            ),
        ),
        ScopeFault::SeveralApis => Refusal::bad(
            "invalid_request",
            28_000,
            "The parameter 'scope' names scopes of more than one API.",
        ),
        ScopeFault::DefaultWithOthers => Refusal::bad(
            "invalid_scope",
            70_011,
            "The scope '.default' cannot be combined with others of the same API.",
        ),
    })
}
