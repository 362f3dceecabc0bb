//! The issuer: what provider metadata must name and what a token must then carry.

use entrance_domain::TenantId;

use crate::authority::{Authority, AuthorityTenant, TokenVersion};

/// The word that stands for the tenant id in the metadata of `common` and `organizations`.
const PLACEHOLDER: &str = "{tenantid}";

/// An issuer as provider metadata gives it: literal, or with a place for the tenant id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IssuerRule {
    prefix: Box<str>,
    suffix: &'static str,
    /// The one tenant that a literal issuer names.
    tenant: Option<TenantId>,
}

impl IssuerRule {
    /// Checks the issuer of a metadata document against what the authority must have.
    ///
    /// `pinned` is the tenant that a domain name led to before. `None` means a foreign issuer.
    pub(crate) fn from_metadata(
        authority: &Authority,
        version: TokenVersion,
        issuer: &str,
        pinned: Option<TenantId>,
    ) -> Option<Self> {
        let (prefix, suffix) = shape(authority, version)?;
        let segment = issuer.strip_prefix(prefix.as_str())?.strip_suffix(suffix)?;
        let tenant = match authority.tenant() {
            AuthorityTenant::Organizations | AuthorityTenant::Common => {
                if segment != PLACEHOLDER {
                    return None;
                }
                None
            }
            AuthorityTenant::Consumers => Some(TenantId::PERSONAL_ACCOUNTS),
            AuthorityTenant::Id(id) => Some(*id),
            // A domain may lead to any one tenant, but always to the same.
            AuthorityTenant::Domain(_) => {
                let named = TenantId::parse_canonical(segment).ok()?;
                if named.is_personal_accounts() {
                    return None;
                }
                Some(pinned.unwrap_or(named))
            }
        };
        if tenant.is_some_and(|tenant| TenantId::parse_canonical(segment) != Ok(tenant)) {
            return None;
        }
        Some(Self {
            prefix: prefix.into(),
            suffix,
            tenant,
        })
    }

    /// Whether `issuer` is this issuer for `tenant`, to the letter (token-validation 5.4, 5.5).
    pub(crate) fn matches(&self, issuer: &str, tenant: TenantId) -> bool {
        self.tenant.is_none_or(|only| only == tenant) && self.names(issuer, tenant)
    }

    /// The tenant of a literal issuer.
    pub(crate) fn tenant(&self) -> Option<TenantId> {
        self.tenant
    }

    /// The issuer's text for `tenant`.
    pub(crate) fn text_for(&self, tenant: TenantId) -> String {
        format!("{}{tenant}{}", self.prefix, self.suffix)
    }

    /// Whether a key of this issuer could sign for any tenant of this issuer.
    pub(crate) fn covers(&self, key_issuer: &KeyIssuer) -> bool {
        match key_issuer {
            KeyIssuer::Template(before, after) => {
                **before == *self.prefix && **after == *self.suffix
            }
            KeyIssuer::Literal(literal) => literal
                .strip_prefix(&*self.prefix)
                .and_then(|rest| rest.strip_suffix(self.suffix))
                .and_then(|segment| TenantId::parse_canonical(segment).ok())
                .is_some_and(|tenant| self.tenant.is_none_or(|only| only == tenant)),
        }
    }

    fn names(&self, issuer: &str, tenant: TenantId) -> bool {
        issuer
            .strip_prefix(&*self.prefix)
            .and_then(|rest| rest.strip_suffix(self.suffix))
            .is_some_and(|segment| TenantId::parse_canonical(segment) == Ok(tenant))
    }
}

/// What stands before and after the tenant id (token-validation, section 1).
fn shape(authority: &Authority, version: TokenVersion) -> Option<(String, &'static str)> {
    match version {
        TokenVersion::V2 => Some((format!("{}/", authority.instance().as_str()), "/v2.0")),
        TokenVersion::V1 => authority
            .instance()
            .v1_issuer_origin()
            .map(|origin| (format!("{origin}/"), "/")),
    }
}

