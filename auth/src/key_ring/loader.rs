//! Loading everything that verification needs from the authority, or nothing.

use thiserror::Error;

use entrance_domain::{ClientId, TenantId};

use super::Trust;
use crate::authority::{Authority, TokenVersion, TokenVersions};
use crate::fetch::{FetchError, Fetcher};
use crate::key_set::{KeyDocument, KeySet, KeySetError};
use crate::metadata::{Metadata, MetadataDocument, MetadataError};

/// Why a refresh brought nothing; the state before stays in use.
#[derive(Debug, Error)]
pub(crate) enum LoadError {
    #[error("provider metadata could not be fetched from {address}")]
    FetchMetadata { address: String, source: FetchError },
    #[error("provider metadata at {address} is not usable")]
    Metadata {
        address: String,
        source: MetadataError,
    },
    #[error("the key set could not be fetched from {address}")]
    FetchKeys { address: String, source: FetchError },
    #[error("the key set at {address} is not usable")]
    Keys {
        address: String,
        source: KeySetError,
    },
    #[error("the merged key sets are not usable")]
    Merge(#[source] KeySetError),
}

/// What to load and from where. Nothing in it comes from a token.
pub(crate) struct Loader {
    pub(crate) fetcher: Fetcher,
    pub(crate) authority: Authority,
    pub(crate) versions: TokenVersions,
    /// The registration whose own signing keys are asked for (token-validation 4.5).
    pub(crate) application: Option<ClientId>,
    pub(crate) check_cloud_instance: bool,
    /// The tenant that a configured domain led to at the first load.
    pub(crate) pinned: Option<TenantId>,
}

impl Loader {
    /// Loads metadata and keys. The version 2.0 documents are always loaded: only their keys say
    /// for whom they sign (4.2).
    pub(crate) async fn load(&mut self) -> Result<Trust, LoadError> {
        let (v2, v1) = tokio::try_join!(self.documents(TokenVersion::V2), async {
            if self.versions.accepts(TokenVersion::V1) {
                self.documents(TokenVersion::V1).await.map(Some)
            } else {
                Ok(None)
            }
        })?;
        let (v2_metadata, v2_keys) = v2;
        let (v1_metadata, v1_keys) = v1.unzip();
        let cloud = v2_metadata
            .cloud_instance
            .filter(|_| self.check_cloud_instance);
        if let Some(metadata) = &v1_metadata
            && metadata.issuer.tenant() != v2_metadata.issuer.tenant()
        {
            return Err(LoadError::Metadata {
                address: self.address(TokenVersion::V1),
                source: MetadataError::ForeignIssuer,
            });
        }
        let keys = KeySet::merge(v2_keys, v1_keys, v2_metadata.issuer.clone(), cloud)
            .map_err(LoadError::Merge)?;
        self.pinned = v2_metadata.issuer.tenant();
        Ok(Trust {
            keys,
            v2_issuer: v2_metadata.issuer,
            v1_issuer: v1_metadata.map(|metadata| metadata.issuer),
        })
    }

    /// Where provider metadata is found.
    pub(crate) fn address(&self, version: TokenVersion) -> String {
        Metadata::address(&self.authority, version, self.application)
    }

    async fn documents(&self, version: TokenVersion) -> Result<(Metadata, KeyDocument), LoadError> {
        let address = self.address(version);
        let document = match self.fetcher.document(&address).await {
            Ok(document) => document,
            Err(source) => return Err(LoadError::FetchMetadata { address, source }),
        };
        let metadata = MetadataDocument::parse(&document)
            .and_then(|document| Metadata::of(&document, &self.authority, version, self.pinned));
        let metadata = match metadata {
            Ok(metadata) => metadata,
            Err(source) => return Err(LoadError::Metadata { address, source }),
        };
        let address = metadata.key_set_url.to_string();
        let document = match self.fetcher.document(&address).await {
            Ok(document) => document,
            Err(source) => return Err(LoadError::FetchKeys { address, source }),
        };
        match KeyDocument::parse(&document) {
            Ok(keys) => Ok((metadata, keys)),
            Err(source) => Err(LoadError::Keys { address, source }),
        }
    }
}
