//! The cure for the mistake that a token shows: what people stumble over when they register an API
//! and ask for tokens.

use entrance_auth::AuthorityTenant;
use entrance_domain::{AdmissionMode, Policy, PolicyName};

use super::cures::usual;
use super::times::distance;
use super::unverified::{Unverified, printable, shown};
use crate::settings::Settings;

/// Microsoft Graph, as an audience.
const GRAPH: [&str; 3] = [
    "00000003-0000-0000-c000-000000000000",
    "https://graph.microsoft.com",
    "https://graph.microsoft.com/",
];
/// Azure's own management, which `az account get-access-token` asks for by itself.
const AZURE: [&str; 4] = [
    "https://management.azure.com",
    "https://management.azure.com/",
    "https://management.core.windows.net",
    "https://management.core.windows.net/",
];
/// How long after its issue a token that has expired already is a sign of a wrong clock, in seconds.
const SHORTEST_LIFE: i64 = 300;

/// What advice is made from.
pub(super) struct Case<'a> {
    /// The text of the token.
    pub(super) token: &'a str,
    pub(super) read: &'a Unverified,
    /// `None` where there is no configuration.
    pub(super) settings: Option<&'a Settings>,
    pub(super) policy: &'a str,
    /// In Unix seconds.
    pub(super) now: u64,
}

