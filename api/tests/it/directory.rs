//! The directory of tenants, over HTTP: on SQLite, or with the feature `test-postgres` on
//! PostgreSQL.

mod admission;
mod applying;
mod audit;
mod browser;
mod crash;
mod database;
mod life;
mod listing;
mod onboarding;
mod operators;
#[cfg(feature = "test-postgres")]
mod outages;
mod replicas;
mod settings;
mod versions;
#[cfg(feature = "test-postgres")]
mod way;
mod world;

pub(crate) use world::{NORTHWIND, World};
