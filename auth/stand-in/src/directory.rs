//! The tenants, users and registrations that the stand-in knows.

mod check;
mod guid;
mod registration;
mod tenant;

use serde::Deserialize;

use registration::Registration;
pub use registration::{
    ApiRegistration, Assignment, DaemonRegistration, OptionalClaim, PageRegistration, TokenVersion,
};
pub use tenant::{Tenant, User};

/// The tenants, users and registrations that the stand-in knows: the table `[stand_in]` of
/// `config/development.toml`, checked.
#[derive(Clone, Debug)]
pub struct Directory {
    tenants: Vec<Tenant>,
    api: ApiRegistration,
    page: PageRegistration,
    daemons: Vec<DaemonRegistration>,
}

/// Why a directory was refused.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// The text is no TOML, lacks `[stand_in]`, or has wrong keys or values in it.
    #[error("the table `[stand_in]` cannot be read")]
    Unreadable(#[source] toml::de::Error),
    /// There must be exactly one registration of this kind.
    #[error("there must be exactly one registration of the kind `{0}`")]
    NotExactlyOne(&'static str),
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
}

/// The part of the file that belongs to the stand-in; the rest is the service's.
#[derive(Deserialize)]
struct File {
    stand_in: Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    tenants: Vec<Tenant>,
    registrations: Vec<Registration>,
}

impl Directory {
    /// Reads the table `[stand_in]` out of the text of a whole `development.toml`.
    ///
    /// # Errors
    /// If the table is missing, has unknown keys, or its entries do not fit together.
    pub fn from_toml(text: &str) -> Result<Self, DirectoryError> {
        let file: File = toml::from_str(text).map_err(DirectoryError::Unreadable)?;
        let (mut apis, mut pages, mut daemons) = (Vec::new(), Vec::new(), Vec::new());
        for registration in file.stand_in.registrations {
            match registration {
                Registration::Api(api) => apis.push(api),
                Registration::Page(page) => pages.push(page),
                Registration::Daemon(daemon) => daemons.push(daemon),
            }
        }
        let directory = Self {
            tenants: file.stand_in.tenants,
            api: the_only("api", apis)?,
            page: the_only("page", pages)?,
            daemons,
        };
        check::check(&directory)?;
        Ok(directory)
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

    /// The protected API.
    #[must_use]
    pub fn api(&self) -> &ApiRegistration {
        &self.api
    }

    /// The API's documentation page, the client that users sign in with.
    #[must_use]
    pub fn page(&self) -> &PageRegistration {
        &self.page
    }

    /// All daemons, in the order of the file.
    #[must_use]
    pub fn daemons(&self) -> &[DaemonRegistration] {
        &self.daemons
    }

    /// The daemon with this client id or name.
    #[must_use]
    pub fn daemon(&self, client_id_or_name: &str) -> Option<&DaemonRegistration> {
        self.daemons.iter().find(|daemon| {
            daemon.client_id == client_id_or_name || daemon.name == client_id_or_name
        })
    }
}

fn the_only<T>(kind: &'static str, mut found: Vec<T>) -> Result<T, DirectoryError> {
    match (found.pop(), found.is_empty()) {
        (Some(only), true) => Ok(only),
        _ => Err(DirectoryError::NotExactlyOne(kind)),
    }
}
