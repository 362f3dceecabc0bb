//! How tenants come, stay and go.

use entrance_domain::{
    Action, Actor, Change, DisplayName, Edit, Identity, LifeCycle, LifeCycleRefusal, NewTenant,
    Note, ObjectId, PrincipalKind, Reason, Stamp, Tenant, TenantId, TenantState,
};
use uuid::Uuid;

use crate::sample::{Person, application, tenant, user};

const OPERATOR: u128 = 9;

fn rules() -> LifeCycle {
    LifeCycle::new(Some(tenant(OPERATOR)))
}

fn stamp(at: u64) -> Stamp {
    let object = ObjectId::from_uuid(Uuid::from_u128(0xada));
    let by = Actor::Caller {
        kind: PrincipalKind::User,
        identity: Identity::new(tenant(OPERATOR), object),
    };
    Stamp { by, at }
}

fn new_tenant(id: TenantId) -> NewTenant {
    NewTenant {
        id,
        display_name: DisplayName::new("Fabrikam").unwrap(),
        domain: None,
        note: None,
    }
}

fn reason() -> Reason {
    Reason::new("invoices unpaid").unwrap()
}

fn invited() -> Tenant {
    rules()
        .invite(None, new_tenant(tenant(1)), stamp(10))
        .unwrap()
        .tenant
}

fn active() -> Tenant {
    rules().approve(&invited(), stamp(20)).unwrap().tenant
}

fn suspended() -> Tenant {
    rules()
        .suspend(&active(), reason(), stamp(30))
        .unwrap()
        .tenant
}

fn apply(
    known: Option<&Tenant>,
    person: &Person,
    pending: u64,
) -> Result<Change, LifeCycleRefusal> {
    let name = DisplayName::unverified("Fabrikam").unwrap();
    rules().apply(known, &person.principal(), name, pending, 10)
}

fn refusal(change: Result<Change, LifeCycleRefusal>) -> LifeCycleRefusal {
    change.unwrap_err()
}

fn wrong(state: TenantState, action: Action) -> LifeCycleRefusal {
    LifeCycleRefusal::WrongState { state, action }
}

#[test]
fn an_invited_tenant_becomes_active_by_a_user_of_its_own() {
    let change = rules()
        .redeem(&invited(), &user().principal(), false, 50)
        .unwrap();
    assert_eq!(change.tenant.state(), TenantState::Active);
    let redeemer = Actor::Caller {
        kind: PrincipalKind::User,
        identity: user().principal().identity(),
    };
    assert_eq!(change.event.actor, redeemer);
    assert_eq!(change.event.action, Action::Redeem);
    assert_eq!(
        (change.event.before, change.event.after),
        (Some(TenantState::Invited), TenantState::Active)
    );
    assert_eq!(change.tenant.record().changed_by, redeemer);
    assert_eq!(change.tenant.record().changed_at, 50);
    assert_eq!(change.tenant.record().created_at, 10);
}

#[test]
fn where_operators_approve_an_invitation_that_was_taken_up_waits() {
    let waiting = rules()
        .redeem(&invited(), &user().principal(), true, 50)
        .unwrap()
        .tenant;
    assert_eq!(waiting.state(), TenantState::Consented);
    let approved = rules().approve(&waiting, stamp(60)).unwrap();
    assert_eq!(approved.tenant.state(), TenantState::Active);
}

#[test]
fn nobody_answers_for_a_tenant_but_a_member_of_it() {
    let redeem =
        |person: Person| refusal(rules().redeem(&invited(), &person.principal(), false, 50));
    assert_eq!(redeem(application()), LifeCycleRefusal::NotAUser);
    let guest = Person {
        guest: true,
        ..user()
    };
    assert_eq!(redeem(guest), LifeCycleRefusal::Guest);
    let stranger = Person {
        tenant: tenant(2),
        ..user()
    };
    assert_eq!(redeem(stranger), LifeCycleRefusal::OtherTenant);
}

#[test]
fn an_invitation_is_taken_up_once() {
    let again = rules().redeem(&active(), &user().principal(), false, 50);
    assert_eq!(refusal(again), wrong(TenantState::Active, Action::Redeem));
}

#[test]
fn a_tenant_that_applies_waits_and_cannot_apply_twice() {
    let applied = apply(None, &user(), 0).unwrap();
    assert_eq!(applied.tenant.state(), TenantState::Consented);
    assert_eq!(applied.tenant.id(), user().principal().tenant_id());
    let applicant = Actor::Caller {
        kind: PrincipalKind::User,
        identity: user().principal().identity(),
    };
    assert_eq!(applied.event.actor, applicant);
    assert_eq!(applied.event.action, Action::Apply);
    let again = apply(Some(&applied.tenant), &user(), 1);
    assert_eq!(refusal(again), wrong(TenantState::Consented, Action::Apply));
    let approved = rules().approve(&applied.tenant, stamp(60)).unwrap();
    assert_eq!(approved.tenant.state(), TenantState::Active);
}