/// The tenant in an issuer's text of this cloud.
pub(crate) fn tenant_of_issuer(
    authority: &Authority,
    version: TokenVersion,
    issuer: &str,
) -> Option<TenantId> {
    let (prefix, suffix) = shape(authority, version)?;
    let segment = issuer.strip_prefix(prefix.as_str())?.strip_suffix(suffix)?;
    TenantId::parse_canonical(segment).ok()
}

/// The `issuer` member that Microsoft adds to a signing key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KeyIssuer {
    /// Text before and after `{tenantid}`, which may be written in any case.
    Template(Box<str>, Box<str>),
    /// Exactly this issuer.
    Literal(Box<str>),
}

impl KeyIssuer {
    pub(crate) fn parse(text: &str) -> Self {
        match text.to_ascii_lowercase().find(PLACEHOLDER) {
            // Lower-casing ASCII keeps every byte's place.
            Some(start) => match (text.get(..start), text.get(start + PLACEHOLDER.len()..)) {
                (Some(before), Some(after)) => Self::Template(before.into(), after.into()),
                _ => Self::Literal(text.into()),
            },
            None => Self::Literal(text.into()),
        }
    }

    /// Whether a key of this issuer signs tokens of `issuer` for `tenant` (token-validation 4.2).
    pub(crate) fn serves(&self, issuer: &str, tenant: TenantId) -> bool {
        match self {
            Self::Literal(literal) => **literal == *issuer,
            Self::Template(before, after) => issuer
                .strip_prefix(&**before)
                .and_then(|rest| rest.strip_suffix(&**after))
                .is_some_and(|segment| TenantId::parse_canonical(segment) == Ok(tenant)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authority::Instance;

    const TENANT: &str = "11111111-1111-4111-8111-111111111111";
    const OTHER: &str = "22222222-2222-4222-8222-222222222222";
    const GLOBAL: &str = "https://login.microsoftonline.com";

    fn id(text: &str) -> TenantId {
        TenantId::parse_canonical(text).unwrap()
    }

    fn rule(tenant: &str, version: TokenVersion, issuer: &str) -> Option<IssuerRule> {
        pinned_rule(tenant, version, issuer, None)
    }

    fn pinned_rule(
        tenant: &str,
        version: TokenVersion,
        issuer: &str,
        pinned: Option<TenantId>,
    ) -> Option<IssuerRule> {
        let authority = Authority::new(Instance::parse(GLOBAL).unwrap(), tenant.parse().unwrap());
        IssuerRule::from_metadata(&authority, version, issuer, pinned)
    }

    #[test]
    fn multi_tenant_metadata_carries_the_literal_placeholder() {
        for tenant in ["organizations", "common"] {
            let issuer = format!("{GLOBAL}/{{tenantid}}/v2.0");
            let found = rule(tenant, TokenVersion::V2, &issuer).unwrap();
            assert!(found.matches(&format!("{GLOBAL}/{TENANT}/v2.0"), id(TENANT)));
            assert!(!found.matches(&format!("{GLOBAL}/{TENANT}/v2.0"), id(OTHER)));
            assert!(!found.matches(&format!("{GLOBAL}/{TENANT}/v2.0/"), id(TENANT)));
            assert!(!found.matches(&format!("{GLOBAL}//{TENANT}/v2.0"), id(TENANT)));
            assert!(rule(tenant, TokenVersion::V2, &format!("{GLOBAL}/{TENANT}/v2.0")).is_none());
        }
    }

    #[test]
    fn version_one_metadata_is_on_the_token_service() {
        let found = rule(
            "organizations",
            TokenVersion::V1,
            "https://sts.windows.net/{tenantid}/",
        )
        .unwrap();
        assert!(found.matches(&format!("https://sts.windows.net/{TENANT}/"), id(TENANT)));
        assert!(!found.matches(&format!("https://sts.windows.net/{TENANT}"), id(TENANT)));
        assert!(
            rule(
                "organizations",
                TokenVersion::V1,
                "https://sts.windows.net/{tenantid}"
            )
            .is_none()
        );
    }

    #[test]
    fn one_tenants_metadata_carries_that_tenants_issuer() {
        let found = rule(TENANT, TokenVersion::V2, &format!("{GLOBAL}/{TENANT}/v2.0")).unwrap();
        assert!(found.matches(&format!("{GLOBAL}/{TENANT}/v2.0"), id(TENANT)));
        assert!(!found.matches(&format!("{GLOBAL}/{OTHER}/v2.0"), id(OTHER)));
        assert!(rule(TENANT, TokenVersion::V2, &format!("{GLOBAL}/{OTHER}/v2.0")).is_none());
        assert!(
            rule(
                TENANT,
                TokenVersion::V2,
                &format!("{GLOBAL}/{{tenantid}}/v2.0")
            )
            .is_none()
        );
    }

    #[test]
    fn personal_accounts_metadata_carries_their_tenant() {
        let personal = TenantId::PERSONAL_ACCOUNTS;
        let issuer = format!("{GLOBAL}/{personal}/v2.0");
        assert!(
            rule("consumers", TokenVersion::V2, &issuer)
                .unwrap()
                .matches(&issuer, personal)
        );
        assert!(
            rule(
                "consumers",
                TokenVersion::V2,
                &format!("{GLOBAL}/{TENANT}/v2.0")
            )
            .is_none()
        );
    }

    #[test]
    fn a_domain_leads_to_any_one_tenant_and_stays_with_it() {
        let issuer = format!("{GLOBAL}/{TENANT}/v2.0");
        let found = rule("contoso.example", TokenVersion::V2, &issuer).unwrap();
        assert_eq!(found.tenant(), Some(id(TENANT)));
        let pinned =
            |tenant| pinned_rule("contoso.example", TokenVersion::V2, &issuer, Some(tenant));
        assert!(pinned(id(TENANT)).is_some());
        assert!(pinned(id(OTHER)).is_none());
        assert!(
            rule(
                "contoso.example",
                TokenVersion::V2,
                &format!("{GLOBAL}/{{tenantid}}/v2.0")
            )
            .is_none()
        );
    }

    #[test]
    fn a_keys_placeholder_is_found_in_any_case() {
        let issuer = format!("{GLOBAL}/{TENANT}/v2.0");
        for word in ["{tenantid}", "{tenantId}", "{TENANTID}"] {
            let key = KeyIssuer::parse(&format!("{GLOBAL}/{word}/v2.0"));
            assert!(key.serves(&issuer, id(TENANT)));
            assert!(!key.serves(&issuer, id(OTHER)));
        }
    }

    #[test]
    fn a_literal_key_serves_exactly_its_issuer() {
        let key = KeyIssuer::parse(&format!("{GLOBAL}/{TENANT}/v2.0"));
        assert!(key.serves(&format!("{GLOBAL}/{TENANT}/v2.0"), id(TENANT)));
        assert!(!key.serves(&format!("{GLOBAL}/{OTHER}/v2.0"), id(OTHER)));
    }

    #[test]
    fn issuer_of_a_key_is_the_authoritys_in_every_part_or_not_at_all() {
        let all = format!("{GLOBAL}/{{tenantid}}/v2.0");
        let found = rule("organizations", TokenVersion::V2, &all).unwrap();
        let covers = |text: &str| found.covers(&KeyIssuer::parse(text));
        assert!(covers(&all) && covers(&format!("{GLOBAL}/{TENANT}/v2.0")));
        for other in [
            format!("{GLOBAL}/{{tenantid}}/"),
            "https://login.example/{tenantid}/v2.0".to_owned(),
            format!("{GLOBAL}/{TENANT}/"),
            format!("https://login.example/{TENANT}/v2.0"),
            format!("{GLOBAL}/common/v2.0"),
        ] {
            assert!(!covers(&other), "{other}");
        }
    }
}
