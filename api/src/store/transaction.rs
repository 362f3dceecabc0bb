//! Changes of the directory, all of them or none.

use entrance_domain::{Change, TenantId, TenantState};
use sqlx::{Postgres, Sqlite};

use super::reading::{PENDING, TENANT};
use super::rows::ActorColumns;
use super::{CHANNEL, Store, StoreError, StoredTenant, from_stored, to_stored};

/// Takes the one row that stands for the whole directory, so that writers stand in line.
const LOCK: &str = "SELECT value FROM revision WHERE id = 1 FOR UPDATE";
const BUMP: &str = "UPDATE revision SET value = value + 1 WHERE id = 1 RETURNING value";
const PUT: &str = "INSERT INTO tenants \
    (id, display_name, domain, state, note, suspension, \
     created_kind, created_tenant, created_object, created_at, \
     changed_kind, changed_tenant, changed_object, changed_at, revision, search_text) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
    ON CONFLICT (id) DO UPDATE SET display_name = $2, domain = $3, state = $4, note = $5, \
     suspension = $6, changed_kind = $11, changed_tenant = $12, changed_object = $13, \
     changed_at = $14, revision = $15, search_text = $16";
const AUDIT: &str = "INSERT INTO audit \
    (revision, at, tenant_id, action, actor_kind, actor_tenant, actor_object, \
     state_before, state_after, reason) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const INVITE: &str = "INSERT INTO invitations (tenant_id, token_hash, expires_at) \
    VALUES ($1, $2, $3) ON CONFLICT (tenant_id) DO UPDATE SET token_hash = $2, expires_at = $3";
const SPEND: &str = "DELETE FROM invitations WHERE tenant_id = $1";
const NOTIFY: &str = "SELECT pg_notify($1, $2)";

/// The right to change the directory, which one at a time has. Dropped without
/// [`commit`](Self::commit), it leaves everything as it was.
pub(crate) enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// Runs the same code on a transaction of either database.
macro_rules! on {
    ($transaction:expr, $connection:ident => $body:expr) => {
        match $transaction {
            Transaction::Sqlite(transaction) => {
                let $connection = &mut **transaction;
                $body
            }
            Transaction::Postgres(transaction) => {
                let $connection = &mut **transaction;
                $body
            }
        }
    };
}

pub(super) use on;

impl Store {
    /// Waits for the right to change the directory.
    #[tracing::instrument(
        level = "debug",
        name = "begin change",
        skip_all,
        fields(otel.kind = "client", db.system.name = self.system())
    )]
    pub(crate) async fn begin(&self) -> Result<Transaction, StoreError> {
        match self {
            Self::Sqlite { writer, .. } => Ok(Transaction::Sqlite(
                writer.begin_with("BEGIN IMMEDIATE").await?,
            )),
            Self::Postgres { pool } => {
                let mut transaction = pool.begin().await?;
                sqlx::query(LOCK).execute(&mut *transaction).await?;
                Ok(Transaction::Postgres(transaction))
            }
        }
    }
}

impl Transaction {
    /// The tenant as it is now; nobody else changes it before this transaction ends.
    pub(crate) async fn tenant(
        &mut self,
        id: TenantId,
    ) -> Result<Option<StoredTenant>, StoreError> {
        Ok(on!(self, connection => {
            sqlx::query_as(TENANT).bind(id.as_uuid()).fetch_optional(connection).await?
        }))
    }

    /// How many tenants wait for an operator, `most` at the most.
    pub(crate) async fn pending(&mut self, most: u64) -> Result<u64, StoreError> {
        let (count,): (i64,) = on!(self, connection => {
            sqlx::query_as(PENDING).bind(to_stored(most)).fetch_one(connection).await?
        });
        Ok(from_stored(count))
    }

    /// Writes a change and its audit event. A tenant that is no longer invited has no invitation.
    pub(crate) async fn record(&mut self, change: &Change) -> Result<StoredTenant, StoreError> {
        let record = change.tenant.record();
        let event = &change.event;
        let id = record.id.as_uuid();
        let created = ActorColumns::from(record.created_by);
        let changed = ActorColumns::from(record.changed_by);
        let actor = ActorColumns::from(event.actor);
        let domain = record.domain.as_ref().map(ToString::to_string);
        let search_text = format!(
            "{id} {} {}",
            record.display_name,
            domain.as_deref().unwrap_or_default()
        );
        let revision = on!(self, connection => {
            let (revision,): (i64,) = sqlx::query_as(BUMP).fetch_one(&mut *connection).await?;
            sqlx::query(PUT)
                .bind(id)
                .bind(record.display_name.as_str())
                .bind(domain)
                .bind(record.state.as_str())
                .bind(record.note.as_ref().map(ToString::to_string))
                .bind(record.suspension.as_ref().map(ToString::to_string))
                .bind(created.kind)
                .bind(created.tenant)
                .bind(created.object)
                .bind(to_stored(record.created_at))
                .bind(changed.kind)
                .bind(changed.tenant)
                .bind(changed.object)
                .bind(to_stored(record.changed_at))
                .bind(revision)
                .bind(search_text.to_lowercase())
                .execute(&mut *connection)
                .await?;
            sqlx::query(AUDIT)
                .bind(revision)
                .bind(to_stored(event.at))
                .bind(id)
                .bind(event.action.as_str())
                .bind(actor.kind)
                .bind(actor.tenant)
                .bind(actor.object)
                .bind(event.before.map(TenantState::as_str))
                .bind(event.after.as_str())
                .bind(event.reason.as_ref().map(ToString::to_string))
                .execute(&mut *connection)
                .await?;
            if event.after != TenantState::Invited {
                sqlx::query(SPEND).bind(id).execute(&mut *connection).await?;
            }
            revision
        });
        if let Self::Postgres(transaction) = self {
            sqlx::query(NOTIFY)
                .bind(CHANNEL)
                .bind(format!("{id} {revision}"))
                .execute(&mut **transaction)
                .await?;
        }
        Ok(StoredTenant {
            tenant: change.tenant.clone(),
            revision: from_stored(revision),
        })
    }

    /// Puts a tenant's invitation in the place of any earlier one.
    pub(crate) async fn invite(
        &mut self,
        tenant: TenantId,
        token_hash: &[u8],
        expires_at: u64,
    ) -> Result<(), StoreError> {
        on!(self, connection => {
            sqlx::query(INVITE)
                .bind(tenant.as_uuid())
                .bind(token_hash)
                .bind(to_stored(expires_at))
                .execute(connection)
                .await?;
        });
        Ok(())
    }

    /// Makes the changes last. On an error nobody knows whether they do.
    #[tracing::instrument(
        level = "debug",
        name = "commit change",
        skip_all,
        fields(otel.kind = "client")
    )]
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await?,
            Self::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }
}
