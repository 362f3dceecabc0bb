//! What holds for every policy and every principal.

use entrance_domain::{Demands, Denial, Guests, Policy};
use proptest::prelude::*;

use crate::sample::{Person, any_demands, any_person, client, context, group, role, scope, tenant};

fn admits(demands: &Demands, person: &Person) -> bool {
    Policy::new(demands.clone())
        .evaluate(&person.principal())
        .is_ok()
}

/// Any policy together with somebody whom it lets through.
fn admitted_pair() -> impl Strategy<Value = (Demands, Person)> {
    (any_demands(), any_person(), any::<bool>()).prop_map(|(mut demands, mut person, as_user)| {
        if as_user {
            if demands.scopes.is_empty() {
                demands.scopes.push(scope("user_impersonation"));
            }
            person.scopes.extend(demands.scopes.iter().cloned());
            person.roles.extend(demands.user_roles.first().cloned());
            person.guest &= demands.guests == Guests::Allow;
        } else {
            if demands.app_roles.is_empty() {
                demands.app_roles.push(role("Api.Access"));
            }
            person.scopes.clear();
            person.roles.extend(demands.app_roles.last().cloned());
        }
        person.tenant = demands.tenants.first().copied().unwrap_or(person.tenant);
        person.client = demands.clients.last().copied().unwrap_or(person.client);
        if let Some(group) = demands.groups.first() {
            person.groups.get_or_insert_default().push(*group);
        }
        person
            .auth_contexts
            .extend(demands.auth_contexts.iter().cloned());
        (demands, person)
    })
}

/// Pairs of which many pass and many do not.
fn any_pair() -> impl Strategy<Value = (Demands, Person)> {
    prop_oneof![(any_demands(), any_person()), admitted_pair()]
}

/// One more demand.
#[derive(Debug, Clone, Copy)]
enum Demand {
    Scope,
    CloseToUsers,
    CloseToApplications,
    AppRole,
    UserRole,
    DenyGuests,
    Client,
    Tenant,
    AuthContext,
    Group,
}

const EVERY_DEMAND: &[Demand] = &[
    Demand::Scope,
    Demand::CloseToUsers,
    Demand::CloseToApplications,
    Demand::AppRole,
    Demand::UserRole,
    Demand::DenyGuests,
    Demand::Client,
    Demand::Tenant,
    Demand::AuthContext,
    Demand::Group,
];

/// A demand for one of a list: the first one makes the demand, and fewer make it stricter.
fn narrow<T>(list: &mut Vec<T>, first: T) {
    if list.is_empty() {
        list.push(first);
    } else if list.len() > 1 {
        list.pop();
    }
}

fn narrowed(mut demands: Demands, by: Demand) -> Demands {
    match by {
        // Without scopes the policy is closed to users already; the first one would open it.
        Demand::Scope if demands.scopes.is_empty() => {}
        Demand::Scope => demands.scopes.push(scope("Reports.Read")),
        Demand::CloseToUsers => demands.scopes.clear(),
        Demand::CloseToApplications => demands.app_roles.clear(),
        // The same holds for applications: taking one away narrows, and taking the last closes.
        Demand::AppRole => drop(demands.app_roles.pop()),
        Demand::UserRole => narrow(&mut demands.user_roles, role("Reports.Read")),
        Demand::DenyGuests => demands.guests = Guests::Deny,
        Demand::Client => narrow(&mut demands.clients, client(2)),
        Demand::Tenant => narrow(&mut demands.tenants, tenant(2)),
        Demand::AuthContext => demands.auth_contexts.push(context("c25")),
        Demand::Group => narrow(&mut demands.groups, group(2)),
    }
    demands
}

/// The same with some of its demands dropped.
fn widened(mut demands: Demands) -> Demands {
    demands.clients.clear();
    demands.groups.push(group(9));
    demands.auth_contexts.pop();
    demands.guests = Guests::Allow;
    demands
}

