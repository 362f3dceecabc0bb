//! The only outgoing requests: provider metadata and key documents of the configured authority.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::DATE;
use reqwest::{Certificate, Client, StatusCode, redirect};
use thiserror::Error;
use tracing::Instrument as _;
use url::Url;

use crate::authority::Instance;
use crate::clock::Clock;

/// How long one document may take, from the connection to the last byte.
const TIMEOUT: Duration = Duration::from_secs(5);
/// The largest accepted document, in bytes after decompression.
const MAX_BYTES: usize = 1024 * 1024;

/// The HTTP client could not be built.
#[derive(Debug, Error)]
#[error("the HTTP client cannot be set up")]
pub struct ClientError(#[source] reqwest::Error);

/// Why a document did not arrive.
#[derive(Debug, Error)]
pub(crate) enum FetchError {
    #[error("the request failed")]
    Request(#[source] reqwest::Error),
    #[error("no complete answer within {} seconds", TIMEOUT.as_secs())]
    Timeout,
    #[error("the answer's status is {0}, not 200")]
    Status(StatusCode),
    #[error("the document is larger than {MAX_BYTES} bytes")]
    TooLarge,
}

/// Fetches documents within fixed bounds: 5 s, 1 MiB, no redirects (token-validation 7.3).
#[derive(Debug, Clone)]
pub(crate) struct Fetcher {
    client: Client,
    clock: Arc<dyn Clock>,
}

impl Fetcher {
    pub(crate) fn new(instance: &Instance, clock: Arc<dyn Clock>) -> Result<Self, ClientError> {
        let mut builder = Client::builder()
            .redirect(redirect::Policy::none())
            .https_only(instance.uses_tls())
            .user_agent(concat!("entrance/", env!("CARGO_PKG_VERSION")));
        if instance.is_loopback() {
            // A proxy could not reach this machine's own addresses.
            builder = builder.no_proxy();
        }
        if let Some(authority) = instance.trusted_only() {
            let authority = Certificate::from_pem(authority.as_bytes()).map_err(ClientError)?;
            builder = builder.tls_certs_only([authority]);
        }
        Ok(Self {
            client: builder.build().map_err(ClientError)?,
            clock,
        })
    }

    /// Fetches one document.
    pub(crate) async fn document(&self, address: &str) -> Result<Vec<u8>, FetchError> {
        let deadline = self.clock.steady() + TIMEOUT;
        // The host alone: an address may hold more than a collector needs to know.
        let host = Url::parse(address).ok();
        let span = tracing::debug_span!(
            "GET",
            otel.kind = "client",
            http.request.method = "GET",
            server.address = host.as_ref().and_then(Url::host_str),
        );
        tokio::select! {
            document = self.read(address).instrument(span) => document,
            () = self.clock.sleep_until(deadline) => Err(FetchError::Timeout),
        }
    }

    /// The header `Date` of whatever is answered there.
    pub(crate) async fn date(&self, address: &str) -> Option<String> {
        let deadline = self.clock.steady() + TIMEOUT;
        let response = tokio::select! {
            response = self.client.get(address).send() => response.ok()?,
            () = self.clock.sleep_until(deadline) => return None,
        };
        let date = response.headers().get(DATE)?.to_str().ok()?;
        Some(date.to_owned())
    }

    async fn read(&self, address: &str) -> Result<Vec<u8>, FetchError> {
        let mut response = self
            .client
            .get(address)
            .send()
            .await
            .map_err(FetchError::Request)?;
        if response.status() != StatusCode::OK {
            return Err(FetchError::Status(response.status()));
        }
        let mut document = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(FetchError::Request)? {
            if document.len() + chunk.len() > MAX_BYTES {
                return Err(FetchError::TooLarge);
            }
            document.extend_from_slice(&chunk);
        }
        Ok(document)
    }
}
