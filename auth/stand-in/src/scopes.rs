//! What a client asks for in the parameter `scope`.

use crate::{ApiRegistration, Directory};

/// What a client asked for, checked against the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RequestedScopes {
    /// Scopes of OpenID Connect, which belong to no API.
    openid: Vec<OpenIdScope>,
    /// The client id of the one API that the access token is for.
    pub(crate) api: String,
    /// Which of its scopes.
    pub(crate) names: ScopeNames,
}

/// A scope of OpenID Connect (OIDC Core 1.0, sections 5.4 and 11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OpenIdScope {
    /// `openid`: an ID token.
    OpenId,
    /// `profile`: name and user name in it.
    Profile,
    /// `email`: the mail address in it.
    Email,
    /// `offline_access`: a refresh token.
    OfflineAccess,
}

/// Which scopes of an API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ScopeNames {
    /// These, in their short form. May be empty for Microsoft Graph only.
    Listed(Vec<String>),
    /// `.default`: whatever the client's registration lists or was consented to before.
    Default,
}

/// Why a scope was refused; the text is the scope or the API that is wrong.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ScopeFault {
    UnknownApi(String),
    UnknownScope(String),
    SeveralApis,
    DefaultWithOthers,
}

impl RequestedScopes {
    /// Reads scopes with blanks between them.
    pub(crate) fn parse(text: &str, directory: &Directory) -> Result<Self, ScopeFault> {
        let mut openid = Vec::new();
        let mut names: Vec<&str> = Vec::new();
        let mut chosen: Option<&ApiRegistration> = None;
        for scope in text.split_ascii_whitespace() {
            if let Some(scope) = OpenIdScope::parse(scope) {
                openid.push(scope);
                continue;
            }
            let (api, name) = split(scope, directory)?;
            if chosen.is_some_and(|other| other.client_id != api.client_id) {
                return Err(ScopeFault::SeveralApis);
            }
            chosen = Some(api);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let api = match chosen {
            Some(api) => api,
            // Without an API the access token is for Microsoft Graph, as from Entra.
            None => directory.graph(),
        };
        let names = if names.contains(&".default") {
            if names.len() > 1 {
                return Err(ScopeFault::DefaultWithOthers);
            }
            ScopeNames::Default
        } else {
            ScopeNames::Listed(names.into_iter().map(str::to_owned).collect())
        };
        Ok(Self {
            openid,
            api: api.client_id.clone(),
            names,
        })
    }
}

impl RequestedScopes {
    /// Whether a scope of OpenID Connect is among them.
    pub(crate) fn has(&self, scope: OpenIdScope) -> bool {
        self.openid.contains(&scope)
    }

    /// The API that the access token is for.
    pub(crate) fn api<'d>(&self, directory: &'d Directory) -> &'d ApiRegistration {
        let mut apis = directory.apis();
        // The id was taken from the directory, so it is found there.
        apis.find(|api| api.client_id == self.api)
            .unwrap_or_else(|| directory.api())
    }
}

impl OpenIdScope {
    /// All of them, with their names.
    pub(crate) const ALL: [(Self, &'static str); 4] = [
        (Self::OpenId, "openid"),
        (Self::Profile, "profile"),
        (Self::Email, "email"),
        (Self::OfflineAccess, "offline_access"),
    ];

    fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|(_, name)| *name == text)
            .map(|(scope, _)| scope)
    }
}

/// The API and the short name of a scope.
fn split<'d, 's>(
    scope: &'s str,
    directory: &'d Directory,
) -> Result<(&'d ApiRegistration, &'s str), ScopeFault> {
    let (api, name) = match scope.rsplit_once('/') {
        Some((resource, name)) => match api_named(resource, directory) {
            Some(api) => (api, name),
            None => return Err(ScopeFault::UnknownApi(resource.to_owned())),
        },
        None => (directory.graph(), scope),
    };
    if name == ".default" || api.scopes.iter().any(|one| one == name) {
        Ok((api, name))
    } else {
        Err(ScopeFault::UnknownScope(scope.to_owned()))
    }
}

/// The API with this App ID URI or client id.
pub(crate) fn api_named<'d>(
    resource: &str,
    directory: &'d Directory,
) -> Option<&'d ApiRegistration> {
    directory
        .apis()
        .find(|api| api.app_id_uri == resource || api.client_id == resource)
}
