//! The order of the rules, what they cause outside, and what is answered (token-validation,
//! sections 7 and 8).

mod admission;
mod availability;
mod order;
mod outgoing;
mod recognition;
