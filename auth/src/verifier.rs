//! The whole verification of one access token, in the order of token-validation 7.1.

use std::sync::Arc;
use std::time::Duration;

use entrance_domain::ClientId;
use tracing::Instrument as _;
use tracing::field::Empty;

use crate::authority::{Authority, TokenVersion, TokenVersions};
use crate::cache::{CacheLimits, CacheStatistics, TokenCache};
use crate::claims::{Times, UnverifiedClaims, principal};
use crate::clock::Clock;
use crate::fetch::{ClientError, Fetcher};
use crate::jose::{CompactJws, JoseHeader};
use crate::key_ring::{Jitter, KeyRing, KeyRingStatus, Loader, Snapshot, random_jitter};
use crate::rejection::{Rejection, VerifyError};
use crate::statistics::{Outcomes, RefreshStatistics, VerificationStatistics};
use crate::verified_token::VerifiedToken;

/// What the verifier of one API registration checks tokens against.
#[derive(Debug, Clone)]
pub struct VerifierSettings {
    /// Whose tokens are accepted.
    pub authority: Authority,
    /// The API's application (client) id: the audience.
    pub client_id: ClientId,
    /// App ID URIs of the API, audiences of version 1.0 tokens only.
    pub app_id_uris: Vec<String>,
    /// The accepted token versions.
    pub token_versions: TokenVersions,
    /// How far clocks may disagree.
    pub leeway: Duration,
    /// Whether keys of another cloud are refused (token-validation 4.3).
    pub check_cloud_instance: bool,
    /// Whether the registration has signing keys of its own (token-validation 4.5).
    pub signing_key_app_id: bool,
    /// The longest accepted token, in bytes.
    pub max_token_bytes: usize,
    /// How many verified tokens are remembered; `None` to verify every token each time.
    pub cache: Option<CacheLimits>,
}

impl VerifierSettings {
    /// What loads the authority's documents.
    pub(crate) fn loader(&self, clock: &Arc<dyn Clock>) -> Result<Loader, ClientError> {
        Ok(Loader {
            fetcher: Fetcher::new(self.authority.instance(), Arc::clone(clock))?,
            authority: self.authority.clone(),
            versions: self.token_versions,
            application: self.signing_key_app_id.then_some(self.client_id),
            check_cloud_instance: self.check_cloud_instance,
            pinned: None,
        })
    }
}

/// Verifies access tokens against the keys of one authority, which it keeps fresh by itself.
pub struct Verifier {
    authority: Authority,
    versions: TokenVersions,
    v1_audiences: Vec<Box<str>>,
    v2_audiences: Vec<Box<str>>,
    leeway: u64,
    max_token_bytes: usize,
    cache: Option<TokenCache>,
    outcomes: Outcomes,
    ring: KeyRing,
    clock: Arc<dyn Clock>,
}

impl Verifier {
    /// Starts to load keys in the background and returns at once. Must be called within a Tokio
    /// runtime, which then also runs the refreshes.
    ///
    /// # Errors
    /// [`ClientError`] if the machine lacks what an HTTP client needs, such as root certificates,
    /// or an authority that is to be trusted is no certificate.
    pub fn start(
        settings: VerifierSettings,
        clock: Arc<dyn Clock>,
        jitter: Jitter,
    ) -> Result<Self, ClientError> {
        let loader = settings.loader(&clock)?;
        let ring = KeyRing::start(loader, Arc::clone(&clock), jitter);
        Ok(Self::with_ring(settings, ring, clock))
    }

    /// A verifier that never loads keys, for a look at a token where no authority can be asked: it
    /// refuses what can be refused without keys, and all else is [`VerifyError::Unavailable`].
    #[must_use]
    pub fn without_keys(settings: VerifierSettings, clock: Arc<dyn Clock>) -> Self {
        let ring = KeyRing::empty(Arc::clone(&clock), random_jitter);
        Self::with_ring(settings, ring, clock)
    }

