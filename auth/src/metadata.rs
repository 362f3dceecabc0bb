//! Provider metadata: parsed with openidconnect's types, judged by ours.

use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType,
    CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm,
    CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{AdditionalProviderMetadata, ProviderMetadata};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::Url;

use entrance_domain::TenantId;

use crate::authority::{Authority, TokenVersion};
use crate::issuer::IssuerRule;

/// What Entra adds to the members of OpenID Connect Discovery.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct EntraMetadata {
    cloud_instance_name: Option<String>,
}

impl AdditionalProviderMetadata for EntraMetadata {}

type EntraProviderMetadata = ProviderMetadata<
    EntraMetadata,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// Why a metadata document is not used.
#[derive(Debug, Error)]
pub(crate) enum MetadataError {
    #[error("the document is no OpenID provider metadata")]
    Malformed(#[source] serde_json::Error),
    #[error("the document names another issuer than the configured authority's")]
    ForeignIssuer,
    #[error("the document places the keys on another origin than the configured instance")]
    ForeignKeySet,
}

/// A metadata document that keeps to the form, and may still be anybody's.
pub(crate) struct MetadataDocument(EntraProviderMetadata);

impl MetadataDocument {
    /// Parses OpenID provider metadata.
    pub(crate) fn parse(document: &[u8]) -> Result<Self, MetadataError> {
        serde_json::from_slice(document)
            .map(Self)
            .map_err(MetadataError::Malformed)
    }
}

/// The members of a metadata document that matter to a resource server, checked.
#[derive(Debug, Clone)]
pub(crate) struct Metadata {
    pub(crate) issuer: IssuerRule,
    pub(crate) key_set_url: Url,
    pub(crate) cloud_instance: Option<Box<str>>,
}

impl Metadata {
    /// Checks that a document is the configured authority's.
    pub(crate) fn of(
        document: &MetadataDocument,
        authority: &Authority,
        version: TokenVersion,
        pinned: Option<TenantId>,
    ) -> Result<Self, MetadataError> {
        let MetadataDocument(document) = document;
        let issuer =
            IssuerRule::from_metadata(authority, version, document.issuer().as_str(), pinned)
                .ok_or(MetadataError::ForeignIssuer)?;
        let key_set_url = document.jwks_uri().url().clone();
        if !authority.instance().is_origin_of(&key_set_url) {
            return Err(MetadataError::ForeignKeySet);
        }
        let cloud_instance = document
            .additional_metadata()
            .cloud_instance_name
            .as_deref()
            .map(Into::into);
        Ok(Self {
            issuer,
            key_set_url,
            cloud_instance,
        })
    }

    /// Where the document of a token version is found.
    ///
    /// `application` adds `?appid=`, for registrations with signing keys of their own (4.5).
    pub(crate) fn address(
        authority: &Authority,
        version: TokenVersion,
        application: Option<entrance_domain::ClientId>,
    ) -> String {
        let path = match version {
            TokenVersion::V1 => ".well-known/openid-configuration",
            TokenVersion::V2 => "v2.0/.well-known/openid-configuration",
        };
        let base = authority.base();
        match application {
            Some(id) => format!("{base}/{path}?appid={id}"),
            None => format!("{base}/{path}"),
        }
    }
}
