//! Users and applications, and what the policy asks of them (token-validation, section 6).

mod auth_contexts;
mod groups;
mod guests;
mod id_tokens;
mod kind;
mod permissions;
mod recognition;

use entrance_stand_in::Draft;

use crate::service::{CONTOSO, Service};

/// Genuine tokens of an application to which nobody gave a role, of both versions.
fn without_roles(service: &Service) -> [Draft; 2] {
    let script = "Curious script";
    [
        service.stand_in.application_token(script, CONTOSO).unwrap(),
        service
            .stand_in
            .application_token_v1(script, CONTOSO)
            .unwrap(),
    ]
}

/// Genuine tokens of an application with a role, of both versions.
fn applications(service: &Service) -> [Draft; 2] {
    [service.application(), service.application_v1()]
}
