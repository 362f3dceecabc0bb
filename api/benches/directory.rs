//! What the snapshot of the directory costs in memory: a look-up, and the news of one change.
//!
//! `states.rs` is compiled from the same file as in the service.

use std::hint::black_box;

use criterion::{BatchSize, Criterion};
use entrance_domain::{TenantId, TenantState};
use states::States;
use uuid::Uuid;

#[allow(dead_code, reason = "not all of that file is measured")]
#[path = "../src/directory/states.rs"]
mod states;

/// What `states.rs` takes from its surroundings.
mod store {
    use entrance_domain::{TenantId, TenantState};

    #[derive(Clone, Copy)]
    pub(crate) struct StoredState {
        pub(crate) tenant: TenantId,
        pub(crate) state: TenantState,
        pub(crate) revision: u64,
    }
}

const SIZES: [u64; 3] = [1, 1_000, 1_000_000];

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for size in SIZES {
        let states = filled(size);
        // Different tenants in turn, so that no cache of the processor remembers them all.
        let mut numbers = (0..).map(|number: u64| number.wrapping_mul(0x9e37_79b9) % size);
        let mut next = || id(numbers.next().unwrap_or_default());
        let name = |what: &str| format!("{what}/{size}");
        criterion.bench_function(&name("look_up"), |bencher| {
            bencher.iter_batched(
                &mut next,
                |tenant| states.state_of(black_box(tenant)),
                BatchSize::SmallInput,
            );
        });
        criterion.bench_function(&name("unknown"), |bencher| {
            bencher.iter(|| states.state_of(black_box(id(u64::MAX))));
        });
        let mut revision = size;
        criterion.bench_function(&name("change"), |bencher| {
            bencher.iter_batched(
                &mut next,
                |tenant| {
                    revision += 1;
                    states.apply(store::StoredState {
                        tenant,
                        state: TenantState::Suspended,
                        revision,
                    });
                },
                BatchSize::SmallInput,
            );
        });
    }
    criterion.final_summary();
}

fn id(number: u64) -> TenantId {
    TenantId::from_uuid(Uuid::from_u128(u128::from(number) << 64 | 0x6000))
}

fn filled(size: u64) -> States {
    let states = States::default();
    let mut gathering = states.gather();
    for number in 0..size {
        gathering.add(store::StoredState {
            tenant: id(number),
            state: TenantState::Active,
            revision: number,
        });
    }
    gathering.replace(size);
    states
}
