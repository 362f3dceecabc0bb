//! Where every tenant stands, in memory, for a million of them as for one.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;

use arc_swap::ArcSwap;
use entrance_domain::{TenantId, TenantState};

use crate::store::StoredState;

/// The number of parts. A change copies one part, which for a million tenants holds about a thousand.
const PARTS: usize = 1_024;

/// A state with the revision that made it, so that news that arrive out of order do no harm.
type Part = HashMap<TenantId, (TenantState, u64), RandomState>;

/// A map that is read without a lock, whatever writers do: each part is replaced as a whole.
pub(super) struct States {
    hasher: RandomState,
    parts: Box<[ArcSwap<Part>]>,
}

impl Default for States {
    fn default() -> Self {
        let hasher = RandomState::new();
        let empty = Arc::new(Part::with_hasher(hasher.clone()));
        Self {
            parts: (0..PARTS)
                .map(|_| ArcSwap::new(Arc::clone(&empty)))
                .collect(),
            hasher,
        }
    }
}

impl States {
    /// Where a tenant stands, `None` for one that is not there.
    pub(super) fn state_of(&self, tenant: TenantId) -> Option<TenantState> {
        let part = self.parts.get(self.part_of(tenant))?;
        part.load().get(&tenant).map(|(state, _)| *state)
    }

    /// How many tenants there are in each state.
    pub(super) fn count(&self) -> [(TenantState, u64); TenantState::ALL.len()] {
        let mut counts = TenantState::ALL.map(|state| (state, 0));
        for part in &self.parts {
            for (state, _) in part.load().values() {
                if let Some((_, count)) = counts.iter_mut().find(|(known, _)| known == state) {
                    *count += 1;
                }
            }
        }
        counts
    }

    /// Takes news about one tenant, unless newer ones are known.
    pub(super) fn apply(&self, news: StoredState) {
        let Some(part) = self.parts.get(self.part_of(news.tenant)) else {
            return;
        };
        part.rcu(|known| {
            let newer = known
                .get(&news.tenant)
                .is_some_and(|(_, revision)| *revision >= news.revision);
            if newer {
                return Arc::clone(known);
            }
            let mut next = Part::clone(known);
            next.insert(news.tenant, (news.state, news.revision));
            Arc::new(next)
        });
    }

    /// What `all` amounts to, to be put in place by [`replace`](Self::replace).
    pub(super) fn gather(&self) -> Gathering<'_> {
        Gathering {
            states: self,
            parts: (0..PARTS)
                .map(|_| Part::with_hasher(self.hasher.clone()))
                .collect(),
        }
    }

    fn part_of(&self, tenant: TenantId) -> usize {
        // The map inside a part uses the lowest and the highest bits of the same hash.
        let bits = (self.hasher.hash_one(tenant) >> 32) & 0xffff;
        usize::try_from(bits).unwrap_or_default() % PARTS
    }
}

/// Tenants on the way into memory, all of them anew.
pub(super) struct Gathering<'a> {
    states: &'a States,
    parts: Vec<Part>,
}

impl Gathering<'_> {
    pub(super) fn add(&mut self, one: StoredState) {
        if let Some(part) = self.parts.get_mut(self.states.part_of(one.tenant)) {
            part.insert(one.tenant, (one.state, one.revision));
        }
    }

    /// Replaces what is known. What this process changed in the meantime stays; what the database
    /// no longer has does not.
    pub(super) fn replace(self, as_of: u64) {
        for (place, gathered) in self.states.parts.iter().zip(self.parts) {
            place.rcu(|known| {
                let mut next = gathered.clone();
                for (tenant, (state, revision)) in known.iter() {
                    if *revision > as_of
                        && next.get(tenant).is_none_or(|(_, theirs)| theirs < revision)
                    {
                        next.insert(*tenant, (*state, *revision));
                    }
                }
                next.shrink_to_fit();
                Arc::new(next)
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn news(number: u128, state: TenantState, revision: u64) -> StoredState {
        StoredState {
            tenant: TenantId::from_uuid(Uuid::from_u128(number)),
            state,
            revision,
        }
    }

    fn state(states: &States, number: u128) -> Option<TenantState> {
        states.state_of(TenantId::from_uuid(Uuid::from_u128(number)))
    }

    #[test]
    fn news_that_arrive_late_are_dropped() {
        let states = States::default();
        states.apply(news(1, TenantState::Suspended, 6));
        states.apply(news(1, TenantState::Active, 5));
        assert_eq!(state(&states, 1), Some(TenantState::Suspended));
        states.apply(news(1, TenantState::Active, 7));
        assert_eq!(state(&states, 1), Some(TenantState::Active));
        assert_eq!(state(&states, 2), None);
    }

    #[test]
    fn a_full_load_keeps_what_happened_meanwhile_and_drops_what_is_gone() {
        let states = States::default();
        states.apply(news(1, TenantState::Active, 1));
        let mut gathering = states.gather();
        gathering.add(news(2, TenantState::Active, 2));
        states.apply(news(2, TenantState::Suspended, 4));
        gathering.replace(3);
        assert_eq!(state(&states, 1), None);
        assert_eq!(state(&states, 2), Some(TenantState::Suspended));
    }

    #[test]
    fn many_tenants_are_spread_over_the_parts_and_found_again() {
        let states = States::default();
        let mut gathering = states.gather();
        for number in 0..20_000 {
            gathering.add(news(number, TenantState::Active, 1));
        }
        gathering.replace(1);
        assert!((0..20_000).all(|number| state(&states, number) == Some(TenantState::Active)));
        let largest = states.parts.iter().map(|part| part.load().len()).max();
        assert!(largest < Some(100), "{largest:?}");
    }
}
