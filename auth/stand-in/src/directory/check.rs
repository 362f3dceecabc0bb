//! Whether the entries of a directory fit together.

use std::collections::HashSet;

use super::{Directory, DirectoryError};

/// Checks that ids and names are unique, and that tenants and roles which are named exist.
pub(super) fn check(directory: &Directory) -> Result<(), DirectoryError> {
    let tenants = &directory.tenants;
    let daemons = &directory.daemons;
    let users = || tenants.iter().flat_map(|tenant| &tenant.users);
    let assignments = || daemons.iter().flat_map(|daemon| &daemon.assignments);

    unique("tenant id", tenants.iter().map(|tenant| &tenant.id))?;
    unique("tenant name", tenants.iter().map(|tenant| &tenant.name))?;
    unique("domain", tenants.iter().map(|tenant| &tenant.domain))?;
    unique("username", users().map(|user| &user.username))?;
    unique(
        "object id",
        users()
            .map(|user| &user.object_id)
            .chain(assignments().map(|assignment| &assignment.object_id)),
    )?;
    unique(
        "client id",
        [&directory.api.client_id, &directory.page.client_id]
            .into_iter()
            .chain(daemons.iter().map(|daemon| &daemon.client_id)),
    )?;
    unique(
        "registration name",
        [&directory.api.name, &directory.page.name]
            .into_iter()
            .chain(daemons.iter().map(|daemon| &daemon.name)),
    )?;

    for user in users() {
        roles_exist(directory, &user.username, &user.roles)?;
    }
    for daemon in daemons {
        for assignment in &daemon.assignments {
            roles_exist(directory, &daemon.name, &assignment.roles)?;
            if !tenants.iter().any(|tenant| tenant.id == assignment.tenant) {
                return Err(undefined(&daemon.name, "tenant", &assignment.tenant));
            }
        }
        unique(
            "assignment to tenant",
            daemon
                .assignments
                .iter()
                .map(|assignment| &assignment.tenant),
        )?;
    }
    Ok(())
}

/// Names are compared without regard to case, because look-ups are.
fn unique<'a>(
    what: &'static str,
    values: impl Iterator<Item = &'a String>,
) -> Result<(), DirectoryError> {
    let mut seen = HashSet::new();
    for value in values {
        if !seen.insert(value.to_ascii_lowercase()) {
            return Err(DirectoryError::Duplicate {
                what,
                value: value.clone(),
            });
        }
    }
    Ok(())
}

fn roles_exist(directory: &Directory, entry: &str, roles: &[String]) -> Result<(), DirectoryError> {
    match roles
        .iter()
        .find(|role| !directory.api.app_roles.contains(role))
    {
        Some(role) => Err(undefined(entry, "app role", role)),
        None => Ok(()),
    }
}

fn undefined(entry: &str, what: &'static str, value: &str) -> DirectoryError {
    DirectoryError::Undefined {
        entry: entry.to_owned(),
        what,
        value: value.to_owned(),
    }
}
