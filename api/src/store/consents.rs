//! The way of a browser through consent: begun, answered once, and ended by the activation.

use entrance_domain::TenantId;
use uuid::Uuid;

use super::transaction::{Transaction, on};
use super::{Store, StoreError, from_stored, in_time, to_stored, with_pool};

const INVITATION: &str = "SELECT invitations.tenant_id, display_name, expires_at \
    FROM invitations JOIN tenants ON tenants.id = invitations.tenant_id WHERE token_hash = $1";
const PURGE: &str = "DELETE FROM consents WHERE expires_at <= $1";
const BEGIN: &str = "INSERT INTO consents \
    (state_hash, browser_hash, token_hash, answered, expires_at) VALUES ($1, $2, $3, 0, $4)";
const IS_OPEN: &str = "SELECT answered FROM consents \
    WHERE state_hash = $1 AND browser_hash = $2 AND expires_at > $3 AND answered = 0";
const ANSWER: &str = "UPDATE consents SET answered = 1 \
    WHERE state_hash = $1 AND browser_hash = $2 AND expires_at > $3 AND answered = 0";
const ANSWERED: &str = "SELECT token_hash FROM consents \
    WHERE browser_hash = $1 AND expires_at > $2 AND answered = 1";
const END: &str = "DELETE FROM consents WHERE browser_hash = $1";

/// The hash of a secret.
pub(crate) type Hash = [u8; 32];

/// Whom an invitation is for.
#[derive(Debug, Clone)]
pub(crate) struct Invitee {
    pub(crate) tenant: TenantId,
    pub(crate) display_name: String,
}

/// One browser's way: the hashes of what the authority and the browser bring back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way {
    pub(crate) state: Hash,
    pub(crate) browser: Hash,
}

impl Store {
    /// Whom the invitation of this hash is for, if it is good at `now` (Unix seconds).
    pub(crate) async fn invitee(
        &self,
        token: &Hash,
        now: u64,
    ) -> Result<Option<Invitee>, StoreError> {
        let question = async {
            Ok::<_, StoreError>(with_pool!(self, pool => {
                sqlx::query_as(INVITATION).bind(token.as_slice()).fetch_optional(pool).await?
            }))
        };
        let found: Option<(Uuid, String, i64)> = in_time(question).await?;
        Ok(found
            .filter(|(_, _, expires_at)| from_stored(*expires_at) > now)
            .map(|(tenant, display_name, _)| Invitee {
                tenant: TenantId::from_uuid(tenant),
                display_name,
            }))
    }

    /// Notes that a browser sets out, until `expires_at` (Unix seconds).
    pub(crate) async fn set_out(
        &self,
        way: Way,
        token: &Hash,
        now: u64,
        expires_at: u64,
    ) -> Result<(), StoreError> {
        in_time(async {
            let mut transaction = self.begin().await?;
            on!(&mut transaction, connection => {
                sqlx::query(PURGE).bind(to_stored(now)).execute(&mut *connection).await?;
                sqlx::query(BEGIN)
                    .bind(way.state.as_slice())
                    .bind(way.browser.as_slice())
                    .bind(token.as_slice())
                    .bind(to_stored(expires_at))
                    .execute(&mut *connection)
                    .await?;
            });
            transaction.commit().await
        })
        .await
    }

    /// Takes the authority's answer; `false` if this browser waits for none with this state.
    pub(crate) async fn take_answer(&self, way: Way, now: u64) -> Result<bool, StoreError> {
        in_time(self.take_answer_once(way, now)).await
    }

    async fn take_answer_once(&self, way: Way, now: u64) -> Result<bool, StoreError> {
        // Looked at first, so that strangers' guesses take no place in the line of writers.
        let open: Option<(i64,)> = with_pool!(self, pool => {
            sqlx::query_as(IS_OPEN)
                .bind(way.state.as_slice())
                .bind(way.browser.as_slice())
                .bind(to_stored(now))
                .fetch_optional(pool)
                .await?
        });
        if open.is_none() {
            return Ok(false);
        }
        let mut transaction = self.begin().await?;
        let taken = on!(&mut transaction, connection => {
            sqlx::query(ANSWER)
                .bind(way.state.as_slice())
                .bind(way.browser.as_slice())
                .bind(to_stored(now))
                .execute(&mut *connection)
                .await?
                .rows_affected()
        });
        transaction.commit().await?;
        Ok(taken == 1)
    }

    /// The invitation with which this browser came back from the authority.
    pub(crate) async fn answered(
        &self,
        browser: &Hash,
        now: u64,
    ) -> Result<Option<Hash>, StoreError> {
        let question = async {
            Ok::<_, StoreError>(with_pool!(self, pool => {
                sqlx::query_as(ANSWERED)
                    .bind(browser.as_slice())
                    .bind(to_stored(now))
                    .fetch_optional(pool)
                    .await?
            }))
        };
        let found: Option<(Vec<u8>,)> = in_time(question).await?;
        Ok(found.and_then(|(hash,)| hash.try_into().ok()))
    }
}

impl Transaction {
    /// Whether the invitation of this hash is still the tenant's, so that nobody has used or
    /// replaced it meanwhile.
    pub(crate) async fn holds_invitation(
        &mut self,
        tenant: TenantId,
        token: &Hash,
        now: u64,
    ) -> Result<bool, StoreError> {
        let found: Option<(Uuid, String, i64)> = on!(self, connection => {
            sqlx::query_as(INVITATION).bind(token.as_slice()).fetch_optional(connection).await?
        });
        Ok(found.is_some_and(|(invited, _, expires_at)| {
            invited == tenant.as_uuid() && from_stored(expires_at) > now
        }))
    }

    /// Forgets the way of a browser.
    pub(crate) async fn end_way(&mut self, browser: &Hash) -> Result<(), StoreError> {
        on!(self, connection => {
            sqlx::query(END).bind(browser.as_slice()).execute(connection).await?;
        });
        Ok(())
    }
}
