//! What verification yields.

use entrance_domain::{Groups, Principal};

/// A verified access token: who calls, and until when that may be believed.
///
/// Shared by all requests that carry the same token, and never changed.
#[derive(Debug)]
pub struct VerifiedToken {
    principal: Principal,
    expires_at: u64,
}

impl VerifiedToken {
    pub(crate) const fn new(principal: Principal, expires_at: u64) -> Self {
        Self {
            principal,
            expires_at,
        }
    }

    /// The caller.
    #[must_use]
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// The claim `exp`, in Unix seconds, without leeway.
    #[must_use]
    pub fn expires_at(&self) -> u64 {
        self.expires_at
    }

    /// The memory that it takes, in bytes, rather too much than too little: a token decides itself
    /// how many names it holds.
    pub(crate) fn footprint(&self) -> usize {
        let caller = &self.principal;
        let groups = match caller.groups() {
            Groups::Known(groups) => list(groups),
            Groups::Overage => 0,
        };
        size_of::<Self>()
            + block(caller.subject().len())
            + caller.name().map_or(0, |name| block(name.len()))
            + names(caller.scopes(), |scope| scope.as_str())
            + names(caller.roles(), |role| role.as_str())
            + names(caller.auth_contexts(), |context| context.as_str())
            + groups
    }
}

/// What the allocator takes for a piece of this size, its own bookkeeping included.
pub(crate) const fn block(bytes: usize) -> usize {
    const BOOKKEEPING: usize = 8;
    const STEP: usize = 16;
    const LEAST: usize = 32;
    let taken = (bytes + BOOKKEEPING).next_multiple_of(STEP);
    if taken < LEAST { LEAST } else { taken }
}

/// A vector, which may have room for as much again.
const fn list<T>(items: &[T]) -> usize {
    block(2 * size_of_val(items))
}

fn names<T>(items: &[T], text: impl Fn(&T) -> &str) -> usize {
    let texts = items.iter().map(|item| block(text(item).len()));
    list(items) + texts.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use entrance_domain::{
        AppRole, AuthContext, Caller, Group, Identity, Scope, Subject, UserScopes,
    };

    use super::*;

    const ID: &str = "10000000-0000-4000-8000-000000000001";

    /// An application about whom a token says no more than it must.
    fn plain() -> Caller {
        Caller {
            identity: Identity::new(ID.parse().unwrap(), ID.parse().unwrap()),
            subject: Subject::new("subject").unwrap(),
            client_id: ID.parse().unwrap(),
            roles: Vec::new(),
            groups: Groups::Overage,
            auth_contexts: Vec::new(),
            accepts_claims_challenge: false,
            name: None,
        }
    }

    fn footprint(caller: Caller) -> usize {
        VerifiedToken::new(Principal::application(caller), 0).footprint()
    }

    #[test]
    fn pieces_of_memory_grow_by_16_bytes_and_take_32_at_least() {
        for (bytes, taken) in [
            (0, 32),
            (24, 32),
            (25, 48),
            (40, 48),
            (41, 64),
            (1_000, 1_008),
        ] {
            assert_eq!(block(bytes), taken, "{bytes} bytes");
        }
    }

    #[test]
    fn plain_caller_takes_the_subject_and_three_lists() {
        assert_eq!(footprint(plain()), size_of::<VerifiedToken>() + 4 * 32);
    }

    #[test]
    fn everything_that_a_token_says_more_takes_memory_of_its_own() {
        let base = footprint(plain());
        let long = "n".repeat(100);
        let more = |caller: Caller| footprint(caller) - base;
        let name = Caller {
            name: Some(long.as_str().into()),
            ..plain()
        };
        assert_eq!(more(name), block(100));
        // Room for twice as many as there are, each with a text of its own.
        let three = |size: usize, texts: usize| block(2 * 3 * size) - block(0) + texts;
        let roles = Caller {
            roles: vec![AppRole::new(&long).unwrap(); 3],
            ..plain()
        };
        assert_eq!(more(roles), three(size_of::<AppRole>(), 3 * block(100)));
        let auth_contexts = Caller {
            auth_contexts: vec![AuthContext::new("c1").unwrap(); 3],
            ..plain()
        };
        assert_eq!(
            more(auth_contexts),
            three(size_of::<AuthContext>(), 3 * block(2))
        );
        let group: Group = ID.parse().unwrap();
        let groups = Caller {
            groups: Groups::Known(vec![group; 3]),
            ..plain()
        };
        assert_eq!(more(groups), block(2 * 3 * size_of::<Group>()));
        let scopes = UserScopes::new(vec![Scope::new(&long).unwrap(); 3]).unwrap();
        let user = VerifiedToken::new(Principal::user(plain(), scopes, false), 0);
        assert_eq!(
            user.footprint() - base,
            three(size_of::<Scope>(), 3 * block(100))
        );
    }
}
