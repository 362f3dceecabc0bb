//! What holds for every sequence of commands.

use entrance_domain::{
    Action, Actor, Change, DisplayName, Edit, LifeCycle, LifeCycleRefusal, NewTenant, Reason,
    Stamp, Tenant, TenantId, TenantState,
};
use proptest::prelude::*;
use proptest::sample::select;

use crate::sample::{Person, any_person, tenant};

const OPERATOR: u128 = 3;

/// A command with everything that can differ about it.
#[derive(Debug, Clone)]
struct Command {
    action: Action,
    person: Person,
    pending: u64,
    approval: bool,
}

fn any_command() -> impl Strategy<Value = Command> {
    let pending = select(vec![0, 1, 999, 1_000, 5_000]);
    (
        select(Action::ALL.to_vec()),
        any_person(),
        pending,
        any::<bool>(),
    )
        .prop_map(|(action, person, pending, approval)| Command {
            action,
            person,
            pending,
            approval,
        })
}

fn carry_out(
    known: Option<&Tenant>,
    id: TenantId,
    command: &Command,
    at: u64,
) -> Result<Change, LifeCycleRefusal> {
    let rules = LifeCycle::new(Some(tenant(OPERATOR)));
    let stamp = Stamp {
        by: Actor::Shell,
        at,
    };
    let new = NewTenant {
        id,
        display_name: DisplayName::new("Name").unwrap(),
        domain: None,
        note: None,
    };
    match (command.action, known) {
        (Action::Invite, _) => rules.invite(known, new, stamp),
        (Action::Apply, _) => {
            let name = DisplayName::unverified("Name").unwrap();
            let applicant = Person {
                tenant: id,
                ..command.person.clone()
            };
            rules.apply(known, &applicant.principal(), name, command.pending, at)
        }
        (_, None) => Err(LifeCycleRefusal::Unknown),
        (Action::Redeem, Some(known)) => {
            rules.redeem(known, &command.person.principal(), command.approval, at)
        }
        (Action::Approve, Some(known)) => rules.approve(known, stamp),
        (Action::Suspend, Some(known)) => rules.suspend(known, Reason::new("why").unwrap(), stamp),
        (Action::Reactivate, Some(known)) => rules.reactivate(known, stamp),
        (Action::Remove, Some(known)) => rules.remove(known, stamp),
        (Action::Edit, Some(known)) => rules.edit(known, Edit::default(), stamp),
    }
}

/// The life of a tenant once more, as the pairs that the design allows.
fn allowed(before: Option<TenantState>, after: TenantState) -> bool {
    use TenantState::{Active, Consented, Invited, Removed, Suspended};
    match (before, after) {
        (None, Invited | Consented) => true,
        (Some(from), to) if to != Removed => matches!(
            (from, to),
            (Invited, Invited | Consented | Active)
                | (Consented | Suspended, Active)
                | (Active, Suspended)
                | (Removed, Invited)
        ),
        (Some(state), Removed) => state != Removed,
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_sequence_of_commands_keeps_to_the_life_of_a_tenant(
        number in 1..=3_u128,
        commands in proptest::collection::vec(any_command(), 1..40),
    ) {
        let id = tenant(number);
        let mut known: Option<Tenant> = None;
        let mut history = Vec::new();
        for (command, at) in commands.iter().zip(1..) {
            let Ok(change) = carry_out(known.as_ref(), id, command, at) else {
                continue;
            };
            let before = known.as_ref().map(Tenant::state);
            let after = change.tenant.state();
            if command.action == Action::Edit {
                prop_assert_eq!(before, Some(after));
            } else {
                prop_assert!(allowed(before, after), "{:?} to {:?}", before, after);
            }
            // The event tells what happened to the tenant, and the tenant who did it last.
            prop_assert_eq!(change.event.tenant, id);
            prop_assert_eq!(change.event.action, command.action);
            prop_assert_eq!((change.event.before, change.event.after), (before, after));
            prop_assert_eq!(change.event.at, at);
            prop_assert_eq!(change.event.actor, change.tenant.record().changed_by);
            prop_assert_eq!(change.tenant.record().changed_at, at);
            let suspended = after == TenantState::Suspended;
            prop_assert_eq!(change.tenant.record().suspension.is_some(), suspended);
            history.push(change.event);
            known = Some(change.tenant);
        }
        // The history alone leads to the tenant as it is.
        prop_assert_eq!(history.last().map(|event| event.after), known.as_ref().map(Tenant::state));
        for pair in history.windows(2) {
            prop_assert_eq!(pair[1].before, Some(pair[0].after));
        }
        if number == OPERATOR {
            prop_assert!(known.is_none());
        }
    }

    #[test]
    fn nothing_but_an_operator_or_a_member_of_the_invited_tenant_makes_it_active(
        commands in proptest::collection::vec(any_command(), 1..40),
    ) {
        let id = tenant(1);
        let mut known: Option<Tenant> = None;
        for (command, at) in commands.iter().zip(1..) {
            let Ok(change) = carry_out(known.as_ref(), id, command, at) else {
                continue;
            };
            if change.event.after == TenantState::Active && change.event.action == Action::Redeem {
                prop_assert_eq!(command.person.tenant, id);
                prop_assert!(!command.person.guest && !command.person.scopes.is_empty());
                prop_assert!(!command.approval);
            } else if change.event.after == TenantState::Active {
                let by_operator = [Action::Approve, Action::Reactivate, Action::Edit];
                prop_assert!(by_operator.contains(&change.event.action));
            }
            known = Some(change.tenant);
        }
    }
}
