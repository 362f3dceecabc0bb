//! The steps of judging a principal, in the order in which a refusal is reported.

use super::{Demands, Guests};
use crate::{AuthContext, Denial, Groups, Principal, PrincipalKind};

/// Answers with the first demand that the principal does not meet.
pub(super) fn evaluate(demands: &Demands, principal: &Principal) -> Result<(), Denial> {
    demand(
        one_of(&demands.tenants, &[principal.tenant_id()]),
        Denial::TenantNotAllowed,
    )?;
    demand(
        one_of(&demands.clients, &[principal.client_id()]),
        Denial::ClientNotAllowed,
    )?;
    demand(
        demands.guests == Guests::Allow || !principal.is_guest(),
        Denial::GuestNotAllowed,
    )?;
    // SECURITY: scopes speak for users and app roles for applications. A user is never asked for
    // `app_roles`, so holding a role of the same name does not make anybody an application.
    match principal.kind() {
        PrincipalKind::User => check_delegated_call(demands, principal)?,
        PrincipalKind::Application => check_application(demands, principal)?,
    }
    check_groups(demands, principal.groups())?;
    check_auth_contexts(&demands.auth_contexts, principal)
}

fn check_delegated_call(demands: &Demands, user: &Principal) -> Result<(), Denial> {
    demand(!demands.scopes.is_empty(), Denial::UsersNotAllowed)?;
    let scopes_held = demands
        .scopes
        .iter()
        .all(|scope| user.scopes().contains(scope));
    demand(scopes_held, Denial::ScopeMissing)?;
    demand(
        one_of(&demands.user_roles, user.roles()),
        Denial::UserRoleMissing,
    )
}

fn check_application(demands: &Demands, application: &Principal) -> Result<(), Denial> {
    // Must precede `one_of`, for which an empty list is no demand.
    demand(
        !demands.app_roles.is_empty(),
        Denial::ApplicationsNotAllowed,
    )?;
    demand(
        one_of(&demands.app_roles, application.roles()),
        Denial::AppRoleMissing,
    )
}

fn check_groups(demands: &Demands, groups: &Groups) -> Result<(), Denial> {
    if demands.groups.is_empty() {
        return Ok(());
    }
    match groups {
        Groups::Known(held) => demand(one_of(&demands.groups, held), Denial::GroupMissing),
        Groups::Overage => Err(Denial::GroupsOverage),
    }
}

fn check_auth_contexts(demanded: &[AuthContext], principal: &Principal) -> Result<(), Denial> {
    let missing = demanded
        .iter()
        .find(|context| !principal.auth_contexts().contains(context));
    missing.map_or(Ok(()), |context| {
        Err(Denial::AuthContextMissing {
            context: context.clone(),
            accepts_claims_challenge: principal.accepts_claims_challenge(),
        })
    })
}

fn demand(met: bool, otherwise: Denial) -> Result<(), Denial> {
    if met { Ok(()) } else { Err(otherwise) }
}

/// Whether one of the demanded things is held; an empty list demands nothing.
fn one_of<T: PartialEq>(demanded: &[T], held: &[T]) -> bool {
    demanded.is_empty() || demanded.iter().any(|wanted| held.contains(wanted))
}