/// The rules once more, as one sentence without an order.
fn should_pass(demands: &Demands, person: &Person) -> bool {
    fn unless_empty<T: PartialEq>(list: &[T], holds: impl Fn(&T) -> bool) -> bool {
        list.is_empty() || list.iter().any(holds)
    }
    let kind_passes = if person.scopes.is_empty() {
        demands
            .app_roles
            .iter()
            .any(|role| person.roles.contains(role))
    } else {
        !demands.scopes.is_empty()
            && demands
                .scopes
                .iter()
                .filter(|scope| !person.scopes.contains(scope))
                .count()
                == 0
            && unless_empty(&demands.user_roles, |role| person.roles.contains(role))
            && !(person.guest && demands.guests == Guests::Deny)
    };
    let groups = person.groups.as_deref().unwrap_or_default();
    kind_passes
        && unless_empty(&demands.tenants, |tenant| *tenant == person.tenant)
        && unless_empty(&demands.clients, |client| *client == person.client)
        && unless_empty(&demands.groups, |group| groups.contains(group))
        && demands
            .auth_contexts
            .iter()
            .all(|context| person.auth_contexts.contains(context))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_principal_passes_exactly_if_every_demand_is_met((demands, person) in any_pair()) {
        prop_assert_eq!(admits(&demands, &person), should_pass(&demands, &person));
    }

    #[test]
    fn whoever_meets_every_demand_passes((demands, person) in admitted_pair()) {
        prop_assert!(admits(&demands, &person));
    }

    #[test]
    fn adding_a_demand_never_admits_more((demands, person) in any_pair()) {
        if !admits(&demands, &person) {
            for by in EVERY_DEMAND {
                prop_assert!(!admits(&narrowed(demands.clone(), *by), &person), "{:?}", by);
            }
        }
    }

    #[test]
    fn whoever_passes_a_stricter_policy_passes_the_other(
        (demands, person) in admitted_pair(),
        other in any_demands(),
    ) {
        for other in [other, widened(demands.clone()), demands.clone()] {
            let stricter = Policy::new(demands.clone());
            if stricter.is_at_least_as_strict_as(&Policy::new(other.clone())) {
                prop_assert!(admits(&other, &person), "{other:?}");
            }
        }
    }

    #[test]
    fn a_policy_with_one_demand_more_is_at_least_as_strict(demands in any_demands()) {
        for by in EVERY_DEMAND {
            let stricter = Policy::new(narrowed(demands.clone(), *by));
            let other = Policy::new(demands.clone());
            prop_assert!(stricter.is_at_least_as_strict_as(&other), "{by:?}");
        }
    }

    #[test]
    fn granting_more_never_admits_less((demands, person) in admitted_pair(), more in any_person()) {
        let mut richer = person.clone();
        if !person.scopes.is_empty() {
            richer.scopes.extend(more.scopes);
        }
        richer.roles.extend(more.roles);
        if let (Some(groups), Some(more)) = (&mut richer.groups, more.groups) {
            groups.extend(more);
        }
        richer.auth_contexts.extend(more.auth_contexts);
        prop_assert!(admits(&demands, &richer));
        let member = Person { guest: false, ..richer };
        prop_assert!(admits(&demands, &member));
    }

    #[test]
    fn learning_the_groups_behind_an_overage_never_admits_less(
        (demands, person) in any_pair(),
        groups in any_person().prop_filter_map("known groups", |person| person.groups),
    ) {
        let overage = Person { groups: None, ..person.clone() };
        let known = Person { groups: Some(groups), ..person };
        prop_assert!(!admits(&demands, &overage) || admits(&demands, &known));
    }

    #[test]
    fn the_order_in_which_things_are_held_or_listed_does_not_matter((demands, person) in any_pair()) {
        let (mut other_demands, mut other_person) = (demands.clone(), person.clone());
        other_demands.scopes.reverse();
        other_demands.app_roles.reverse();
        other_demands.user_roles.reverse();
        other_demands.clients.reverse();
        other_demands.tenants.reverse();
        other_demands.auth_contexts.reverse();
        other_demands.groups.reverse();
        other_person.scopes.reverse();
        other_person.roles.reverse();
        if let Some(groups) = &mut other_person.groups {
            groups.reverse();
        }
        other_person.auth_contexts.reverse();
        prop_assert_eq!(admits(&demands, &person), admits(&other_demands, &other_person));
    }

    #[test]
    fn a_claims_challenge_is_only_given_to_somebody_who_passes_after_it((demands, person) in any_pair()) {
        let denial = Policy::new(demands.clone()).evaluate(&person.principal()).err();
        if let Some(Denial::AuthContextMissing { context, accepts_claims_challenge }) = denial {
            prop_assert!(!person.auth_contexts.contains(&context));
            prop_assert_eq!(accepts_claims_challenge, person.accepts_claims_challenge);
            let auth_contexts = demands.auth_contexts.clone();
            let stronger = Person { auth_contexts, ..person };
            prop_assert!(admits(&demands, &stronger));
        }
    }
}
