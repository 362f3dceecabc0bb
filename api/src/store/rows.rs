//! Rows as the domain's types. Whatever does not fit is an error, never a guess.

use entrance_domain::{
    Action, Actor, AuditEvent, DisplayName, DomainName, Identity, Note, ObjectId, PrincipalKind,
    Reason, Tenant, TenantId, TenantRecord, TenantState,
};
use sqlx::{ColumnIndex, Decode, Error, FromRow, Row, Type};
use uuid::Uuid;

use super::from_stored;

/// A tenant and the revision of its last change, which is its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredTenant {
    pub(crate) tenant: Tenant,
    pub(crate) revision: u64,
}

/// As much of a tenant as the request path needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StoredState {
    pub(crate) tenant: TenantId,
    pub(crate) state: TenantState,
    pub(crate) revision: u64,
}

/// An audit event and its revision, which is its place in history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredEvent {
    pub(crate) event: AuditEvent,
    pub(crate) revision: u64,
}

/// What both databases can hand out.
pub(crate) trait Columns: Row {
    fn text(&self, column: &'static str) -> Result<String, Error>;
    fn optional_text(&self, column: &'static str) -> Result<Option<String>, Error>;
    fn uuid(&self, column: &'static str) -> Result<Uuid, Error>;
    fn optional_uuid(&self, column: &'static str) -> Result<Option<Uuid>, Error>;
    fn number(&self, column: &'static str) -> Result<u64, Error>;
}

impl<R> Columns for R
where
    R: Row,
    &'static str: ColumnIndex<R>,
    String: for<'r> Decode<'r, R::Database> + Type<R::Database>,
    Uuid: for<'r> Decode<'r, R::Database> + Type<R::Database>,
    i64: for<'r> Decode<'r, R::Database> + Type<R::Database>,
{
    fn text(&self, column: &'static str) -> Result<String, Error> {
        self.try_get(column)
    }

    fn optional_text(&self, column: &'static str) -> Result<Option<String>, Error> {
        self.try_get(column)
    }

    fn uuid(&self, column: &'static str) -> Result<Uuid, Error> {
        self.try_get(column)
    }

    fn optional_uuid(&self, column: &'static str) -> Result<Option<Uuid>, Error> {
        self.try_get(column)
    }

    fn number(&self, column: &'static str) -> Result<u64, Error> {
        self.try_get(column).map(from_stored)
    }
}

impl<'r, R: Columns> FromRow<'r, R> for StoredState {
    fn from_row(row: &'r R) -> Result<Self, Error> {
        Ok(Self {
            tenant: TenantId::from_uuid(row.uuid("id")?),
            state: state(&row.text("state")?)?,
            revision: row.number("revision")?,
        })
    }
}

impl<'r, R: Columns> FromRow<'r, R> for StoredTenant {
    fn from_row(row: &'r R) -> Result<Self, Error> {
        let StoredState {
            tenant: id,
            state,
            revision,
        } = StoredState::from_row(row)?;
        let record = TenantRecord {
            id,
            display_name: parsed(DisplayName::new, &row.text("display_name")?)?,
            domain: optional(DomainName::new, row.optional_text("domain")?)?,
            state,
            note: optional(Note::new, row.optional_text("note")?)?,
            suspension: optional(Reason::new, row.optional_text("suspension")?)?,
            created_by: actor(row, ["created_kind", "created_tenant", "created_object"])?,
            created_at: row.number("created_at")?,
            changed_by: actor(row, ["changed_kind", "changed_tenant", "changed_object"])?,
            changed_at: row.number("changed_at")?,
        };
        Ok(Self {
            tenant: Tenant::restore(record),
            revision,
        })
    }
}

impl<'r, R: Columns> FromRow<'r, R> for StoredEvent {
    fn from_row(row: &'r R) -> Result<Self, Error> {
        let before = row.optional_text("state_before")?;
        let event = AuditEvent {
            tenant: TenantId::from_uuid(row.uuid("tenant_id")?),
            action: Action::parse(&row.text("action")?).ok_or_else(|| foreign("action"))?,
            actor: actor(row, ["actor_kind", "actor_tenant", "actor_object"])?,
            at: row.number("at")?,
            before: before.as_deref().map(state).transpose()?,
            after: state(&row.text("state_after")?)?,
            reason: optional(Reason::new, row.optional_text("reason")?)?,
        };
        Ok(Self {
            event,
            revision: row.number("revision")?,
        })
    }
}

/// An actor in the three columns that keep it.
pub(super) struct ActorColumns {
    pub(super) kind: &'static str,
    pub(super) tenant: Option<Uuid>,
    pub(super) object: Option<Uuid>,
}

impl From<Actor> for ActorColumns {
    fn from(actor: Actor) -> Self {
        match actor {
            Actor::Shell => Self {
                kind: "shell",
                tenant: None,
                object: None,
            },
            Actor::Caller { kind, identity } => Self {
                kind: kind.as_str(),
                tenant: Some(identity.tenant_id().as_uuid()),
                object: Some(identity.object_id().as_uuid()),
            },
        }
    }
}

fn actor(row: &impl Columns, [kind, tenant, object]: [&'static str; 3]) -> Result<Actor, Error> {
    let kind = row.text(kind)?;
    let ids = (row.optional_uuid(tenant)?, row.optional_uuid(object)?);
    let kind = match (kind.as_str(), ids) {
        ("shell", (None, None)) => return Ok(Actor::Shell),
        ("user", _) => PrincipalKind::User,
        ("application", _) => PrincipalKind::Application,
        _ => return Err(foreign("an actor")),
    };
    let (Some(tenant), Some(object)) = ids else {
        return Err(foreign("an actor without an identity"));
    };
    let identity = Identity::new(TenantId::from_uuid(tenant), ObjectId::from_uuid(object));
    Ok(Actor::Caller { kind, identity })
}

fn state(text: &str) -> Result<TenantState, Error> {
    TenantState::parse(text).ok_or_else(|| foreign("a state"))
}

fn parsed<T, E>(parse: fn(&str) -> Result<T, E>, text: &str) -> Result<T, Error>
where
    E: std::error::Error + Send + Sync + 'static,
{
    parse(text).map_err(|error| Error::Decode(error.into()))
}

fn optional<T, E>(parse: fn(&str) -> Result<T, E>, text: Option<String>) -> Result<Option<T>, Error>
where
    E: std::error::Error + Send + Sync + 'static,
{
    text.map(|text| parsed(parse, &text)).transpose()
}

fn foreign(what: &str) -> Error {
    Error::Decode(format!("the database holds {what} that Entrance did not write").into())
}
