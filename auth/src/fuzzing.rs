//! The parsers of hostile input, opened for the fuzz targets in `auth/fuzz`.
//!
//! Only there with `--cfg fuzzing`, which cargo-fuzz sets: no build of the service has this module.

use entrance_domain::{Principal, TenantId};
use url::Url;

use crate::authority::{Authority, TokenVersion, TokenVersions};
use crate::claims::{Times, UnverifiedClaims, principal};
use crate::issuer::IssuerRule;
use crate::jose::{CompactJws, JoseHeader, Member, Members};
use crate::key_set::{KeyDocument, KeySet};
use crate::metadata::{Metadata, MetadataDocument};
use crate::rejection::Rejection;

/// An object of whose members none is asked for.
#[derive(Default)]
struct Unasked;

impl<'a> Members<'a> for Unasked {
    fn field(&mut self, _: &str) -> Option<&mut Member<'a>> {
        None
    }
}

/// The names at the top of a strict JSON object, in order.
///
/// # Errors
/// The rule that the text breaks.
pub fn object(bytes: &[u8]) -> Result<Vec<String>, Rejection> {
    let (Unasked, names) = Unasked::parse(bytes)?;
    Ok(names.iter().map(str::to_owned).collect())
}

/// The key id of a JOSE header.
///
/// # Errors
/// The rule that the header breaks.
pub fn header(bytes: &[u8]) -> Result<String, Rejection> {
    Ok(JoseHeader::parse(bytes)?.key_id().to_owned())
}

/// The decoded segments of a token.
///
/// # Errors
/// The rule that the token breaks.
pub fn token(text: &str) -> Result<[Vec<u8>; 3], Rejection> {
    let jws = CompactJws::decode(text)?;
    let segments = [jws.header(), jws.unverified_payload(), jws.signature()];
    Ok(segments.map(<[u8]>::to_vec))
}

/// What the claims of a token say, with the end of its life in Unix seconds, as if its signature
/// and its issuer had been verified and the clock did not matter.
///
/// # Errors
/// The rule that the claims break.
pub fn claims(
    payload: &[u8],
    version: TokenVersion,
    authority: &Authority,
) -> Result<(Principal, u64), Rejection> {
    let claims = UnverifiedClaims::parse(payload)?;
    let only =
        TokenVersions::parse(&[version.as_str()]).map_err(|_| Rejection::VersionNotAccepted)?;
    claims.version(only)?;
    let tenant = claims.tenant()?;
    let times = Times::read(claims.claims())?;
    let principal = principal(claims.claims(), version, tenant, authority)?;
    Ok((principal, times.expires_at))
}

/// A set of keys, merged from documents that anybody may have written.
pub struct Keys(KeySet);

impl Keys {
    /// Merges the key documents of an authority; `None` if they are not usable.
    #[must_use]
    pub fn merge(
        v2: &[u8],
        v1: Option<&[u8]>,
        authority: &Authority,
        issuer: &str,
    ) -> Option<Self> {
        let v1 = match v1 {
            Some(document) => Some(KeyDocument::parse(document).ok()?),
            None => None,
        };
        let v2 = KeyDocument::parse(v2).ok()?;
        let rule = IssuerRule::from_metadata(authority, TokenVersion::V2, issuer, None)?;
        KeySet::merge(v2, v1, rule, Some("microsoftonline.com".into()))
            .ok()
            .map(Self)
    }

    /// How many keys can be used; never zero.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether the key of this id signs for an issuer and a tenant; `None` if it is not known.
    #[must_use]
    pub fn signs(
        &self,
        key_id: &str,
        version: TokenVersion,
        issuer: &str,
        tenant: TenantId,
    ) -> Option<Result<(), Rejection>> {
        let found = self.0.find(key_id, version)?;
        Some(found.and_then(|key| key.for_issuer(version, issuer, tenant).map(drop)))
    }
}

/// Provider metadata, parsed once and then judged for as many authorities as one likes.
pub struct Discovery(MetadataDocument);

impl Discovery {
    /// Parses a document; `None` if it is no provider metadata.
    #[must_use]
    pub fn parse(document: &[u8]) -> Option<Self> {
        MetadataDocument::parse(document).ok().map(Self)
    }

    /// The address of the keys; `None` if the document is not the authority's.
    #[must_use]
    pub fn key_set_url(&self, authority: &Authority, version: TokenVersion) -> Option<Url> {
        Metadata::of(&self.0, authority, version, None)
            .ok()
            .map(|metadata| metadata.key_set_url)
    }
}