    fn with_ring(settings: VerifierSettings, ring: KeyRing, clock: Arc<dyn Clock>) -> Self {
        let client_id: Box<str> = settings.client_id.to_string().into();
        Self {
            v1_audiences: v1_audiences(&client_id, &settings.app_id_uris),
            v2_audiences: vec![client_id],
            authority: settings.authority,
            versions: settings.token_versions,
            leeway: settings.leeway.as_secs(),
            max_token_bytes: settings.max_token_bytes,
            cache: settings.cache.map(TokenCache::new),
            outcomes: Outcomes::new(),
            ring,
            clock,
        }
    }

    /// Verifies a token: the text behind `Bearer` of one `Authorization` header.
    ///
    /// A token that was verified before, with the keys in force, is only looked up, and shared.
    ///
    /// # Errors
    /// [`VerifyError::Rejected`] with the first rule that the token breaks,
    /// [`VerifyError::Unavailable`] for a token that could only be judged with keys.
    pub async fn verify(&self, token: &str) -> Result<Arc<VerifiedToken>, VerifyError> {
        let outcome = if token.len() > self.max_token_bytes {
            Err(Rejection::TooLarge.into())
        } else if let Some(verified) = self.recognize(token) {
            return Ok(verified);
        } else {
            let span = tracing::debug_span!("verify token", outcome = Empty);
            let outcome = self.verify_unknown(token).instrument(span.clone()).await;
            span.record("outcome", code(&outcome));
            outcome
        };
        self.outcomes.count(&outcome);
        outcome
    }

    /// A token that was verified before and may still be believed.
    fn recognize(&self, token: &str) -> Option<Arc<VerifiedToken>> {
        let cache = self.cache.as_ref()?;
        let generation = self.ring.usable_generation();
        let now = self.clock.unix_seconds();
        cache.find(token, generation, now, self.leeway)
    }

    /// Verifies a token; asks for its key if it might be a new one.
    async fn verify_unknown(&self, token: &str) -> Result<Arc<VerifiedToken>, VerifyError> {
        let key = match self.judge(token)? {
            Judgement::Verified(verified) => return Ok(verified),
            Judgement::KeyUnknown(key) => key,
        };
        if self.is_known_after_refresh(&key).await?
            && let Judgement::Verified(verified) = self.judge(token)?
        {
            return Ok(verified);
        }
        Err(Rejection::SigningKeyUnknown.into())
    }

    /// Verifies a token with the keys in memory: the whole sequence, which waits for nothing.
    fn judge(&self, token: &str) -> Result<Judgement, VerifyError> {
        let jws = CompactJws::decode(token)?;
        let header = JoseHeader::parse(jws.header())?;
        let claims = UnverifiedClaims::parse(jws.unverified_payload())?;
        let version = claims.version(self.versions)?;

        let by_keys = |snapshot: &Snapshot| {
            let key = snapshot.trust.keys.find(header.key_id(), version);
            if key.is_none() && self.is_plausible(&claims, version, snapshot) {
                return Ok(Judgement::KeyUnknown(KeyName {
                    id: header.key_id().into(),
                    version,
                }));
            }
            // SECURITY: whatever is wrong with the claims, an unverified token only hears that its
            // syntax, its key or its signature is refused (7.1).
            let tenant = claims.tenant()?;
            let issuer = claims.issuer()?;
            key.ok_or(Rejection::SigningKeyUnknown)??
                .for_issuer(version, issuer, tenant)?
                .verifies(jws.signing_input(), jws.signature())
                .then_some(())
                .ok_or(Rejection::SignatureInvalid)?;

            let times = Times::read(claims.claims())?;
            times.check(self.clock.unix_seconds(), self.leeway)?;
            if !claims.names_audience(self.audiences(version)) {
                return Err(Rejection::AudienceMismatch.into());
            }
            if !snapshot
                .trust
                .issuer(version)
                .is_some_and(|rule| rule.matches(issuer, tenant))
            {
                return Err(Rejection::IssuerMismatch.into());
            }
            let principal = principal(claims.claims(), version, tenant, &self.authority)?;
            let verified = Arc::new(VerifiedToken::new(principal, times.expires_at));
            if let Some(cache) = &self.cache {
                cache.insert(token, &verified, times, snapshot.generation);
            }
            Ok(Judgement::Verified(verified))
        };
        self.ring
            .with_usable(by_keys)
            .unwrap_or_else(|| Err(self.unavailable()))
    }

