//! `entrance` without authentication, to measure what authentication costs: the same code and the
//! same layers, but the guard lets everybody pass as the caller of the first token that it saw.
//!
//! No switch of the real program leads here. This program is compiled from the same files, with
//! another guard.

// Much of what is compiled here is the library's, and used by others.
#![allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    missing_docs,
    clippy::wildcard_imports
)]

#[path = "../../src/lib.rs"]
mod entrance;

// What the files name as `crate::…`, but for the gate.
use entrance::*;

/// The gate of the library, with another guard.
mod gate {
    use std::cell::Cell;
    use std::rc::Rc;
    use std::sync::{Arc, OnceLock};

    use actix_web::dev::ServiceRequest;
    use actix_web::{Error, HttpMessage as _};
    use entrance_auth::VerifiedToken;

    use crate::credentials::BearerToken;
    use crate::entrance::gate;
    use crate::rules::RequestRules;

    pub(crate) use crate::entrance::gate::*;

    static CALLER: OnceLock<Arc<VerifiedToken>> = OnceLock::new();

    /// Looks at nothing, except for the first time.
    pub(crate) async fn guard(
        request: ServiceRequest,
        (): (),
    ) -> Result<ServiceRequest, (Error, ServiceRequest)> {
        let Some(caller) = CALLER.get() else {
            return look(request).await;
        };
        let rules = match RequestRules::of(request.request()) {
            Ok(rules) => rules,
            Err(error) => return Err((error.into(), request)),
        };
        let admitted = Rc::new(Admitted {
            token: Arc::clone(caller),
            rules,
            judged: Cell::new(false),
            policy: Cell::new(None),
        });
        request.extensions_mut().insert(admitted);
        Ok(request)
    }

    async fn look(mut request: ServiceRequest) -> Result<ServiceRequest, (Error, ServiceRequest)> {
        let token = match request.extract::<BearerToken>().await {
            Ok(token) => token,
            Err(error) => return Err((error.into(), request)),
        };
        let request = gate::guard(request, token).await?;
        if let Some(admitted) = request.extensions().get::<Rc<Admitted>>() {
            CALLER.get_or_init(|| Arc::clone(&admitted.token));
        }
        Ok(request)
    }
}

#[actix_web::main]
async fn main() -> std::process::ExitCode {
    commands::run(Extension::new()).await
}
