//! Whether the entries of a directory fit together.

use std::collections::HashSet;

use super::redirect::is_sound;
use super::{ApiRegistration, ClientRegistration, Directory, DirectoryError};

/// Checks that ids and names are unique, and that whatever is named exists.
pub(super) fn check(directory: &Directory) -> Result<(), DirectoryError> {
    unique_names(directory)?;
    for user in directory.tenants.iter().flat_map(|tenant| &tenant.users) {
        roles_exist(directory, &user.username, &user.roles)?;
    }
    for api in directory.apis() {
        for client_id in &api.preauthorized {
            if !directory
                .clients
                .iter()
                .any(|one| one.client_id == *client_id)
            {
                return Err(undefined(&api.name, "client", client_id));
            }
        }
    }
    for client in &directory.clients {
        check_client(directory, client)?;
    }
    Ok(())
}

fn check_client(directory: &Directory, client: &ClientRegistration) -> Result<(), DirectoryError> {
    let name = &client.name;
    if let Some(address) = client.redirects.all().find(|address| !is_sound(address)) {
        return Err(DirectoryError::RedirectAddress {
            entry: name.clone(),
            address: address.clone(),
        });
    }
    for permission in &client.permissions {
        if !directory.apis().any(|api| offers(api, permission)) {
            return Err(undefined(name, "scope", permission));
        }
    }
    roles_exist(directory, name, &client.app_permissions)?;
    let assignments = &client.assignments;
    for assignment in assignments {
        roles_exist(directory, name, &assignment.roles)?;
        if !directory
            .tenants
            .iter()
            .any(|one| one.id == assignment.tenant)
        {
            return Err(undefined(name, "tenant", &assignment.tenant));
        }
    }
    unique(
        "assignment to tenant",
        assignments.iter().map(|assignment| &assignment.tenant),
    )
}

fn offers(api: &ApiRegistration, full_scope: &str) -> bool {
    api.scopes
        .iter()
        .any(|scope| api.full_scope(scope) == full_scope)
}

fn unique_names(directory: &Directory) -> Result<(), DirectoryError> {
    let Directory {
        tenants, clients, ..
    } = directory;
    let apis = || directory.apis();
    let users = || tenants.iter().flat_map(|tenant| &tenant.users);
    unique("tenant id", tenants.iter().map(|tenant| &tenant.id))?;
    unique("tenant name", tenants.iter().map(|tenant| &tenant.name))?;
    unique("domain", tenants.iter().map(|tenant| &tenant.domain))?;
    unique("username", users().map(|user| &user.username))?;
    unique(
        "object id",
        users().map(|user| &user.object_id).chain(
            clients
                .iter()
                .flat_map(|client| &client.assignments)
                .map(|assignment| &assignment.object_id),
        ),
    )?;
    // One registration can be both an API and a client of others: its id may stand in both lists.
    unique("App ID URI", apis().map(|api| &api.app_id_uri))?;
    unique("client id", apis().map(|api| &api.client_id))?;
    unique("client id", clients.iter().map(|client| &client.client_id))?;
    unique("registration name", apis().map(|api| &api.name))?;
    unique(
        "registration name",
        clients.iter().map(|client| &client.name),
    )
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

pub(super) fn undefined(entry: &str, what: &'static str, value: &str) -> DirectoryError {
    DirectoryError::Undefined {
        entry: entry.to_owned(),
        what,
        value: value.to_owned(),
    }
}