    /// Completes once tokens can be verified.
    pub async fn ready(&self) {
        self.ring.ready().await;
    }

    /// Whether tokens can be verified now.
    #[must_use]
    pub fn status(&self) -> KeyRingStatus {
        self.ring.status()
    }

    /// What the cache of verified tokens holds and has done; all zero without a cache.
    #[must_use]
    pub fn cache_statistics(&self) -> CacheStatistics {
        let cache = self.cache.as_ref();
        cache.map(TokenCache::statistics).unwrap_or_default()
    }

    /// What became of the tokens that were verified.
    #[must_use]
    pub fn verification_statistics(&self) -> VerificationStatistics {
        self.outcomes.statistics()
    }

    /// How the loads of signing keys ended.
    #[must_use]
    pub fn refresh_statistics(&self) -> RefreshStatistics {
        self.ring.refreshes()
    }

    fn unavailable(&self) -> VerifyError {
        VerifyError::Unavailable {
            retry_after: self.ring.next_attempt_in(),
        }
    }

    /// Follows a rotation: whether the key is known after a refresh, if the budget allows one.
    async fn is_known_after_refresh(&self, key: &KeyName) -> Result<bool, VerifyError> {
        let has_key =
            |snapshot: &Snapshot| snapshot.trust.keys.find(&key.id, key.version).is_some();
        self.ring.refresh_for_unknown_key(has_key).await;
        let known = self.ring.with_usable(has_key);
        let known = known.ok_or_else(|| self.unavailable())?;
        if !known {
            self.ring.note_refused_key();
        }
        Ok(known)
    }

    /// Whether a token deserves a refresh: its issuer's form, audience and life would pass (7.3).
    fn is_plausible(
        &self,
        claims: &UnverifiedClaims<'_>,
        version: TokenVersion,
        snapshot: &Snapshot,
    ) -> bool {
        let issuer_fits = match (
            claims.issuer(),
            claims.tenant(),
            snapshot.trust.issuer(version),
        ) {
            (Ok(issuer), Ok(tenant), Some(rule)) => rule.matches(issuer, tenant),
            _ => false,
        };
        issuer_fits
            && claims.names_audience(self.audiences(version))
            && Times::read(claims.claims())
                .is_ok_and(|times| times.alive(self.clock.unix_seconds(), self.leeway))
    }

    fn audiences(&self, version: TokenVersion) -> &[Box<str>] {
        match version {
            TokenVersion::V1 => &self.v1_audiences,
            TokenVersion::V2 => &self.v2_audiences,
        }
    }
}

/// What came of a verification, in one word.
fn code<T>(outcome: &Result<T, VerifyError>) -> &'static str {
    match outcome {
        Ok(_) => "accepted",
        Err(VerifyError::Rejected(reason)) => reason.code(),
        Err(VerifyError::Unavailable { .. }) => "keys_unavailable",
    }
}

/// What the keys in memory say about a token.
enum Judgement {
    Verified(Arc<VerifiedToken>),
    /// Nothing, and the token is plausible enough to ask the provider for its key.
    KeyUnknown(KeyName),
}

/// A signing key as a token names it.
struct KeyName {
    id: Box<str>,
    version: TokenVersion,
}

/// The id, `api://` with the id and the configured URIs, each with and without a trailing slash.
fn v1_audiences(client_id: &str, app_id_uris: &[String]) -> Vec<Box<str>> {
    let default_uri = format!("api://{client_id}");
    [client_id, &default_uri]
        .into_iter()
        .chain(app_id_uris.iter().map(String::as_str))
        .map(|audience| audience.trim_end_matches('/'))
        .flat_map(|audience| [audience.into(), format!("{audience}/").into()])
        .collect()
}
