//! Whose tokens are accepted: the Entra instance and the tenant that the service is configured for.

use std::net::IpAddr;
use std::str::FromStr;

use entrance_domain::{DomainName, TenantId};
use thiserror::Error;
use url::{Host, Url};

/// The host that issues version 1.0 tokens in the global cloud and in the one for the US Government.
const STS_GLOBAL: &str = "https://sts.windows.net";
/// The host that issues version 1.0 tokens in the cloud operated by 21Vianet in China.
const STS_CHINA: &str = "https://sts.chinacloudapi.cn";

/// Why a configured authority cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AuthorityError {
    /// The instance is not an absolute `https` address without path, query or credentials.
    #[error(
        "the instance must be an address such as https://login.microsoftonline.com, without path, query or user name"
    )]
    InstanceForm,
    /// `http` is accepted on loopback only: keys that travel unprotected could be anybody's.
    #[error("the instance must use https; http is accepted on loopback only")]
    InstanceNotEncrypted,
    /// The tenant is none of the accepted forms.
    #[error(
        "the tenant must be organizations, common, consumers, a tenant id (GUID) or a domain such as contoso.onmicrosoft.com"
    )]
    TenantForm,
    /// The list of token versions is empty or names an unknown one.
    #[error("the token versions must be \"2.0\", \"1.0\" or both")]
    TokenVersions,
}

/// The origin of an Entra cloud, such as `https://login.microsoftonline.com`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    origin: Box<str>,
    loopback: bool,
    tls: bool,
    /// The one certification authority to believe, in PEM; the machine's own if there is none.
    trusted_only: Option<Box<str>>,
}

impl Instance {
    /// Parses the address of an instance; a trailing slash is tolerated.
    ///
    /// # Errors
    /// [`AuthorityError::InstanceForm`] for anything but a bare origin,
    /// [`AuthorityError::InstanceNotEncrypted`] for `http` outside loopback.
    pub fn parse(text: &str) -> Result<Self, AuthorityError> {
        let url = Url::parse(text).map_err(|_| AuthorityError::InstanceForm)?;
        let bare = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let tls = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(AuthorityError::InstanceForm),
        };
        let host = url.host().ok_or(AuthorityError::InstanceForm)?;
        if !bare {
            return Err(AuthorityError::InstanceForm);
        }
        let loopback = is_loopback(&host);
        if !tls && !loopback {
            return Err(AuthorityError::InstanceNotEncrypted);
        }
        Ok(Self {
            origin: url.origin().ascii_serialization().into(),
            loopback,
            tls,
            trusted_only: None,
        })
    }

    /// The same instance, recognized by certificates of this authority only, whose own certificate
    /// is given in PEM. For an instance that no public authority vouches for.
    #[must_use]
    pub fn trusting_only(self, authority_pem: &str) -> Self {
        Self {
            trusted_only: Some(authority_pem.into()),
            ..self
        }
    }

    /// The certificate of the one authority to believe, in PEM.
    pub(crate) fn trusted_only(&self) -> Option<&str> {
        self.trusted_only.as_deref()
    }

    /// Scheme, host and, where it is not the scheme's own, port; without a trailing slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.origin
    }

    /// Whether the instance is on this machine: 127.0.0.0/8, `::1` or `localhost`.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Whether the instance is reached through TLS.
    #[must_use]
    pub fn uses_tls(&self) -> bool {
        self.tls
    }

    /// The origin in the issuer of version 1.0 tokens, `None` for a cloud where it is not known.
    ///
    /// token-validation, section 1: it differs from the instance in every cloud.
    #[must_use]
    pub fn v1_issuer_origin(&self) -> Option<&'static str> {
        match &*self.origin {
            "https://login.microsoftonline.com" | "https://login.microsoftonline.us" => {
                Some(STS_GLOBAL)
            }
            "https://login.partner.microsoftonline.cn" => Some(STS_CHINA),
            _ if self.loopback => Some(STS_GLOBAL),
            _ => None,
        }
    }

    /// Whether `url` has this instance's scheme, host and port.
    pub(crate) fn is_origin_of(&self, url: &Url) -> bool {
        url.origin().ascii_serialization() == *self.origin
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => IpAddr::V4(*address).is_loopback(),
        Host::Ipv6(address) => IpAddr::V6(*address).is_loopback(),
    }
}

/// The tenant segment of the authority: which accounts may sign in at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthorityTenant {
    /// Work and school accounts of any tenant.
    Organizations,
    /// Work, school and personal accounts.
    Common,
    /// Personal accounts only.
    Consumers,
    /// One tenant, by its id.
    Id(TenantId),
    /// One tenant, by a verified domain; its id is learnt from the metadata.
    Domain(DomainName),
}

