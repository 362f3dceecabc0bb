//! Changing the directory from within the service.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use entrance_domain::{Change, DisplayName, LifeCycle, LifeCycleRefusal, Principal, TenantId};

use super::{Directory, NewInvitation};
use crate::audit_log;
use crate::error::ApiError;
use crate::store::{Hash, Store, StoreError, StoredState, StoredTenant, in_time};

impl Store {
    /// Changes one tenant as `decide` says, who sees it as nobody else can change it meanwhile.
    ///
    /// # Errors
    /// The refusal of `decide`, or what the database says; either way nothing is changed.
    pub(crate) async fn change<E: From<StoreError>>(
        &self,
        id: TenantId,
        invitation: Option<NewInvitation>,
        decide: impl FnOnce(Option<&StoredTenant>) -> Result<Change, E>,
    ) -> Result<StoredTenant, E> {
        let mut transaction = self.begin().await?;
        let known = transaction.tenant(id).await?;
        let change = decide(known.as_ref())?;
        let stored = transaction.record(&change).await?;
        if let Some(new) = invitation {
            transaction
                .invite(id, &new.token_hash, new.expires_at)
                .await?;
        }
        transaction.commit().await?;
        audit_log::tell_change(&change.event);
        Ok(stored)
    }
}

impl Directory {
    /// The same, in force in this process when it returns.
    ///
    /// # Errors
    /// As for [`Store::change`].
    pub(crate) async fn change<E>(
        self: &Arc<Self>,
        id: TenantId,
        invitation: Option<NewInvitation>,
        decide: impl FnOnce(Option<&StoredTenant>) -> Result<Change, E> + Send + 'static,
    ) -> Result<StoredTenant, E>
    where
        E: From<StoreError> + Send + 'static,
    {
        let directory = Arc::clone(self);
        self.in_force(async move { directory.store.change(id, invitation, decide).await })
            .await
    }

    /// Takes an invitation up for `redeemer`, and spends it.
    ///
    /// # Errors
    /// [`ApiError::InvitationInvalid`] for one that is used, replaced or over, the refusal of the
    /// rules, or what the database says; nothing is changed then.
    pub(crate) async fn redeem(
        self: &Arc<Self>,
        token: Hash,
        browser: Hash,
        redeemer: Principal,
        approval: bool,
    ) -> Result<StoredTenant, ApiError> {
        let directory = Arc::clone(self);
        let now = self.now();
        let rules = self.life_cycle;
        self.in_force(async move {
            let invitee = directory.store.invitee(&token, now).await?;
            let id = invitee.ok_or(ApiError::InvitationInvalid)?.tenant;
            let mut transaction = directory.store.begin().await?;
            if !transaction.holds_invitation(id, &token, now).await? {
                return Err(ApiError::InvitationInvalid);
            }
            let known = transaction.tenant(id).await?;
            let known = known.ok_or(LifeCycleRefusal::Unknown)?;
            let change = rules.redeem(&known.tenant, &redeemer, approval, now)?;
            let stored = transaction.record(&change).await?;
            transaction.end_way(&browser).await?;
            transaction.commit().await?;
            audit_log::tell_change(&change.event);
            Ok(stored)
        })
        .await
    }

    /// Enters the tenant of `applicant`, to wait for an operator.
    ///
    /// # Errors
    /// The refusal of the rules, or what the database says; nothing is changed then.
    pub(crate) async fn apply(
        self: &Arc<Self>,
        applicant: Principal,
        name: DisplayName,
    ) -> Result<StoredTenant, ApiError> {
        let directory = Arc::clone(self);
        let (id, now) = (applicant.tenant_id(), self.now());
        let rules = self.life_cycle;
        let decide = move |known: Option<&StoredTenant>, pending| {
            let known = known.map(|known| &known.tenant);
            rules.apply(known, &applicant, name.clone(), pending, now)
        };
        self.in_force(async move {
            // Decided once before, so that whoever is refused takes no place in the line of writers.
            let store = &directory.store;
            let known = store.tenant(id).await?;
            decide(
                known.as_ref(),
                store.pending(LifeCycle::MOST_PENDING).await?,
            )?;
            let mut transaction = store.begin().await?;
            let known = transaction.tenant(id).await?;
            let pending = transaction.pending(LifeCycle::MOST_PENDING).await?;
            let change = decide(known.as_ref(), pending)?;
            let stored = transaction.record(&change).await?;
            transaction.commit().await?;
            audit_log::tell_change(&change.event);
            Ok(stored)
        })
        .await
    }

    /// Runs a change to its end, whether or not its client waits, and puts it into the snapshot: a
    /// client that hangs up must not come between the two. One that takes too long is given up.
    async fn in_force<E>(
        self: &Arc<Self>,
        change: impl Future<Output = Result<StoredTenant, E>> + Send + 'static,
    ) -> Result<StoredTenant, E>
    where
        E: From<StoreError> + Send + 'static,
    {
        let directory = Arc::clone(self);
        let task = tokio::spawn(async move {
            let stored = in_time(change).await?;
            directory
                .revision
                .fetch_max(stored.revision, Ordering::Relaxed);
            directory.states.apply(StoredState {
                tenant: stored.tenant.id(),
                state: stored.tenant.state(),
                revision: stored.revision,
            });
            Ok(stored)
        });
        task.await
            .unwrap_or_else(|_| Err(StoreError::Database(sqlx::Error::WorkerCrashed).into()))
    }
}
