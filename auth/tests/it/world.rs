//! What the tests share: an issuer, a clock that stands still, and verifiers that use both.

use std::sync::Arc;
use std::time::Duration;

use entrance_auth::{
    Authority, CacheLimits, Clock as _, Instance, ManualClock, Rejection, TokenVersions, Verifier,
    VerifierSettings, VerifyError,
};
use entrance_stand_in::{
    Directory, Draft, Endpoint, Fault, KeyName, LocalCertificates, Options, StandIn, TokenVersion,
};
use serde_json::{Value, json};

use crate::patience::settle;
use crate::refresh_log::{Outcome, RefreshLog};

/// 2027-01-15 08:00:00 UTC.
const NOW: u64 = 1_800_000_000;
const DEVELOPMENT: &str = include_str!("../../../config/development.toml");

pub(crate) const CONTOSO: &str = "10000000-0000-4000-8000-000000000001";
pub(crate) const FABRIKAM: &str = "10000000-0000-4000-8000-000000000002";
pub(crate) const PERSONAL: &str = entrance_stand_in::PERSONAL_ACCOUNTS;

/// Users of the delivered directory.
pub(crate) const BEN_OF_CONTOSO: &str = "ben@contoso.example";
pub(crate) const FINN_OF_FABRIKAM: &str = "finn@fabrikam.example";
pub(crate) const PAT_PRIVATE: &str = "pat@personal.example";

/// The shortest time that the tests tell apart.
pub(crate) const MOMENT: Duration = Duration::from_millis(1);

/// The signer of organizations' tokens.
pub(crate) const SIGNER: KeyName = KeyName::Organization(0);

