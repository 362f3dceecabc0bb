//! How often one address may be refused before it is told to wait.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use entrance_auth::Clock;
use governor::clock::Clock as GovernorClock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

/// After so many refusals, addresses that have recovered are forgotten.
const SWEEP_EVERY: u32 = 1024;
/// With so many addresses at once nobody is told to wait: the table would grow without bound.
const MAX_ADDRESSES: usize = 65_536;

type Limiter =
    RateLimiter<IpAddr, DashMapStateStore<IpAddr>, SteadyClock, NoOpMiddleware<Duration>>;

/// Counts refusals by the address of the client.
pub(crate) struct Refusals {
    limiter: Limiter,
    clock: SteadyClock,
    counted: AtomicU32,
    full: AtomicBool,
}

/// The service's steady time.
#[derive(Clone)]
struct SteadyClock(Arc<dyn Clock>);

impl GovernorClock for SteadyClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.steady()
    }
}

impl Refusals {
    /// With so many refusals for each address, at once and regained within a minute.
    pub(crate) fn new(a_minute: NonZeroU32, clock: Arc<dyn Clock>) -> Self {
        let clock = SteadyClock(clock);
        let quota = Quota::per_minute(a_minute);
        Self {
            limiter: RateLimiter::new(quota, DashMapStateStore::default(), clock.clone()),
            clock,
            counted: AtomicU32::new(0),
            full: AtomicBool::new(false),
        }
    }

    /// Counts one refusal.
    ///
    /// # Errors
    /// How long to wait, if there were too many.
    pub(crate) fn count(&self, address: IpAddr) -> Result<(), Duration> {
        if self.counted.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.limiter.retain_recent();
            let full = self.limiter.len() > MAX_ADDRESSES;
            self.full.store(full, Ordering::Relaxed);
        }
        if self.full.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.limiter
            .check_key(&network(address))
            .map_err(|refused| refused.wait_time_from(self.clock.now()))
    }
}

impl fmt::Debug for Refusals {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Refusals").finish_non_exhaustive()
    }
}

/// One subscriber commonly has a whole IPv6 network of 64 bits.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use entrance_auth::ManualClock;

    use super::*;

    const TEN: NonZeroU32 = NonZeroU32::new(10).unwrap();

    #[test]
    fn an_address_is_told_to_wait_after_ten_refusals_and_recovers_one_by_one() {
        let clock = ManualClock::at(1_800_000_000);
        let refusals = Refusals::new(TEN, Arc::new(clock.clone()));
        let address: IpAddr = "2001:db8::1".parse().unwrap();
        for _ in 0..10 {
            assert_eq!(refusals.count(address), Ok(()));
        }
        assert_eq!(refusals.count(address), Err(Duration::from_secs(6)));
        let neighbor = "2001:db8::ffff:2".parse().unwrap();
        assert!(refusals.count(neighbor).is_err());
        assert_eq!(refusals.count("2001:db8:0:1::1".parse().unwrap()), Ok(()));
        clock.advance(Duration::from_secs(6));
        assert_eq!(refusals.count(address), Ok(()));
        assert!(refusals.count(address).is_err());
    }

    #[test]
    fn addresses_that_recovered_are_forgotten() {
        let clock = ManualClock::at(1_800_000_000);
        let refusals = Refusals::new(TEN, Arc::new(clock.clone()));
        for number in 0..SWEEP_EVERY - 1 {
            let _ = refusals.count(IpAddr::from(number.to_be_bytes()));
        }
        clock.advance(Duration::from_mins(2));
        let _ = refusals.count(IpAddr::from([255; 4]));
        assert_eq!(refusals.limiter.len(), 1);
    }

    #[test]
    fn the_table_of_addresses_stays_bounded() {
        let clock = ManualClock::at(1_800_000_000);
        let refusals = Refusals::new(TEN, Arc::new(clock.clone()));
        for number in 0..200_000_u32 {
            assert_eq!(refusals.count(IpAddr::from(number.to_be_bytes())), Ok(()));
        }
        let bound = MAX_ADDRESSES + usize::try_from(SWEEP_EVERY).unwrap();
        assert!(
            refusals.limiter.len() <= bound,
            "{}",
            refusals.limiter.len()
        );
        clock.advance(Duration::from_mins(2));
        for _ in 0..SWEEP_EVERY {
            let _ = refusals.count(IpAddr::from([255; 4]));
        }
        assert!(refusals.limiter.len() <= 1);
    }
}
