//! From a domain to the tenant that has verified it.

use std::sync::Arc;

use entrance_domain::{DomainName, TenantId};
use reqwest::StatusCode;
use thiserror::Error;

use crate::authority::{Authority, AuthorityTenant, Instance, TokenVersion};
use crate::clock::Clock;
use crate::fetch::{ClientError, FetchError, Fetcher};
use crate::metadata::{Metadata, MetadataDocument, MetadataError};

/// Why a domain leads to no tenant.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LookupError {
    /// No tenant of this cloud has the domain.
    #[error("no tenant has this domain")]
    Unknown,
    /// Nothing is known: the authority did not answer as it should.
    #[error("the authority did not answer as it should")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Asks an Entra instance whose domains are whose, by the issuer in the domain's provider metadata.
#[derive(Debug, Clone)]
pub struct TenantLookup {
    instance: Instance,
    fetcher: Fetcher,
}

impl TenantLookup {
    /// A lookup at `instance`. Nothing is fetched yet.
    ///
    /// # Errors
    /// [`ClientError`] if the machine lacks what an HTTP client needs, such as root certificates.
    pub fn new(instance: Instance, clock: Arc<dyn Clock>) -> Result<Self, ClientError> {
        let fetcher = Fetcher::new(&instance, clock)?;
        Ok(Self { instance, fetcher })
    }

    /// The tenant that has verified `domain`.
    ///
    /// # Errors
    /// [`LookupError::Unknown`] if none has, [`LookupError::Unavailable`] if that cannot be said.
    pub async fn resolve(&self, domain: &DomainName) -> Result<TenantId, LookupError> {
        let tenant = AuthorityTenant::Domain(domain.clone());
        let authority = Authority::new(self.instance.clone(), tenant);
        let address = Metadata::address(&authority, TokenVersion::V2, None);
        let document = match self.fetcher.document(&address).await {
            Ok(document) => document,
            // Entra's answers to a domain that it does not know.
            Err(FetchError::Status(StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND)) => {
                return Err(LookupError::Unknown);
            }
            Err(error) => return Err(LookupError::Unavailable(error.into())),
        };
        MetadataDocument::parse(&document)
            .and_then(|document| Metadata::of(&document, &authority, TokenVersion::V2, None))
            .map_err(|error| LookupError::Unavailable(error.into()))?
            .issuer
            .tenant()
            .ok_or_else(|| LookupError::Unavailable(MetadataError::ForeignIssuer.into()))
    }
}