impl Case<'_> {
    /// What to do about a refusal with this code.
    pub(super) fn cure(&self, code: &str) -> String {
        let particular = match code {
            "token_malformed" => self.malformed(),
            "token_for_microsoft_graph" => Some(self.of_graph()),
            "token_version_not_accepted" => self.version(),
            "signing_key_unknown" | "issuer_mismatch" => self.issuer(),
            "signing_key_issuer_mismatch" => self.wrong_tenant(),
            "token_expired" => self.expired(),
            "audience_mismatch" => Some(self.audience()),
            "caller_kind_invalid" => self.kind(),
            "tenant_not_admitted" => Some(self.admission()),
            "scope_missing" => Some(self.scope()),
            "app_role_missing" => Some(self.app_role()),
            _ => None,
        };
        particular.unwrap_or_else(|| usual(code).to_owned())
    }

    /// What can be seen without a verdict.
    pub(super) fn suspicions(&self) -> Vec<String> {
        let mut found = Vec::new();
        if self.audience_is(&GRAPH) {
            found.push(self.of_graph());
        } else if self.audience_is(&AZURE) {
            found.push(self.of_azure());
        } else if self.looks_like_id_token() {
            found.push(usual("id_token_refused").to_owned());
        }
        if self.settings.is_none() {
            found.extend(self.version());
        }
        let ended = self.read.time("exp").filter(|end| *end <= self.now());
        found.extend(ended.and_then(|_| self.expired()));
        found
    }

    fn malformed(&self) -> Option<String> {
        let token = self.token;
        if token.contains(char::is_whitespace) || token.contains(['"', '\'']) {
            return None;
        }
        let opaque = match token.as_bytes() {
            [b'0' | b'1', b'.', ..] => "a refresh token or an authorization code",
            [b'E', b'w', ..] if !token.contains('.') => {
                "a token of a personal account for Microsoft's own services"
            }
            _ => return None,
        };
        Some(format!(
            "This looks like {opaque}. Give the access token: it begins with eyJ, and has two dots."
        ))
    }

    fn of_graph(&self) -> String {
        format!(
            "The token is for Microsoft Graph, because the client asked for none of this API's \
             scopes. Ask for {}.",
            self.scope_to_request()
        )
    }

    fn of_azure(&self) -> String {
        format!(
            "The token is for Azure's own management, which `az account get-access-token` asks for \
             by itself. Add --scope {}.",
            self.scope_to_request()
        )
    }

    fn version(&self) -> Option<String> {
        let first = self.read.text("ver") == Some("1.0")
            || self
                .read
                .text("iss")
                .is_some_and(|issuer| issuer.starts_with("https://sts."));
        first.then(|| {
            "The token is of version 1.0. Set requestedAccessTokenVersion to 2 in the manifest of \
             the API's registration (not the client's), wait some minutes, and get a new token; or \
             accept \"1.0\" in entra.token_versions."
                .to_owned()
        })
    }

    fn issuer(&self) -> Option<String> {
        let issuer = printable(self.read.text("iss")?);
        let instance = self.settings?.entra.authority.instance();
        let origins = [Some(instance.as_str()), instance.v1_issuer_origin()];
        let of_instance = origins.into_iter().flatten().any(|origin| {
            let rest = issuer.strip_prefix(origin);
            rest.is_some_and(|rest| rest.starts_with('/'))
        });
        if of_instance {
            return self.wrong_tenant();
        }
        Some(format!(
            "The token was issued by {issuer}, and this service asks {}. Let the client sign in \
             there, or correct entra.instance.",
            instance.as_str(),
        ))
    }

    /// Where one tenant is accepted, and the token is of another.
    fn wrong_tenant(&self) -> Option<String> {
        let authority = &self.settings?.entra.authority;
        let tenant = printable(self.read.text("tid")?);
        let other = match authority.tenant() {
            AuthorityTenant::Id(id) => tenant != id.to_string(),
            AuthorityTenant::Domain(_) => true,
            _ => false,
        };
        other.then(|| {
            format!(
                "The token is of the tenant {tenant}, and this service accepts {} only. Sign in to \
                 that tenant, or set entra.tenant (TENANT_ID) to \"organizations\" and list who may \
                 come in.",
                authority.base(),
            )
        })
    }

    fn expired(&self) -> Option<String> {
        let end = self.read.time("exp")?;
        let issued = self.read.time("iat");
        let ago = distance(end, self.now);
        if issued.is_some_and(|issued| end.saturating_sub(issued) < SHORTEST_LIFE) {
            return None;
        }
        Some(format!(
            "It ended {ago}. Let the client ask for a fresh token; sign-in libraries do that by \
             themselves if they are asked for the token before each call. If it is fresh, set the \
             clock of this machine."
        ))
    }

    fn audience(&self) -> String {
        if self.audience_is(&GRAPH) {
            return self.of_graph();
        }
        if self.audience_is(&AZURE) {
            return self.of_azure();
        }
        if self.looks_like_id_token() {
            return usual("id_token_refused").to_owned();
        }
        let found = self.read.claim("aud").map_or("missing".to_owned(), shown);
        let Some(settings) = self.settings else {
            return usual("audience_mismatch").to_owned();
        };
        let entra = &settings.entra;
        let mut cure = format!(
            "The token's audience is {found}, and this API is {}. Ask for {}; if the audience is \
             right, correct entra.client_id (APP_CLIENT_ID).",
            entra.client_id,
            self.scope_to_request(),
        );
        if self.read.text("ver") == Some("1.0") && found.contains(':') {
            cure.push_str(" If it is an App ID URI of this API, add it to entra.audiences.");
        }
        cure
    }

    fn kind(&self) -> Option<String> {
        // Without `scp`, a user's token shows that nothing of this API was asked for.
        let scopes = self.read.text("scp").unwrap_or_default();
        (scopes.is_empty() && self.read.claim("roles").is_none()).then(|| {
            format!(
                "The token holds neither scopes nor roles. A user's client asks for {}; a program \
                 asks for {} and needs an app role.",
                self.scope_to_request(),
                self.default_scope(),
            )
        })
    }

    fn admission(&self) -> String {
        let tenant = self.read.claim("tid").map(shown).unwrap_or_default();
        let mode = self
            .settings
            .map(|settings| settings.tenants.admission.mode());
        match mode {
            Some(AdmissionMode::Directory) => format!(
                "An operator invites the tenant: `entrance tenant invite {tenant} --name NAME`. An \
                 invited one that waits is let in with `entrance tenant approve {tenant}`."
            ),
            _ => format!("Add {tenant} to tenants.listed (ENTRANCE__TENANTS__LISTED)."),
        }
    }

    fn scope(&self) -> String {
        let wanted = self.wanted(|settings, policy| {
            let scopes = policy.scopes().iter();
            scopes
                .map(|scope| settings.entra.requested_scope(scope))
                .collect()
        });
        let held = self.read.claim("scp").map(shown).unwrap_or_default();
        format!(
            "The token holds {held}. Let the client ask for {wanted}, and consent to it; the scopes \
             are made under \"Expose an API\" of the API's registration."
        )
    }

    fn app_role(&self) -> String {
        let wanted = self.wanted(|_, policy| {
            let roles = policy.app_roles().iter();
            roles.map(ToString::to_string).collect()
        });
        format!(
            "A program gets roles, never scopes. Assign {wanted} to it under \"API permissions\" as \
             an application permission, with admin consent in its tenant, and let it ask for {}.",
            self.default_scope(),
        )
    }

    fn wanted(&self, names: impl Fn(&Settings, &Policy) -> Vec<String>) -> String {
        self.settings
            .and_then(|settings| Some(names(settings, settings.policies.get(self.policy)?)))
            .unwrap_or_default()
            .join(" ")
    }

    /// What a user's client asks for.
    fn scope_to_request(&self) -> String {
        let configured = self.settings.and_then(|settings| {
            let policy = settings.policies.get(PolicyName::DEFAULT)?;
            Some(settings.entra.requested_scope(policy.scopes().first()?))
        });
        configured.unwrap_or_else(|| "api://APP_CLIENT_ID/user_impersonation".to_owned())
    }

    /// What a program asks for.
    fn default_scope(&self) -> String {
        let uri = self
            .settings
            .map(|settings| settings.entra.app_id_uri.as_str());
        format!("{}/.default", uri.unwrap_or("api://APP_CLIENT_ID"))
    }

    fn audience_is(&self, known: &[&str]) -> bool {
        let audience = self.read.text("aud");
        audience.is_some_and(|audience| known.contains(&audience))
    }

    /// Made for a client: it names nobody who asked for it, and grants nothing.
    fn looks_like_id_token(&self) -> bool {
        let has = |name: &str| self.read.claim(name).is_some();
        has("aud") && has("sub") && !["scp", "roles", "azp", "appid"].into_iter().any(has)
    }

    fn now(&self) -> i64 {
        i64::try_from(self.now).unwrap_or(i64::MAX)
    }
}