impl FromStr for AuthorityTenant {
    type Err = AuthorityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let lowered = text.to_ascii_lowercase();
        match lowered.as_str() {
            "organizations" => return Ok(Self::Organizations),
            "common" => return Ok(Self::Common),
            "consumers" => return Ok(Self::Consumers),
            _ => {}
        }
        if let Ok(id) = lowered.parse::<TenantId>() {
            // The personal accounts' tenant is one and the same by either name.
            return Ok(if id == TenantId::PERSONAL_ACCOUNTS {
                Self::Consumers
            } else {
                Self::Id(id)
            });
        }
        DomainName::new(&lowered)
            .map(Self::Domain)
            .map_err(|_| AuthorityError::TenantForm)
    }
}

/// An instance and a tenant: where provider metadata is found and which issuer it must name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    instance: Instance,
    tenant: AuthorityTenant,
}

impl Authority {
    /// Combines an instance and a tenant.
    #[must_use]
    pub fn new(instance: Instance, tenant: AuthorityTenant) -> Self {
        Self { instance, tenant }
    }

    /// The cloud.
    #[must_use]
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// Which accounts of it.
    #[must_use]
    pub fn tenant(&self) -> &AuthorityTenant {
        &self.tenant
    }

    /// Whether tokens of exactly one organization are accepted.
    #[must_use]
    pub fn is_single_tenant(&self) -> bool {
        matches!(
            self.tenant,
            AuthorityTenant::Id(_) | AuthorityTenant::Domain(_)
        )
    }

    /// `{instance}/{tenant}`, the base of the OAuth 2.0 endpoints.
    #[must_use]
    pub fn base(&self) -> String {
        format!("{}/{}", self.instance.as_str(), self.tenant_segment())
    }

    fn tenant_segment(&self) -> String {
        match &self.tenant {
            AuthorityTenant::Organizations => "organizations".to_owned(),
            AuthorityTenant::Common => "common".to_owned(),
            AuthorityTenant::Consumers => "consumers".to_owned(),
            AuthorityTenant::Id(id) => id.to_string(),
            AuthorityTenant::Domain(name) => name.to_string(),
        }
    }

    /// Whether tokens of `tenant` may be judged at all (token-validation 5.8).
    pub(crate) fn accepts_account_of(&self, tenant: TenantId, version: TokenVersion) -> bool {
        // Personal accounts have no issuer of version 1.0 (section 1).
        if version == TokenVersion::V1 && tenant.is_personal_accounts() {
            return false;
        }
        match self.tenant {
            AuthorityTenant::Organizations => tenant != TenantId::PERSONAL_ACCOUNTS,
            AuthorityTenant::Consumers => tenant == TenantId::PERSONAL_ACCOUNTS,
            // The issuer, which names the one tenant, decides for the other two forms.
            AuthorityTenant::Common | AuthorityTenant::Id(_) | AuthorityTenant::Domain(_) => true,
        }
    }
}

/// A version of Entra's access tokens, chosen by the API's registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenVersion {
    /// `ver` "1.0"; the issuer is on `sts.windows.net`.
    V1,
    /// `ver` "2.0".
    V2,
}

impl TokenVersion {
    /// The value of the claim `ver`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "1.0",
            Self::V2 => "2.0",
        }
    }
}

/// The accepted token versions; at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenVersions {
    v1: bool,
    v2: bool,
}

impl TokenVersions {
    /// Parses a list of `"1.0"` and `"2.0"`.
    ///
    /// # Errors
    /// [`AuthorityError::TokenVersions`] if the list is empty or names another version.
    pub fn parse<S: AsRef<str>>(versions: &[S]) -> Result<Self, AuthorityError> {
        let mut accepted = Self {
            v1: false,
            v2: false,
        };
        for version in versions {
            match version.as_ref() {
                "1.0" => accepted.v1 = true,
                "2.0" => accepted.v2 = true,
                _ => return Err(AuthorityError::TokenVersions),
            }
        }
        if accepted.v1 || accepted.v2 {
            Ok(accepted)
        } else {
            Err(AuthorityError::TokenVersions)
        }
    }

    /// Whether tokens of this version are accepted.
    #[must_use]
    pub fn accepts(self, version: TokenVersion) -> bool {
        match version {
            TokenVersion::V1 => self.v1,
            TokenVersion::V2 => self.v2,
        }
    }
}

impl Default for TokenVersions {
    /// Version 2.0 only.
    fn default() -> Self {
        Self {
            v1: false,
            v2: true,
        }
    }
}
