//! `POST /api/v1/tenants`: invitations.

use actix_web::web::Data;
use entrance_auth::TenantLookup;
use entrance_domain::{DisplayName, DomainName, NewTenant, Note};
use paperclip::actix::OperationModifier;
use paperclip::actix::web::Json;
use paperclip::actix::{Apiv2Schema, api_v2_operation};
use paperclip::v2::models::DefaultOperationRaw;
use serde::{Deserialize, Serialize};

use super::version::Versioned;
use super::{OperatorPolicy, TenantBody, rfc3339, stamp};
use crate::authorized::Authorized;
use crate::directory::InvitationLink;
use crate::error::ApiError;
use crate::gate::Gate;
use crate::settings::PublicUrl;

/// What invitations are made with.
pub(crate) struct Invitations {
    pub(crate) lookup: TenantLookup,
    pub(crate) public_url: PublicUrl,
}

/// Whom to invite: by tenant id, or by a domain of the tenant.
#[derive(Debug, Deserialize, Apiv2Schema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InviteBody {
    /// The tenant id, a GUID; or else the domain.
    tenant_id: Option<String>,
    /// A domain that the tenant has verified, such as `contoso.onmicrosoft.com`.
    domain: Option<String>,
    /// What to call the tenant: 1 to 120 characters on one line.
    display_name: String,
    /// What to remember: up to 2000 characters.
    note: Option<String>,
}

/// An invitation. Its address is a secret and shown this once.
#[derive(Debug, Serialize, Apiv2Schema)]
pub(crate) struct InvitationBody {
    /// The address to send to the tenant's administrator.
    url: String,
    /// When it ends, RFC 3339 in UTC.
    expires_at: String,
}

/// The invited tenant with its invitation.
#[derive(Debug, Serialize, Apiv2Schema)]
#[openapi(example = r#"{
    "tenant": {
        "tenant_id": "ccccdddd-2222-eeee-3333-ffff4444aaaa",
        "display_name": "Fabrikam",
        "domain": "fabrikam.onmicrosoft.com",
        "state": "invited",
        "note": "Pays yearly.",
        "created_at": "2027-01-15T08:00:00Z",
        "created_by": {
            "kind": "user",
            "tenant_id": "aaaabbbb-0000-cccc-1111-dddd2222eeee",
            "object_id": "bbbbbbbb-1111-2222-3333-cccccccccccc"
        },
        "changed_at": "2027-01-20T08:00:00Z",
        "changed_by": { "kind": "shell" },
        "version": "42"
    },
    "invitation": {
        "url": "https://api.contoso.com/onboarding/invitations/Zx0c3WmV7qk1yq9rT2bLh5sQ8nJfD4uA6eGpRiKoMvE",
        "expires_at": "2027-01-29T08:00:00Z"
    }
}"#)]
pub(crate) struct InvitedBody {
    tenant: TenantBody,
    invitation: InvitationBody,
}

/// The answer to an invitation: created, or renewed.
pub(crate) struct Invited(Versioned<InvitedBody>);

/// Invites a tenant.
#[api_v2_operation(
    summary = "Invite a tenant",
    description = "Enters the tenant as invited and makes a link for its administrator. Inviting \
                   again answers 200 with a new link; the old one is void.",
    operation_id = "inviteTenant",
    tags(Tenants)
)]
pub(crate) async fn invite_tenant(
    operator: Authorized<OperatorPolicy>,
    body: Json<InviteBody>,
    gate: Data<Gate>,
    invitations: Data<Invitations>,
) -> Result<Invited, ApiError> {
    let directory = gate.directory()?;
    let new = invitations.new_tenant(body.into_inner()).await?;
    let id = new.id;
    let stamp = stamp(&operator, directory);
    let link = InvitationLink::random(stamp.at)?;
    let life_cycle = directory.life_cycle();
    let (sender, was_known) = std::sync::mpsc::channel();
    let stored = directory
        .change(id, Some(link.invitation.clone()), move |known| {
            let _ = sender.send(known.is_some());
            let known = known.map(|known| &known.tenant);
            Ok::<_, ApiError>(life_cycle.invite(known, new, stamp)?)
        })
        .await?;
    let created = !was_known.recv().unwrap_or_default();
    Ok(Invited(Versioned {
        revision: stored.revision,
        created: created.then(|| format!("{}/api/v1/tenants/{id}", invitations.public_url)),
        body: InvitedBody {
            tenant: TenantBody::from(&stored),
            invitation: InvitationBody {
                url: link.address(&invitations.public_url),
                expires_at: rfc3339(link.invitation.expires_at),
            },
        },
    }))
}

impl Invitations {
    /// Checks the fields and asks whose the domain is.
    async fn new_tenant(&self, body: InviteBody) -> Result<NewTenant, ApiError> {
        let display_name = DisplayName::new(&body.display_name)
            .map_err(|error| ApiError::field("display_name", error))?;
        let note = body.note.filter(|note| !note.trim().is_empty());
        let note = note
            .map(|note| Note::new(&note))
            .transpose()
            .map_err(|error| ApiError::field("note", error))?;
        let (id, domain) = match (body.tenant_id, body.domain) {
            (Some(id), None) => {
                let id = id.parse();
                (
                    id.map_err(|error| ApiError::field("tenant_id", error))?,
                    None,
                )
            }
            (None, Some(domain)) => {
                let domain =
                    DomainName::new(&domain).map_err(|error| ApiError::field("domain", error))?;
                (self.lookup.resolve(&domain).await?, Some(domain))
            }
            _ => {
                let reason = "name either the tenant_id or the domain";
                return Err(ApiError::field("tenant_id", reason));
            }
        };
        Ok(NewTenant {
            id,
            display_name,
            domain,
            note,
        })
    }
}

impl actix_web::Responder for Invited {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &actix_web::HttpRequest) -> actix_web::HttpResponse {
        self.0.respond_to(request)
    }
}

impl paperclip::v2::schema::Apiv2Schema for Invited {
    fn name() -> Option<String> {
        InvitedBody::name()
    }

    fn raw_schema() -> paperclip::v2::models::DefaultSchemaRaw {
        InvitedBody::raw_schema()
    }
}

impl OperationModifier for Invited {
    fn update_response(operation: &mut DefaultOperationRaw) {
        Versioned::<InvitedBody>::update_response(operation);
        if let Some(renewed) = operation.responses.get("200").cloned() {
            operation.responses.insert("201".to_owned(), renewed);
        }
    }
}
