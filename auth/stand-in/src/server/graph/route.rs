//! Which resource an address names.

use crate::graph::{ApplicationKey, PrincipalKey};

/// A resource.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Route {
    Applications,
    Application(ApplicationKey),
    Principals,
    Principal(PrincipalKey),
    /// Either end's list of app roles.
    RoleAssignments,
}

impl Route {
    /// Reads the path below the version.
    pub(super) fn parse(path: &str) -> Option<Self> {
        match path.split_once('/') {
            None => match path {
                "applications" => Some(Self::Applications),
                "servicePrincipals" => Some(Self::Principals),
                _ => Self::by_key(path),
            },
            Some(("applications", id)) if is_id(id) => {
                Some(Self::Application(ApplicationKey::ObjectId(id.to_owned())))
            }
            Some(("servicePrincipals", id)) if is_id(id) => {
                Some(Self::Principal(PrincipalKey::ObjectId(id.to_owned())))
            }
            Some(("servicePrincipals", rest)) => match rest.split_once('/')? {
                (id, "appRoleAssignments" | "appRoleAssignedTo") if is_id(id) => {
                    Some(Self::RoleAssignments)
                }
                _ => None,
            },
            Some(_) => None,
        }
    }

    /// `applications(appId='…')` and its like.
    fn by_key(path: &str) -> Option<Self> {
        let (resource, key) = path.strip_suffix("')")?.split_once('(')?;
        let (name, value) = key.split_once("='")?;
        let value = value.to_owned();
        match (resource, name) {
            ("applications", "appId") => Some(Self::Application(ApplicationKey::AppId(value))),
            ("applications", "uniqueName") => {
                Some(Self::Application(ApplicationKey::UniqueName(value)))
            }
            ("servicePrincipals", "appId") => Some(Self::Principal(PrincipalKey::AppId(value))),
            _ => None,
        }
    }
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && !text.contains('/')
}
