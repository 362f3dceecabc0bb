//! The first segment of an address: whose tokens it is about.

use uuid::Uuid;

use crate::{Directory, PERSONAL_ACCOUNTS};

/// What the first segment of an address stands for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Authority {
    /// Organizations and personal accounts.
    Common,
    /// Organizations only.
    Organizations,
    /// Personal accounts only.
    Consumers,
    /// One tenant, by its id.
    Tenant(String),
}

impl Authority {
    /// Reads a segment. Any GUID will do, known or not, as the real service has more tenants than
    /// anyone can list; a domain must be known.
    pub(crate) fn parse(segment: &str, directory: &Directory) -> Option<Self> {
        match segment {
            "common" => Some(Self::Common),
            "organizations" => Some(Self::Organizations),
            "consumers" => Some(Self::Consumers),
            _ => match Uuid::try_parse(segment) {
                Ok(guid) => Some(Self::Tenant(guid.to_string())),
                Err(_) => directory
                    .tenants()
                    .iter()
                    .find(|tenant| tenant.domain.eq_ignore_ascii_case(segment))
                    .map(|tenant| Self::Tenant(tenant.id.clone())),
            },
        }
    }

    /// How it is written in the addresses of documents: a domain has become its tenant's id.
    pub(crate) fn segment(&self) -> &str {
        match self {
            Self::Common => "common",
            Self::Organizations => "organizations",
            Self::Consumers => "consumers",
            Self::Tenant(id) => id,
        }
    }

    /// The one tenant that it is about, if it is about one.
    pub(crate) fn tenant_id(&self) -> Option<&str> {
        match self {
            Self::Common | Self::Organizations => None,
            Self::Consumers => Some(PERSONAL_ACCOUNTS),
            Self::Tenant(id) => Some(id),
        }
    }

    /// Whether accounts of a tenant sign in here.
    pub(crate) fn admits(&self, tenant_id: &str) -> bool {
        match self {
            Self::Common => true,
            Self::Organizations => tenant_id != PERSONAL_ACCOUNTS,
            Self::Consumers => tenant_id == PERSONAL_ACCOUNTS,
            Self::Tenant(id) => tenant_id == id,
        }
    }

    /// What stands for the tenant in an issuer: its id, or the placeholder.
    pub(crate) fn issuer_tenant(&self) -> &str {
        self.tenant_id().unwrap_or("{tenantid}")
    }
}
