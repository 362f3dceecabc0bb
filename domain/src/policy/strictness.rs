//! Comparing two policies by whom they let through.

use super::{Demands, Guests};

/// Whether everybody whom `one` lets through passes `other` as well.
///
/// Decided demand by demand, and "no" where that does not settle it.
pub(super) fn is_at_least_as_strict(one: &Demands, other: &Demands) -> bool {
    users_are_no_more(one, other)
        && applications_are_no_more(one, other)
        && narrower(&one.clients, &other.clients)
        && narrower(&one.tenants, &other.tenants)
        && narrower(&one.groups, &other.groups)
        && contains_all(&one.auth_contexts, &other.auth_contexts)
}

fn users_are_no_more(one: &Demands, other: &Demands) -> bool {
    let closed = one.scopes.is_empty();
    let open_to_fewer = !other.scopes.is_empty()
        && contains_all(&one.scopes, &other.scopes)
        && narrower(&one.user_roles, &other.user_roles)
        && (one.guests == Guests::Deny || other.guests == Guests::Allow);
    closed || open_to_fewer
}

fn applications_are_no_more(one: &Demands, other: &Demands) -> bool {
    contains_all(&other.app_roles, &one.app_roles)
}

/// For "one of" lists, in which empty demands nothing.
fn narrower<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    other.is_empty() || (!one.is_empty() && contains_all(other, one))
}

fn contains_all<T: PartialEq>(all: &[T], some: &[T]) -> bool {
    some.iter().all(|wanted| all.contains(wanted))
}
