//! The handle of a running stand-in.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix_web::dev::ServerHandle;
use anyhow::{Context as _, ensure};
use serde_json::Value;
use tokio::sync::oneshot;

use crate::documents::{public_jwk, remove_marks};
use crate::draft::Delegation;
use crate::fault::Faults;
use crate::graph::Registry;
use crate::issuer::Issuer;
use crate::server;
use crate::{
    Directory, Draft, Endpoint, Fault, GraphBehavior, KeyName, MintError, Options, TokenVersion,
};

/// A running stand-in. Dropping it stops it.
pub struct StandIn {
    issuer: Arc<Issuer>,
    faults: Arc<Faults>,
    registry: Arc<Registry>,
    address: SocketAddr,
    handle: ServerHandle,
    ended: Option<oneshot::Receiver<()>>,
}

impl StandIn {
    /// Starts a stand-in on a thread of its own. When this returns, it answers, and one key is
    /// published; the others follow (see [`all_keys_ready`](Self::all_keys_ready)).
    ///
    /// # Errors
    /// If the address is not loopback or is taken, or no thread or signing key can be had.
    pub async fn start(options: Options) -> anyhow::Result<Self> {
        let listen = options.listen;
        ensure!(
            listen.ip().is_loopback(),
            "the stand-in listens on loopback only, not on {listen}"
        );
        let listener = TcpListener::bind(listen)
            .with_context(|| format!("the stand-in cannot listen on {listen}"))?;
        let address = listener.local_addr()?;
        let started = server::spawn(listener, address, options)
            .context("the stand-in's thread cannot be started")?
            .await
            .context("the stand-in ended while it started")??;
        Ok(Self {
            issuer: started.issuer,
            faults: started.faults,
            registry: started.registry,
            address,
            handle: started.handle,
            ended: Some(started.ended),
        })
    }

    /// The base address that stands for Entra's, `http://localhost:{port}` or with `https`.
    #[must_use]
    pub fn instance(&self) -> String {
        self.issuer.instance.clone()
    }

