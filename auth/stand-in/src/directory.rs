//! The tenants, users, APIs and clients that the stand-in knows.

mod api;
mod check;
mod client;
mod guid;
mod redirect;
mod tenant;

use serde::Deserialize;

pub use api::{ApiRegistration, OptionalClaim, TokenVersion};
pub use client::{Assignment, ClientRegistration};
pub(crate) use redirect::Platform;
pub use redirect::RedirectAddresses;
pub use tenant::{Tenant, User};

/// The tenants, users, APIs and clients that the stand-in knows: the table `[stand_in]` of
/// `config/development.toml`, checked.
#[derive(Clone, Debug)]
pub struct Directory {
    tenants: Vec<Tenant>,
    apis: Vec<ApiRegistration>,
    graph: ApiRegistration,
    clients: Vec<ClientRegistration>,
    /// The two that the service's own settings name.
    api: ApiRegistration,
    page: ClientRegistration,
    /// App roles of APIs that were registered through Microsoft Graph.
    roles: Vec<RoleGrant>,
}

/// An app role that a service principal was given.
#[derive(Clone, Debug)]
pub(crate) struct RoleGrant {
    /// The service principal's object id.
    pub(crate) principal: String,
    /// The API's client id.
    pub(crate) api: String,
    /// The role's value.
    pub(crate) role: String,
}

/// Why a directory was refused.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// The text is no TOML, lacks a table, or has wrong keys or values in it.
    #[error("the tables `[stand_in]` and `[entra]` cannot be read")]
    Unreadable(#[source] toml::de::Error),
    /// Two entries share what must be unique.
    #[error("{what} `{value}` occurs twice")]
    Duplicate {
        /// What the two share.
        what: &'static str,
        /// The shared value.
        value: String,
    },
    /// An entry names something that no other entry defines.
    #[error("`{entry}` names the {what} `{value}`, which is not defined")]
    Undefined {
        /// The entry that refers to it.
        entry: String,
        /// What it refers to.
        what: &'static str,
        /// The name that it uses.
        value: String,
    },
    /// A redirect address is not absolute, or has a fragment.
    #[error("`{entry}` has the redirect address `{address}`, which is none")]
    RedirectAddress {
        /// The client.
        entry: String,
        /// The address.
        address: String,
    },
}

/// The parts of the file that the stand-in reads; the rest is the service's alone.
#[derive(Deserialize)]
struct File {
    entra: Entra,
    stand_in: Table,
}

/// Which registrations the service says are its own.
#[derive(Deserialize)]
struct Entra {
    client_id: String,
    openapi_client_id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    tenants: Vec<Tenant>,
    apis: Vec<ApiRegistration>,
    clients: Vec<ClientRegistration>,
}

impl Directory {
    /// Reads the table `[stand_in]` out of the text of a whole `development.toml`.
    ///
    /// # Errors
    /// If the table is missing, has unknown keys, or its entries do not fit together.
    pub fn from_toml(text: &str) -> Result<Self, DirectoryError> {
        let File { entra, stand_in } = toml::from_str(text).map_err(DirectoryError::Unreadable)?;
        let apis = stand_in.apis;
        let clients = stand_in.clients;
        let api = apis.iter().find(|api| api.client_id == entra.client_id);
        let page = clients
            .iter()
            .find(|client| client.client_id == entra.openapi_client_id);
        let directory = Self {
            api: api
                .ok_or_else(|| check::undefined("entra.client_id", "API", &entra.client_id))?
                .clone(),
            page: page
                .ok_or_else(|| {
                    check::undefined(
                        "entra.openapi_client_id",
                        "client",
                        &entra.openapi_client_id,
                    )
                })?
                .clone(),
            tenants: stand_in.tenants,
            apis,
            graph: ApiRegistration::graph(),
            clients,
            roles: Vec::new(),
        };
        check::check(&directory)?;
        Ok(directory)
    }

    /// The same with more registrations, and with these roles of theirs.
    pub(crate) fn extended(
        &self,
        apis: Vec<ApiRegistration>,
        clients: Vec<ClientRegistration>,
        roles: Vec<RoleGrant>,
    ) -> Self {
        let mut extended = self.clone();
        extended.apis.extend(apis);
        extended.clients.extend(clients);
        extended.roles = roles;
        extended
    }

    /// The app roles that a client's service principal has at an API.
    pub(crate) fn roles(
        &self,
        client: &ClientRegistration,
        principal: &Assignment,
        api: &ApiRegistration,
    ) -> Vec<String> {
        if api.is_graph() {
            return client.graph_permissions.clone();
        }
        if api.client_id == self.api.client_id {
            return principal.roles.clone();
        }
        self.roles
            .iter()
            .filter(|one| one.principal == principal.object_id && one.api == api.client_id)
            .map(|one| one.role.clone())
            .collect()
    }

    /// All tenants, in the order of the file.
    #[must_use]
    pub fn tenants(&self) -> &[Tenant] {
        &self.tenants
    }

    /// The tenant with this id, domain (in any case) or name.
    #[must_use]
    pub fn tenant(&self, id_domain_or_name: &str) -> Option<&Tenant> {
        self.tenants.iter().find(|tenant| {
            tenant.id == id_domain_or_name
                || tenant.domain.eq_ignore_ascii_case(id_domain_or_name)
                || tenant.name == id_domain_or_name
        })
    }

    /// The user with this username (in any case) or object id, and the tenant it belongs to.
    #[must_use]
    pub fn user(&self, username_or_object_id: &str) -> Option<(&Tenant, &User)> {
        self.tenants
            .iter()
            .flat_map(|tenant| tenant.users.iter().map(move |user| (tenant, user)))
            .find(|(_, user)| {
                user.username.eq_ignore_ascii_case(username_or_object_id)
                    || user.object_id == username_or_object_id
            })
    }

    /// The API under development, the one that `entra.client_id` names.
    #[must_use]
    pub fn api(&self) -> &ApiRegistration {
        &self.api
    }

    /// The API's documentation page, the client that `entra.openapi_client_id` names.
    #[must_use]
    pub fn page(&self) -> &ClientRegistration {
        &self.page
    }

    /// All APIs, in the order of the file, and Microsoft Graph at the end.
    pub fn apis(&self) -> impl Iterator<Item = &ApiRegistration> {
        self.apis.iter().chain([&self.graph])
    }

    /// Microsoft Graph, which is always there.
    pub(crate) fn graph(&self) -> &ApiRegistration {
        &self.graph
    }

    /// All clients, in the order of the file.
    #[must_use]
    pub fn clients(&self) -> &[ClientRegistration] {
        &self.clients
    }

    /// The client with this client id or name.
    #[must_use]
    pub fn client(&self, client_id_or_name: &str) -> Option<&ClientRegistration> {
        self.clients.iter().find(|client| {
            client.client_id == client_id_or_name || client.name == client_id_or_name
        })
    }
}