/// An issuer with all its keys published, and what happens at its verifiers.
pub(crate) struct World {
    pub(crate) stand_in: StandIn,
    pub(crate) clock: ManualClock,
    pub(crate) log: RefreshLog,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::start_behind(None).await
    }

    /// The same behind TLS.
    pub(crate) async fn start_with_tls(certificates: &LocalCertificates) -> Self {
        Self::start_behind(Some(certificates.clone())).await
    }

    async fn start_behind(tls: Option<LocalCertificates>) -> Self {
        let log = RefreshLog::start();
        let clock = ManualClock::at(NOW);
        let now = clock.clone();
        let directory = Directory::from_toml(DEVELOPMENT).unwrap();
        let options = Options {
            tls,
            ..Options::new(directory, Arc::new(move || now.unix_seconds()))
        };
        let stand_in = StandIn::start(options).await.unwrap();
        stand_in.all_keys_ready().await.unwrap();
        Self {
            stand_in,
            clock,
            log,
        }
    }

    /// The time, in Unix seconds.
    pub(crate) fn now(&self) -> u64 {
        self.clock.unix_seconds()
    }

    /// Lets all but the last moment of a time pass, and what comes too early happen.
    pub(crate) async fn pass_nearly(&self, time: Duration) {
        self.clock.advance(time.saturating_sub(MOMENT));
        settle().await;
    }

    /// Lets that last moment pass.
    pub(crate) fn pass_moment(&self) {
        self.clock.advance(MOMENT);
    }

    /// Settings of a tenant for these token versions.
    pub(crate) fn settings(&self, tenant: &str, versions: &[&str]) -> VerifierSettings {
        let api = self.stand_in.directory().api();
        let instance = Instance::parse(&self.stand_in.instance()).unwrap();
        VerifierSettings {
            authority: Authority::new(instance, tenant.parse().unwrap()),
            client_id: api.client_id.parse().unwrap(),
            app_id_uris: vec![
                "https://api.contoso.example".to_owned(),
                "https://slash.contoso.example/".to_owned(),
            ],
            token_versions: TokenVersions::parse(versions).unwrap(),
            leeway: Duration::from_mins(1),
            check_cloud_instance: true,
            signing_key_app_id: false,
            max_token_bytes: 16_384,
            cache: Some(CacheLimits::default()),
        }
    }

    /// A verifier that has loaded nothing yet. Its times are not spread.
    pub(crate) fn launch(&self, settings: VerifierSettings) -> Arc<Verifier> {
        let clock = Arc::new(self.clock.clone());
        Arc::new(Verifier::start(settings, clock, || 0.5).unwrap())
    }

    /// A verifier that has loaded its keys.
    pub(crate) async fn ready_with(&mut self, settings: VerifierSettings) -> Arc<Verifier> {
        let verifier = self.launch(settings);
        assert_eq!(self.log.next().await, Outcome::Loaded);
        verifier
    }

    /// A verifier of a tenant for version 2.0 that has loaded its keys.
    pub(crate) async fn ready(&mut self, tenant: &str) -> Arc<Verifier> {
        self.ready_with(self.settings(tenant, &["2.0"])).await
    }

    /// A verifier of a tenant for both versions that has loaded its keys.
    pub(crate) async fn ready_for_both(&mut self, tenant: &str) -> Arc<Verifier> {
        self.ready_with(self.settings(tenant, &["1.0", "2.0"]))
            .await
    }

    /// A genuine token that is issued now.
    pub(crate) fn token(&self) -> String {
        self.token_with(|_| {})
    }

    /// A token that is genuine but for one change before it was signed.
    pub(crate) fn token_with(&self, change: impl FnOnce(&mut Draft)) -> String {
        self.token_of(BEN_OF_CONTOSO, change)
    }

    /// The same for another user than Contoso's.
    pub(crate) fn token_of(&self, user: &str, change: impl FnOnce(&mut Draft)) -> String {
        let draft = self.stand_in.user_token(user, "user_impersonation");
        self.signed(draft.unwrap(), change)
    }

    /// The same in version 1.0.
    pub(crate) fn token_v1_of(&self, user: &str, change: impl FnOnce(&mut Draft)) -> String {
        let draft = self.stand_in.user_token_v1(user, "user_impersonation");
        self.signed(draft.unwrap(), change)
    }

    /// The payload of a genuine token, as text.
    pub(crate) fn payload(&self) -> String {
        let draft = self
            .stand_in
            .user_token(BEN_OF_CONTOSO, "user_impersonation");
        serde_json::to_string(&draft.unwrap().claims).unwrap()
    }

    fn signed(&self, mut draft: Draft, change: impl FnOnce(&mut Draft)) -> String {
        change(&mut draft);
        self.stand_in.sign(&draft).unwrap()
    }

    /// A change that has a draft signed with another key.
    pub(crate) fn by(&self, key: &KeyName) -> impl FnOnce(&mut Draft) + use<> {
        let key_id = self.stand_in.kid(key).unwrap();
        move |draft| set(&mut draft.header, "kid", key_id)
    }

    /// A key's entry in a version 2.0 document, changed.
    pub(crate) fn entry(&self, key: &KeyName, change: impl FnOnce(&mut Value)) -> Value {
        let mut entry = self.stand_in.public_jwk(key).unwrap();
        change(&mut entry);
        entry
    }

    /// Serves these keys, and no others, in the documents of a version.
    pub(crate) fn serve_only(&self, version: TokenVersion, entries: &[Value]) {
        let endpoint = match version {
            TokenVersion::V1 => Endpoint::KeysV1,
            TokenVersion::V2 => Endpoint::KeysV2,
        };
        let document = json!({ "keys": entries });
        self.stand_in
            .set_fault(endpoint, Some(Fault::Json(document)));
    }

    /// Serves version 2.0 metadata with this tenant in the issuer, changed.
    pub(crate) fn serve_metadata(&self, tenant: &str, change: impl FnOnce(&mut Value)) {
        let instance = self.stand_in.instance();
        let mut document = json!({
            "issuer": format!("{instance}/{tenant}/v2.0"),
            "jwks_uri": format!("{instance}/common/discovery/v2.0/keys"),
            "authorization_endpoint": format!("{instance}/common/oauth2/v2.0/authorize"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "cloud_instance_name": "microsoftonline.com",
        });
        change(&mut document);
        let fault = Fault::Json(document);
        self.stand_in.set_fault(Endpoint::DiscoveryV2, Some(fault));
    }

    /// How many key documents of version 2.0 were fetched.
    pub(crate) fn fetches(&self) -> usize {
        self.stand_in.requests(Endpoint::KeysV2)
    }

    /// The version 2.0 issuer of a tenant.
    pub(crate) fn issuer(&self, tenant: &str) -> String {
        format!("{}/{tenant}/v2.0", self.stand_in.instance())
    }
}

/// The verdict, without the caller that is behind an accepted token.
pub(crate) async fn verdict(verifier: &Verifier, token: &str) -> Result<(), VerifyError> {
    verifier.verify(token).await.map(drop)
}

/// The verdict on a token that is refused for this reason.
pub(crate) fn refused(reason: Rejection) -> Result<(), VerifyError> {
    Err(VerifyError::Rejected(reason))
}

/// The verdict while no keys can be used.
pub(crate) fn unavailable(retry_after: Duration) -> Result<(), VerifyError> {
    Err(VerifyError::Unavailable { retry_after })
}

/// Sets a member of a header, of claims or of a key.
pub(crate) fn set(
    members: &mut serde_json::Map<String, Value>,
    name: &str,
    value: impl Into<Value>,
) {
    members.insert(name.to_owned(), value.into());
}

/// Takes a member out of an entry that must have had it.
pub(crate) fn remove(entry: &mut Value, name: &str) {
    let removed = entry.as_object_mut().unwrap().remove(name);
    assert!(removed.is_some(), "there is no {name}");
}
