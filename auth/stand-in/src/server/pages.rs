//! Pages for people: plain HTML that needs no scripts.

mod accounts;
mod consent;
mod device;
mod form_post;
mod layout;
mod notices;

pub(super) use accounts::{Accounts, accounts};
pub(super) use consent::{Consent, Permission, consent};
pub(super) use device::device_code;
pub(super) use form_post::form_post;
pub(super) use layout::routes;
pub(super) use notices::{device_decided, refusal, signed_out};
