//! One load of the authority's documents, for whoever sets a service up and wants to know what is
//! wrong with it.

use std::error::Error;
use std::sync::Arc;

use thiserror::Error;

use crate::authority::TokenVersion;
use crate::clock::Clock;
use crate::fetch::{ClientError, FetchError};
use crate::key_ring::{LoadError, Loader};
use crate::verifier::VerifierSettings;

/// What one load of provider metadata and keys gave.
#[derive(Debug)]
pub struct AuthorityInspection {
    /// Where the provider metadata of version 2.0 is found.
    pub metadata_address: String,
    /// How many signing keys can be used, or why there are none.
    pub keys: Result<usize, InspectionError>,
    /// The header `Date` of the provider's answer: its clock, in the form of RFC 9110, section 5.6.7.
    pub date: Option<String>,
}

/// Where a load failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InspectionFault {
    /// There was no answer at all.
    Unreachable,
    /// The provider metadata is not what it must be.
    Metadata,
    /// The keys are not what they must be.
    Keys,
}

/// Why a load of the authority's documents failed. The source says more.
#[derive(Debug, Error)]
#[error("{address}")]
pub struct InspectionError {
    /// Where it failed.
    pub fault: InspectionFault,
    /// The address of the document.
    pub address: String,
    source: Box<dyn Error + Send + Sync>,
}

/// Loads the documents of an authority once, exactly as a [`Verifier`](crate::Verifier) with these
/// settings does. Takes 10 s at most by `clock`, 20 s where both token versions are accepted.
///
/// # Errors
/// [`ClientError`] if the machine lacks what an HTTP client needs, such as root certificates.
pub async fn inspect_authority(
    settings: &VerifierSettings,
    clock: &Arc<dyn Clock>,
) -> Result<AuthorityInspection, ClientError> {
    let mut loader = settings.loader(clock)?;
    let metadata_address = loader.address(TokenVersion::V2);
    let fetcher = loader.fetcher.clone();
    let (date, outcome) = tokio::join!(fetcher.date(&metadata_address), loader.load());
    Ok(AuthorityInspection {
        keys: match outcome {
            Ok(trust) => Ok(trust.keys.len()),
            Err(error) => Err(located(error, &loader)),
        },
        metadata_address,
        date,
    })
}

fn located(error: LoadError, loader: &Loader) -> InspectionError {
    let fetched = |source: FetchError, address, fault| InspectionError {
        fault: match source {
            FetchError::Request(_) | FetchError::Timeout => InspectionFault::Unreachable,
            FetchError::Status(_) | FetchError::TooLarge => fault,
        },
        address,
        source: source.into(),
    };
    match error {
        LoadError::FetchMetadata { address, source } => {
            fetched(source, address, InspectionFault::Metadata)
        }
        LoadError::FetchKeys { address, source } => fetched(source, address, InspectionFault::Keys),
        LoadError::Metadata { address, source } => InspectionError {
            fault: InspectionFault::Metadata,
            address,
            source: source.into(),
        },
        LoadError::Keys { address, source } => InspectionError {
            fault: InspectionFault::Keys,
            address,
            source: source.into(),
        },
        LoadError::Merge(source) => InspectionError {
            fault: InspectionFault::Keys,
            address: loader.address(TokenVersion::V2),
            source: source.into(),
        },
    }
}
