//! Random texts that stand for something, once.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

/// Random texts, each of which can be redeemed once for what it stands for.
///
/// INVARIANT: there are never more than `capacity`; the oldest has to go then. Redeemed and expired
/// ones are kept until that happens, so that it can be told why they are refused.
pub(crate) struct Tickets<T> {
    kept: Mutex<Kept<T>>,
    capacity: usize,
}

struct Kept<T> {
    by_text: HashMap<String, Ticket<T>>,
    /// Oldest first; texts that were removed stay here until it is their turn.
    order: VecDeque<String>,
}

struct Ticket<T> {
    stands_for: T,
    expires: u64,
    redeemed: bool,
}

/// What became of a ticket that was presented.
pub(crate) enum Redeemed<T> {
    /// It was good, and is not any more.
    Now(T),
    /// Somebody presented it before.
    Before(T),
    /// Its time is over.
    Expired,
    /// It was never issued, or so long ago that nobody remembers.
    Unknown,
}

impl<T: Clone> Tickets<T> {
    pub(crate) fn new(capacity: usize) -> Self {
        let kept = Kept {
            by_text: HashMap::new(),
            order: VecDeque::new(),
        };
        Self {
            kept: Mutex::new(kept),
            capacity,
        }
    }

    /// A new ticket; `expires` in seconds since 1970.
    pub(crate) fn issue(&self, stands_for: T, expires: u64) -> String {
        let text = random_text();
        let mut kept = self.lock();
        while kept.order.len() >= self.capacity {
            match kept.order.pop_front() {
                Some(oldest) => kept.by_text.remove(&oldest),
                None => break,
            };
        }
        kept.order.push_back(text.clone());
        let ticket = Ticket {
            stands_for,
            expires,
            redeemed: false,
        };
        kept.by_text.insert(text.clone(), ticket);
        text
    }

    /// Redeems a ticket; whoever comes second is told so.
    pub(crate) fn redeem(&self, text: &str, now: u64) -> Redeemed<T> {
        let mut kept = self.lock();
        let Some(ticket) = kept.by_text.get_mut(text) else {
            return Redeemed::Unknown;
        };
        if ticket.redeemed {
            return Redeemed::Before(ticket.stands_for.clone());
        }
        if ticket.expires <= now {
            return Redeemed::Expired;
        }
        ticket.redeemed = true;
        Redeemed::Now(ticket.stands_for.clone())
    }

    /// Forgets tickets, which are unknown from then on.
    pub(crate) fn remove_where(&self, is_meant: impl Fn(&T) -> bool) {
        self.lock()
            .by_text
            .retain(|_, ticket| !is_meant(&ticket.stands_for));
    }

    fn lock(&self) -> MutexGuard<'_, Kept<T>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// More than 240 random bits, base64url.
pub(crate) fn random_text() -> String {
    URL_SAFE_NO_PAD.encode([Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oldest_gives_way_when_there_are_too_many() {
        let tickets = Tickets::new(2);
        let issued = ["first", "second", "third"].map(|name| tickets.issue(name, 10));
        let redeemed = issued.map(|ticket| match tickets.redeem(&ticket, 0) {
            Redeemed::Now(name) => Some(name),
            _ => None,
        });
        assert_eq!(redeemed, [None, Some("second"), Some("third")]);
    }

    #[test]
    fn places_of_removed_ones_are_not_kept_for_ever() {
        let tickets = Tickets::new(3);
        for number in 0..100 {
            tickets.issue(number, 10);
            tickets.remove_where(|_| true);
        }
        assert_eq!(tickets.lock().order.len(), 3);
    }

    #[test]
    fn ticket_is_good_for_one_use_until_it_expires() {
        let tickets = Tickets::new(2);
        let (used, late) = (tickets.issue((), 10), tickets.issue((), 10));
        assert!(matches!(tickets.redeem(&used, 9), Redeemed::Now(())));
        assert!(matches!(tickets.redeem(&used, 9), Redeemed::Before(())));
        assert!(matches!(tickets.redeem(&late, 10), Redeemed::Expired));
        assert!(matches!(tickets.redeem("made-up", 0), Redeemed::Unknown));
    }
}