#[test]
fn nobody_applies_but_a_member() {
    assert_eq!(
        refusal(apply(None, &application(), 0)),
        LifeCycleRefusal::NotAUser
    );
    let guest = Person {
        guest: true,
        ..user()
    };
    assert_eq!(refusal(apply(None, &guest, 0)), LifeCycleRefusal::Guest);
}

#[test]
fn a_tenant_that_is_known_applies_no_more_whatever_became_of_it() {
    let removed = rules().remove(&active(), stamp(40)).unwrap().tenant;
    for known in [invited(), active(), suspended(), removed] {
        // Also with a full list: the tenant's own state is the better reason.
        let refused = refusal(apply(Some(&known), &user(), 1_000));
        assert_eq!(refused, wrong(known.state(), Action::Apply));
    }
}

#[test]
fn no_more_than_a_thousand_tenants_wait() {
    assert!(apply(None, &user(), 999).is_ok());
    let refused = refusal(apply(None, &user(), 1_000));
    assert_eq!(refused, LifeCycleRefusal::TooManyPending);
    let brought_along = rules().enter_waiting(None, new_tenant(tenant(1)), stamp(10));
    assert!(brought_along.is_ok(), "an operator knows the number");
}

#[test]
fn a_removed_tenant_comes_back_by_an_invitation_only() {
    let removed = rules().remove(&active(), stamp(40)).unwrap().tenant;
    let waiting = rules().enter_waiting(Some(&removed), new_tenant(tenant(1)), stamp(50));
    assert_eq!(refusal(waiting), wrong(TenantState::Removed, Action::Apply));
    let edit = rules().edit(&removed, Edit::default(), stamp(50));
    assert_eq!(refusal(edit), wrong(TenantState::Removed, Action::Edit));
    let back = rules()
        .invite(Some(&removed), new_tenant(tenant(1)), stamp(50))
        .unwrap();
    assert_eq!(back.tenant.state(), TenantState::Invited);
    assert_eq!(
        back.tenant.record().created_at,
        10,
        "the row is the old one"
    );
}

#[test]
fn a_suspension_has_a_reason_until_it_ends() {
    let tenant = suspended();
    assert_eq!(tenant.record().suspension, Some(reason()));
    let renamed = Edit {
        display_name: Some(DisplayName::new("Other").unwrap()),
        note: None,
    };
    let edited = rules().edit(&tenant, renamed, stamp(35)).unwrap().tenant;
    assert_eq!(edited.record().suspension, Some(reason()));
    let ended = rules().reactivate(&tenant, stamp(40)).unwrap();
    assert_eq!(ended.tenant.record().suspension, None);
    assert_eq!(ended.tenant.state(), TenantState::Active);
}

#[test]
fn an_edit_changes_what_it_names_and_leaves_the_rest() {
    let note = Note::new("pays yearly").unwrap();
    let with_note = Edit {
        display_name: None,
        note: Some(Some(note.clone())),
    };
    let edited = rules()
        .edit(&active(), with_note, stamp(30))
        .unwrap()
        .tenant;
    assert_eq!(edited.record().note, Some(note));
    assert_eq!(edited.record().display_name, active().record().display_name);
    assert_eq!(edited.state(), TenantState::Active);
    let without = Edit {
        display_name: None,
        note: Some(None),
    };
    let edited = rules().edit(&edited, without, stamp(31)).unwrap().tenant;
    assert_eq!(edited.record().note, None);
}

#[test]
fn the_operators_tenant_is_neither_entered_nor_shut_out() {
    let rules_before = LifeCycle::new(None);
    let entered = rules_before
        .invite(None, new_tenant(tenant(OPERATOR)), stamp(1))
        .unwrap()
        .tenant;
    let let_in = rules().approve(&entered, stamp(2)).unwrap().tenant;
    let invite = rules().invite(None, new_tenant(tenant(OPERATOR)), stamp(3));
    let operator = Person {
        tenant: tenant(OPERATOR),
        ..user()
    };
    let apply = apply(None, &operator, 0);
    let suspend = rules().suspend(&let_in, reason(), stamp(3));
    let remove = rules().remove(&let_in, stamp(3));
    for change in [invite, apply, suspend, remove] {
        assert_eq!(refusal(change), LifeCycleRefusal::OperatorTenant);
    }
}

#[test]
fn personal_accounts_are_not_entered() {
    let new = || new_tenant(TenantId::PERSONAL_ACCOUNTS);
    let invite = rules().invite(None, new(), stamp(1));
    let private = Person {
        tenant: TenantId::PERSONAL_ACCOUNTS,
        ..user()
    };
    for change in [invite, apply(None, &private, 0)] {
        assert_eq!(refusal(change), LifeCycleRefusal::PersonalAccounts);
    }
}
