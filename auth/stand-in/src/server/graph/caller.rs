//! Who calls Microsoft Graph, and what for.

use actix_web::HttpRequest;
use actix_web::http::{StatusCode, header};

use crate::assertion::Assertion;
use crate::graph::GraphRefusal;
use crate::issuer::Issuer;

/// Any of these lets a program read registrations.
const READ: [&str; 3] = [
    "Application.Read.All",
    "Application.ReadWrite.OwnedBy",
    "Application.ReadWrite.All",
];

/// Any of these lets it change them.
const WRITE: [&str; 2] = ["Application.ReadWrite.OwnedBy", "Application.ReadWrite.All"];

/// A program with an access token of the stand-in's own for Microsoft Graph.
pub(super) struct Caller {
    /// The tenant that it calls in.
    pub(super) tenant: String,
    permissions: Vec<String>,
}

impl Caller {
    /// Reads the bearer token of a request.
    pub(super) fn authenticate(
        issuer: &Issuer,
        request: &HttpRequest,
    ) -> Result<Self, GraphRefusal> {
        let refused = |message: &str| {
            GraphRefusal::new(
                StatusCode::UNAUTHORIZED,
                "InvalidAuthenticationToken",
                message,
            )
        };
        let token = request
            .headers()
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .ok_or_else(|| refused("Access token is empty."))?;
        let token = Assertion::verify(token, issuer)
            .map_err(|_| refused("Access token validation failure."))?;
        if token.aud != issuer.directory.graph().client_id {
            return Err(refused(
                "Access token validation failure. Invalid audience.",
            ));
        }
        Ok(Self {
            tenant: token.tid,
            permissions: token.roles,
        })
    }

    /// Demands the permission to read registrations.
    pub(super) fn demand_read(&self) -> Result<(), GraphRefusal> {
        self.demand(&READ)
    }

    /// Demands the permission to change registrations. Whose they are is not kept.
    pub(super) fn demand_write(&self) -> Result<(), GraphRefusal> {
        self.demand(&WRITE)
    }

    fn demand(&self, any_of: &[&str]) -> Result<(), GraphRefusal> {
        let allowed = self
            .permissions
            .iter()
            .any(|permission| any_of.contains(&permission.as_str()));
        if allowed {
            return Ok(());
        }
        Err(GraphRefusal::new(
            StatusCode::FORBIDDEN,
            "Authorization_RequestDenied",
            "Insufficient privileges to complete the operation.",
        ))
    }
}
