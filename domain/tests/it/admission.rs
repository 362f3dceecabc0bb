//! Which tenants come in.

use std::collections::BTreeSet;

use entrance_domain::{Admission, AdmissionError, AdmissionMode, Denial, TenantId, TenantState};
use proptest::prelude::*;
use uuid::Uuid;

use crate::sample::tenant;

fn listed(numbers: &[u128]) -> AdmissionMode {
    AdmissionMode::Listed(numbers.iter().copied().map(tenant).collect())
}

/// The verdict where the directory must not be asked.
fn admit(admission: &Admission, tenant: TenantId) -> Result<(), Denial> {
    admission.admit(tenant, |_| Err("asked")).unwrap()
}

#[test]
fn a_listed_tenant_comes_in_and_another_does_not() {
    let admission = Admission::new(listed(&[1, 2]), None).unwrap();
    assert_eq!(admit(&admission, tenant(1)), Ok(()));
    assert_eq!(admit(&admission, tenant(2)), Ok(()));
    assert_eq!(admit(&admission, tenant(3)), Err(Denial::TenantNotAdmitted));
}

#[test]
fn an_empty_list_without_an_operator_admits_nobody() {
    let admission = Admission::new(listed(&[]), None).unwrap();
    assert_eq!(admit(&admission, tenant(1)), Err(Denial::TenantNotAdmitted));
}

#[test]
fn the_tenant_of_the_operator_comes_in_without_being_listed() {
    let admission = Admission::new(listed(&[]), Some(tenant(9))).unwrap();
    assert_eq!(admit(&admission, tenant(9)), Ok(()));
    assert_eq!(admit(&admission, tenant(1)), Err(Denial::TenantNotAdmitted));
    assert_eq!(admission.operator(), Some(tenant(9)));
    assert_eq!(admission.mode(), &listed(&[]));
}

#[test]
fn personal_accounts_are_admitted_only_as_any_other_tenant_is() {
    let personal = TenantId::PERSONAL_ACCOUNTS;
    let refused = Admission::new(listed(&[1]), Some(tenant(1))).unwrap();
    assert_eq!(admit(&refused, personal), Err(Denial::TenantNotAdmitted));
    let mode = AdmissionMode::Listed(BTreeSet::from([personal]));
    assert_eq!(
        admit(&Admission::new(mode, None).unwrap(), personal),
        Ok(())
    );
}

#[test]
fn the_directory_lets_active_tenants_in_and_tells_suspended_ones_so() {
    let admission = Admission::new(AdmissionMode::Directory, Some(tenant(9))).unwrap();
    let verdict = |state| admission.admit(tenant(1), |_| Ok::<_, ()>(state)).unwrap();
    for state in TenantState::ALL {
        let expected = match state {
            TenantState::Active => Ok(()),
            TenantState::Suspended => Err(Denial::TenantSuspended),
            _ => Err(Denial::TenantNotAdmitted),
        };
        assert_eq!(verdict(Some(state)), expected, "{state:?}");
    }
    assert_eq!(verdict(None), Err(Denial::TenantNotAdmitted));
    assert_eq!(admit(&admission, tenant(9)), Ok(()));
}

#[test]
fn without_an_answer_of_the_directory_there_is_no_verdict() {
    let admission = Admission::new(AdmissionMode::Directory, None).unwrap();
    assert_eq!(admission.admit(tenant(1), |_| Err("away")), Err("away"));
}

#[test]
fn personal_accounts_cannot_be_the_operator() {
    for mode in [AdmissionMode::Any, listed(&[1])] {
        assert_eq!(
            Admission::new(mode, Some(TenantId::PERSONAL_ACCOUNTS)),
            Err(AdmissionError::PersonalAccountsAsOperator)
        );
    }
}

proptest! {
    #[test]
    fn any_admits_every_tenant(number in any::<u128>()) {
        let admission = Admission::new(AdmissionMode::Any, None).unwrap();
        prop_assert_eq!(admit(&admission, TenantId::from_uuid(Uuid::from_u128(number))), Ok(()));
    }

    #[test]
    fn a_list_admits_its_members_and_the_operator_and_nobody_else(
        members in proptest::collection::btree_set(0..6_u128, 0..6),
        operator in proptest::option::of(0..6_u128),
        visitor in 0..6_u128,
    ) {
        let list: Vec<u128> = members.iter().copied().collect();
        let admission = Admission::new(listed(&list), operator.map(tenant)).unwrap();
        let expected = members.contains(&visitor) || operator == Some(visitor);
        prop_assert_eq!(admit(&admission, tenant(visitor)).is_ok(), expected);
    }
}
