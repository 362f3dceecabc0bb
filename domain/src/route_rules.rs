//! What protects a backend's address: the rules by which a proxy's question is answered.

mod host;
mod method;
mod path;

pub use host::HostName;
pub use method::Method;
pub use path::{PathPrefix, RawPath};

use crate::{Policy, PolicyName};

/// Why a text is no part of a rule or of a request. It never repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RouteError {
    /// Not a host.
    #[error("not a host name or address without a port")]
    Host,
    /// Not a method in the form of a rule.
    #[error("not an HTTP method in upper case")]
    Method,
    /// Not a path in the form of a rule.
    #[error(
        "not a path in normal form: it begins with `/`, has no empty or dot segment, no `;`, `*` or trailing slash, and encodes only what must be"
    )]
    Path,
}

/// Why no rule lets a request through, whoever sends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RouteDenial {
    /// No rule is for this request.
    #[error("no rule is for this request")]
    NoRule,
    /// A backend may read the path as one that a stricter rule protects.
    #[error("the path is not in normal form, or differs from a protected one in case only")]
    PathAmbiguous,
    /// There are rules for hosts, and nothing says which host was asked.
    #[error("the proxy does not say which host was asked")]
    HostMissing,
}

impl RouteDenial {
    /// Every code that [`RouteDenial::code`] can give.
    pub const CODES: &[&str] = &["no_rule", "path_ambiguous", "host_missing"];

    /// The stable snake-case name of the reason, for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoRule => "no_rule",
            Self::PathAmbiguous => "path_ambiguous",
            Self::HostMissing => "host_missing",
        }
    }
}

/// What a caller must bring to reach an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Protection {
    /// Nothing: anybody passes, and no token is looked at.
    Public,
    /// What this policy demands.
    Policy {
        /// The name under which the policy is configured.
        name: PolicyName,
        /// The policy itself, to compare it with others.
        policy: Policy,
    },
}

impl Protection {
    /// Whether everybody who passes here would pass `other` as well.
    #[must_use]
    pub fn is_at_least_as_strict_as(&self, other: &Self) -> bool {
        match (self, other) {
            (_, Self::Public) => true,
            (Self::Public, Self::Policy { .. }) => false,
            (Self::Policy { policy, .. }, Self::Policy { policy: other, .. }) => {
                policy.is_at_least_as_strict_as(other)
            }
        }
    }
}

/// One rule: for which requests, and what protects them. An empty list makes no difference between
/// requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteRule {
    /// The hosts that were asked.
    pub hosts: Vec<HostName>,
    /// The methods; `GET` stands for `HEAD` as well.
    pub methods: Vec<Method>,
    /// The beginning of the path, `None` for every path.
    pub path: Option<PathPrefix>,
    /// What protects these requests.
    pub protection: Protection,
}

/// The request that a proxy asks about.
#[derive(Debug, Clone, Copy)]
pub struct OriginalRequest<'a> {
    /// The host that was asked, where the proxy tells it.
    pub host: Option<&'a HostName>,
    /// The method as it was sent.
    pub method: &'a str,
    /// The path as it was sent.
    pub path: RawPath<'a>,
}

/// Rules in their order: the first that fits a request decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteRules {
    rules: Vec<RouteRule>,
    default: Protection,
}

impl RouteRules {
    /// Rules beside the policy `default`, against which a doubtful path is measured.
    #[must_use]
    pub const fn new(rules: Vec<RouteRule>, default: Protection) -> Self {
        Self { rules, default }
    }

    /// Whether there is no rule at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// What protects a request.
    ///
    /// # Errors
    /// [`RouteDenial`] if no rule fits, or if the one that fits may not be the one that the backend's
    /// reading of the path calls for.
    pub fn protection(&self, request: &OriginalRequest<'_>) -> Result<&Protection, RouteDenial> {
        // SECURITY: with rules for hosts, an unknown host must not fall through to the others.
        if request.host.is_none() && self.rules.iter().any(|rule| !rule.hosts.is_empty()) {
            return Err(RouteDenial::HostMissing);
        }
        let mut candidates = self.rules.iter().filter(|rule| rule.is_candidate(request));
        let fits = |rule: &&RouteRule| rule.covers(request.path);
        let chosen = candidates.clone().find(fits).ok_or(RouteDenial::NoRule)?;
        let chosen = &chosen.protection;
        // SECURITY: a backend may resolve, decode or fold what is compared here as it was sent. So
        // such a path only passes where every other reading of it would have passed, too.
        let as_strict_as = |other: &RouteRule| chosen.is_at_least_as_strict_as(&other.protection);
        let settled = if request.path.is_normal() {
            let mut passed_over = candidates.take_while(|rule| !fits(rule));
            passed_over.all(|rule| !rule.may_cover(request.path) || as_strict_as(rule))
        } else {
            chosen.is_at_least_as_strict_as(&self.default) && candidates.all(as_strict_as)
        };
        settled.then_some(chosen).ok_or(RouteDenial::PathAmbiguous)
    }
}

impl RouteRule {
    /// Whether host and method fit.
    fn is_candidate(&self, request: &OriginalRequest<'_>) -> bool {
        let host = self.hosts.is_empty()
            || request
                .host
                .is_some_and(|host| self.hosts.iter().any(|named| named == host));
        let method = self.methods.is_empty()
            || self
                .methods
                .iter()
                .any(|method| method.answers(request.method));
        host && method
    }

    fn covers(&self, path: RawPath<'_>) -> bool {
        let prefix = self.path.as_ref();
        prefix.is_none_or(|prefix| prefix.covers(path))
    }

    /// Whether the path fits for a backend that does not tell upper from lower case.
    fn may_cover(&self, path: RawPath<'_>) -> bool {
        let prefix = self.path.as_ref();
        prefix.is_none_or(|prefix| prefix.covers_ignoring_case(path))
    }
}
