//! Plain parts to build principals and demands from, and ways to draw them at random.

use entrance_domain::{
    AppRole, AuthContext, Caller, ClientId, Demands, Denial, Group, Groups, Guests, Identity,
    ObjectId, Policy, Principal, Scope, Subject, TenantId, UserScopes,
};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use uuid::Uuid;

pub(crate) fn tenant(number: u128) -> TenantId {
    TenantId::from_uuid(Uuid::from_u128(0x1000 + number))
}

pub(crate) fn client(number: u128) -> ClientId {
    ClientId::from_uuid(Uuid::from_u128(0x2000 + number))
}

pub(crate) fn group(number: u128) -> Group {
    Group::from_uuid(Uuid::from_u128(0x3000 + number))
}

pub(crate) fn scope(name: &str) -> Scope {
    Scope::new(name).unwrap()
}

pub(crate) fn role(name: &str) -> AppRole {
    AppRole::new(name).unwrap()
}

pub(crate) fn context(name: &str) -> AuthContext {
    AuthContext::new(name).unwrap()
}

/// A principal in plain view: a [`Principal`] would not show in a failure what it holds.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) tenant: TenantId,
    pub(crate) client: ClientId,
    /// Without any, an application.
    pub(crate) scopes: Vec<Scope>,
    pub(crate) guest: bool,
    pub(crate) roles: Vec<AppRole>,
    /// `None` is overage.
    pub(crate) groups: Option<Vec<Group>>,
    pub(crate) auth_contexts: Vec<AuthContext>,
    pub(crate) accepts_claims_challenge: bool,
}

impl Person {
    pub(crate) fn caller(&self) -> Caller {
        Caller {
            identity: Identity::new(
                self.tenant,
                ObjectId::from_uuid(Uuid::from_u128(0x0b1e_c700)),
            ),
            subject: Subject::new("pairwise-subject").unwrap(),
            client_id: self.client,
            roles: self.roles.clone(),
            groups: self.groups.clone().map_or(Groups::Overage, Groups::Known),
            auth_contexts: self.auth_contexts.clone(),
            accepts_claims_challenge: self.accepts_claims_challenge,
            name: Some("Displayed Name".into()),
        }
    }

    pub(crate) fn principal(&self) -> Principal {
        match UserScopes::new(self.scopes.clone()) {
            Some(scopes) => Principal::user(self.caller(), scopes, self.guest),
            None => Principal::application(self.caller()),
        }
    }
}

/// A member of tenant 1 whose client holds `user_impersonation`, and nothing else.
pub(crate) fn user() -> Person {
    Person {
        scopes: vec![scope("user_impersonation")],
        ..application()
    }
}

/// An application of tenant 1 without any role.
pub(crate) fn application() -> Person {
    Person {
        tenant: tenant(1),
        client: client(1),
        scopes: Vec::new(),
        guest: false,
        roles: Vec::new(),
        groups: Some(Vec::new()),
        auth_contexts: Vec::new(),
        accepts_claims_challenge: false,
    }
}

/// An application of tenant 1 with one role.
pub(crate) fn caller_with_role(name: &str) -> Person {
    Person {
        roles: vec![role(name)],
        ..application()
    }
}

/// What the policy `default` demands unless it is configured otherwise.
pub(crate) fn default_demands() -> Demands {
    Demands {
        scopes: vec![scope("user_impersonation")],
        app_roles: vec![role("Api.Access")],
        ..Demands::default()
    }
}

pub(crate) fn judge(demands: Demands, person: &Person) -> Result<(), Denial> {
    Policy::new(demands).evaluate(&person.principal())
}

/// Any selection, in order, of a handful of things: few enough that selections often overlap.
fn some<T: Clone + std::fmt::Debug + 'static>(all: Vec<T>) -> impl Strategy<Value = Vec<T>> {
    let count = all.len();
    subsequence(all, 0..=count)
}

fn some_roles() -> impl Strategy<Value = Vec<AppRole>> {
    some(
        ["Api.Access", "Tenants.Manage", "Reports.Read"]
            .map(role)
            .to_vec(),
    )
}

fn some_scopes() -> impl Strategy<Value = Vec<Scope>> {
    // One name is both a scope and a role: the two must never stand for one another.
    some(
        ["user_impersonation", "Reports.Read", "Api.Access"]
            .map(scope)
            .to_vec(),
    )
}

fn some_contexts() -> impl Strategy<Value = Vec<AuthContext>> {
    some(["c1", "c2", "c25"].map(context).to_vec())
}

pub(crate) fn any_demands() -> impl Strategy<Value = Demands> {
    let guests = select(vec![Guests::Deny, Guests::Allow]);
    let who = (
        guests,
        some((1..=3).map(client).collect()),
        some((1..=3).map(tenant).collect()),
    );
    let groups = some((1..=3).map(group).collect());
    let what = (
        some_scopes(),
        some_roles(),
        some_roles(),
        some_contexts(),
        groups,
    );
    (who, what).prop_map(|((guests, clients, tenants), what)| {
        let (scopes, app_roles, user_roles, auth_contexts, groups) = what;
        Demands {
            scopes,
            app_roles,
            user_roles,
            guests,
            clients,
            tenants,
            auth_contexts,
            groups,
        }
    })
}

pub(crate) fn any_person() -> impl Strategy<Value = Person> {
    let groups = proptest::option::weighted(0.8, some((1..=3).map(group).collect()));
    let who = (1..=3_u128, 1..=3_u128, any::<bool>(), any::<bool>());
    let what = (some_scopes(), some_roles(), groups, some_contexts());
    (who, what).prop_map(|((tenant_number, client_number, guest, accepts), what)| {
        let (scopes, roles, groups, auth_contexts) = what;
        Person {
            tenant: tenant(tenant_number),
            client: client(client_number),
            scopes,
            guest,
            roles,
            groups,
            auth_contexts,
            accepts_claims_challenge: accepts,
        }
    })
}
