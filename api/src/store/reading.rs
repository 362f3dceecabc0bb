//! Questions to the directory.

use entrance_domain::{ObjectId, TenantId, TenantState};
use futures_util::TryStreamExt as _;
use uuid::Uuid;

use super::{
    Store, StoreError, StoredEvent, StoredState, StoredTenant, from_stored, in_time, to_stored,
    with_pool,
};

const REVISION: &str = "SELECT value FROM revision WHERE id = 1";
const STATES: &str = "SELECT id, state, revision FROM tenants WHERE revision > $1";
const TENANTS: &str = "SELECT * FROM tenants \
    WHERE id > $1 AND ($2 IS NULL OR state = $2) \
    AND ($3 IS NULL OR search_text LIKE $3 ESCAPE '\\') \
    ORDER BY id LIMIT $4";
const EVENTS: &str = "SELECT * FROM audit \
    WHERE revision < $1 AND ($2 IS NULL OR tenant_id = $2) \
    AND ($3 IS NULL OR actor_object = $3) AND at >= $4 AND at < $5 \
    ORDER BY revision DESC LIMIT $6";
/// Counted no further than somebody wants to know.
pub(super) const PENDING: &str = "SELECT COUNT(*) FROM \
    (SELECT 1 FROM tenants WHERE state = 'consented' LIMIT $1) AS waiting";
pub(super) const TENANT: &str = "SELECT * FROM tenants WHERE id = $1";

/// Which tenants, in the order of their ids.
#[derive(Debug, Clone, Default)]
pub(crate) struct TenantFilter {
    /// Those behind this one.
    pub(crate) after: Option<TenantId>,
    pub(crate) state: Option<TenantState>,
    /// A part of id, name or domain, in any case.
    pub(crate) search: Option<String>,
}

/// Which events, the latest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct AuditFilter {
    /// Those before this revision.
    pub(crate) before: Option<u64>,
    pub(crate) tenant: Option<TenantId>,
    pub(crate) actor: Option<ObjectId>,
    /// From this time on, in Unix seconds.
    pub(crate) since: Option<u64>,
    /// Before this time, in Unix seconds.
    pub(crate) until: Option<u64>,
}

impl Store {
    /// How many changes there have been.
    pub(crate) async fn revision(&self) -> Result<u64, StoreError> {
        in_time(async {
            let (value,): (i64,) = with_pool!(self, pool => {
                sqlx::query_as(REVISION).fetch_one(pool).await?
            });
            Ok(from_stored(value))
        })
        .await
    }

    /// Hands every tenant that was changed after a revision to `take`, one by one: a million of them
    /// need no room here. Each may take as long as any other question.
    pub(crate) async fn states_since(
        &self,
        revision: u64,
        mut take: impl FnMut(StoredState),
    ) -> Result<(), StoreError> {
        with_pool!(self, pool => {
            let mut rows = sqlx::query_as::<_, StoredState>(STATES)
                .bind(to_stored(revision))
                .fetch(pool);
            while let Some(row) = in_time(async { Ok::<_, StoreError>(rows.try_next().await?) }).await? {
                take(row);
            }
        });
        Ok(())
    }

    /// How many tenants wait for an operator, `most` at the most.
    pub(crate) async fn pending(&self, most: u64) -> Result<u64, StoreError> {
        in_time(async {
            let (count,): (i64,) = with_pool!(self, pool => {
                sqlx::query_as(PENDING).bind(to_stored(most)).fetch_one(pool).await?
            });
            Ok(from_stored(count))
        })
        .await
    }

    #[tracing::instrument(
        level = "debug",
        name = "read tenant",
        skip_all,
        fields(otel.kind = "client", db.system.name = self.system())
    )]
    pub(crate) async fn tenant(&self, id: TenantId) -> Result<Option<StoredTenant>, StoreError> {
        in_time(async {
            Ok(with_pool!(self, pool => {
                sqlx::query_as(TENANT).bind(id.as_uuid()).fetch_optional(pool).await?
            }))
        })
        .await
    }

    /// At most `most` tenants.
    #[tracing::instrument(
        level = "debug",
        name = "read tenants",
        skip_all,
        fields(otel.kind = "client", db.system.name = self.system())
    )]
    pub(crate) async fn tenants(
        &self,
        filter: &TenantFilter,
        most: u32,
    ) -> Result<Vec<StoredTenant>, StoreError> {
        let after = filter.after.map_or(Uuid::nil(), |id| id.as_uuid());
        let state = filter.state.map(TenantState::as_str);
        let search = filter.search.as_deref().map(containing);
        in_time(async {
            Ok(with_pool!(self, pool => {
                sqlx::query_as(TENANTS)
                    .bind(after)
                    .bind(state)
                    .bind(search)
                    .bind(i64::from(most))
                    .fetch_all(pool)
                    .await?
            }))
        })
        .await
    }

    /// At most `most` events.
    #[tracing::instrument(
        level = "debug",
        name = "read audit events",
        skip_all,
        fields(otel.kind = "client", db.system.name = self.system())
    )]
    pub(crate) async fn events(
        &self,
        filter: &AuditFilter,
        most: u32,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        in_time(async {
            Ok(with_pool!(self, pool => {
                sqlx::query_as(EVENTS)
                    .bind(filter.before.map_or(i64::MAX, to_stored))
                    .bind(filter.tenant.map(|id| id.as_uuid()))
                    .bind(filter.actor.map(|id| id.as_uuid()))
                    .bind(filter.since.map_or(0, to_stored))
                    .bind(filter.until.map_or(i64::MAX, to_stored))
                    .bind(i64::from(most))
                    .fetch_all(pool)
                    .await?
            }))
        })
        .await
    }
}

/// A pattern for texts that contain `part`, whatever is in it.
fn containing(part: &str) -> String {
    let mut pattern = String::from("%");
    for character in part.to_lowercase().chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}
