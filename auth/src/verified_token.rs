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
