//! Pages for people: plain HTML that needs no scripts.

mod accounts;
mod consent;
mod form_post;
mod layout;
mod notices;

pub(super) use accounts::{Accounts, accounts};
pub(super) use consent::{Consent, consent};
pub(super) use form_post::form_post;
pub(super) use layout::routes;
pub(super) use notices::{refusal, signed_out};