    /// Says where the service is, such as `http://localhost:8000`: it stands for `{service}` in the
    /// registered redirect addresses. Only the first call counts.
    pub fn set_service(&self, base: &str) {
        let _ = self.issuer.service.set(base.to_owned());
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The tenants, users and registrations that it was started with.
    #[must_use]
    pub fn directory(&self) -> &Directory {
        &self.issuer.directory
    }

    /// Stops it, and returns when it has let go of its port and of all connections.
    pub async fn stop(mut self) {
        self.handle.stop(false).await;
        if let Some(ended) = self.ended.take() {
            // The sender is dropped with its thread, which is the news waited for.
            let _ = ended.await;
        }
    }

    /// Waits until all keys are made and published. Needs a Tokio runtime.
    ///
    /// # Errors
    /// If a key cannot be made.
    pub async fn all_keys_ready(&self) -> Result<(), MintError> {
        let issuer = Arc::clone(&self.issuer);
        tokio::task::spawn_blocking(move || issuer.keys.complete())
            .await
            .unwrap_or(Err(MintError::KeyGeneration))
    }

    /// A delegated token of a user, as the documentation page gets it, in the version that the API
    /// asked for. `scopes` are short names with single spaces between them, taken as they are.
    ///
    /// # Errors
    /// If the directory has no such user.
    pub fn user_token(&self, username: &str, scopes: &str) -> Result<Draft, MintError> {
        self.user_token_in(self.version(), username, scopes)
    }

    /// Like [`user_token`](Self::user_token), but always version 1.0.
    ///
    /// # Errors
    /// If the directory has no such user.
    pub fn user_token_v1(&self, username: &str, scopes: &str) -> Result<Draft, MintError> {
        self.user_token_in(TokenVersion::V1, username, scopes)
    }

    /// An app-only token of a daemon (name or client id) in a tenant (id, domain or name), in the
    /// version that the API asked for.
    ///
    /// # Errors
    /// If the directory has no such daemon or tenant, or the daemon is not assigned to it.
    pub fn application_token(&self, daemon: &str, tenant: &str) -> Result<Draft, MintError> {
        Draft::for_daemon(&self.issuer, self.version(), daemon, tenant)
    }

    /// Like [`application_token`](Self::application_token), but always version 1.0.
    ///
    /// # Errors
    /// If the directory has no such daemon or tenant, or the daemon is not assigned to it.
    pub fn application_token_v1(&self, daemon: &str, tenant: &str) -> Result<Draft, MintError> {
        Draft::for_daemon(&self.issuer, TokenVersion::V1, daemon, tenant)
    }

    /// Signs a draft, with the key that its `kid` names; if there is none, with the key that signs
    /// for organizations now.
    ///
    /// # Errors
    /// If the library for cryptography fails.
    pub fn sign(&self, draft: &Draft) -> Result<String, MintError> {
        self.issuer.sign(draft)
    }

    /// Encodes and signs a header and a payload as they are, whatever they hold.
    ///
    /// # Errors
    /// If there is no such key.
    pub fn sign_parts(
        &self,
        header: &str,
        payload: &str,
        key: &KeyName,
    ) -> Result<String, MintError> {
        self.issuer.sign_parts(header, payload, key)
    }

    /// The signature segment (base64url) over an input that is signed as it is.
    ///
    /// # Errors
    /// If there is no such key.
    pub fn sign_raw(&self, signing_input: &str, key: &KeyName) -> Result<String, MintError> {
        self.issuer.keys.key(key)?.sign(signing_input.as_bytes())
    }

    /// The id (`kid`) of a key. Blocks while the key is still being made.
    ///
    /// # Errors
    /// If there is no such key.
    pub fn kid(&self, key: &KeyName) -> Result<String, MintError> {
        Ok(self.issuer.keys.key(key)?.id().to_owned())
    }

    /// A key's entry as the key set of `common` has it in version 2.0, also for keys that are not
    /// published.
    ///
    /// # Errors
    /// If there is no such key.
    pub fn public_jwk(&self, key: &KeyName) -> Result<Value, MintError> {
        public_jwk(&self.issuer, key)
    }

    /// Makes a key under this name (replacing one of the same name) that can sign, but is not
    /// published.
    ///
    /// # Errors
    /// If the key cannot be made.
    pub fn generate(&self, name: &str) -> Result<KeyName, MintError> {
        self.issuer.keys.generate(name)?;
        Ok(KeyName::Named(name.to_owned()))
    }

    /// Rotates: a new key signs and is published, and the oldest of the organizations' keys is no
    /// longer published. Drafts made before still name the key of that time, and are signed with it.
    ///
    /// # Errors
    /// If the key cannot be made.
    pub fn rotate(&self) -> Result<(), MintError> {
        self.issuer.keys.rotate()
    }

    /// [Rotates](Self::rotate) without blocking. Needs a Tokio runtime.
    ///
    /// # Errors
    /// If the key cannot be made.
    pub async fn rotate_in_background(&self) -> Result<(), MintError> {
        let issuer = Arc::clone(&self.issuer);
        tokio::task::spawn_blocking(move || issuer.keys.rotate())
            .await
            .unwrap_or(Err(MintError::KeyGeneration))
    }

    /// Adds an entry to the key sets of all authorities, as Entra would: to version 2.0 as it is,
    /// to version 1.0 without the marks of issuer and cloud.
    pub fn publish(&self, entry: Value) {
        let mut unmarked = entry.clone();
        remove_marks(&mut unmarked);
        self.publish_in(TokenVersion::V1, unmarked);
        self.publish_in(TokenVersion::V2, entry);
    }

    /// Adds an entry to the key sets of one version, as it is.
    pub fn publish_in(&self, version: TokenVersion, entry: Value) {
        self.issuer.keys.publish(version, entry);
    }

    /// Takes out all entries that were added.
    pub fn unpublish_extra(&self) {
        self.issuer.keys.unpublish_extra();
    }

    /// Lets an endpoint misbehave from the next request on, or behave again.
    pub fn set_fault(&self, endpoint: Endpoint, fault: Option<Fault>) {
        self.faults.set(endpoint, fault);
    }

    /// How many requests an endpoint got so far, whatever the answer.
    #[must_use]
    pub fn requests(&self, endpoint: Endpoint) -> usize {
        self.faults.requests(endpoint)
    }

    /// Says how its Microsoft Graph behaves from now on, and has its requests counted anew.
    pub fn set_graph_behavior(&self, behavior: GraphBehavior) {
        self.registry.behave(behavior);
    }

    /// How many requests its Microsoft Graph got since then.
    #[must_use]
    pub fn graph_requests(&self) -> usize {
        self.registry.requests()
    }

    fn user_token_in(
        &self,
        version: TokenVersion,
        username: &str,
        scopes: &str,
    ) -> Result<Draft, MintError> {
        let directory = &self.issuer.directory;
        let (tenant, user) = directory
            .user(username)
            .ok_or_else(|| MintError::UnknownUser(username.to_owned()))?;
        let delegation = Delegation {
            tenant,
            user,
            client_id: &directory.page().client_id,
            proof: "0",
            api: directory.api(),
            scopes,
        };
        Draft::for_user(&self.issuer, version, &delegation)
    }

    fn version(&self) -> TokenVersion {
        self.issuer.directory.api().token_version
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        // The command is on its way when the call returns; only its completion could be awaited.
        drop(self.handle.stop(false));
    }
}
