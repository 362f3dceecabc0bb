//! What all handlers share, and what one request sees of it.

use std::future::{Ready, ready};
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::{Arc, PoisonError, RwLock};

use actix_web::dev::Payload;
use actix_web::error::ErrorInternalServerError;
use actix_web::{Error, FromRequest, HttpRequest, web};

use crate::fault::Faults;
use crate::grants::Grants;
use crate::graph::Registry;
use crate::issuer::Issuer;

/// What all handlers share.
pub(super) struct Shared {
    /// The issuer with the registrations of the file alone.
    pub(super) start: Arc<Issuer>,
    /// The issuer with those that were made through Microsoft Graph as well.
    pub(super) current: RwLock<Arc<Issuer>>,
    pub(super) registry: Arc<Registry>,
    pub(super) faults: Arc<Faults>,
    pub(super) grants: Grants,
    pub(super) address: SocketAddr,
}

/// What one request sees: the registrations do not change while it is answered.
pub(super) struct Site {
    pub(super) issuer: Arc<Issuer>,
    shared: web::Data<Shared>,
}

impl Site {
    /// The time, in seconds since 1970.
    pub(super) fn now(&self) -> u64 {
        (self.issuer.now)()
    }

    /// Lets the requests from now on see what was registered through Microsoft Graph.
    pub(super) fn publish_registrations(&self) {
        let start = &self.shared.start;
        let directory = self.shared.registry.extend(&start.directory);
        let issuer = Arc::new(start.with_directory(directory));
        let mut current = self
            .shared
            .current
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *current = issuer;
    }
}

impl Deref for Site {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.shared
    }
}

impl FromRequest for Site {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(shared) = request.app_data::<web::Data<Shared>>() else {
            return ready(Err(ErrorInternalServerError("the stand-in is not set up")));
        };
        let current = shared
            .current
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        ready(Ok(Self {
            issuer: Arc::clone(&current),
            shared: web::Data::clone(shared),
        }))
    }
}
