//! Changing the directory from within the service.

use std::sync::Arc;

use entrance_domain::{Change, TenantId};

use super::{Directory, NewInvitation};
use crate::store::{Store, StoreError, StoredState, StoredTenant};

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
        // A task of its own: a client that hangs up must not come between the commit and the
        // snapshot.
        let task = tokio::spawn(async move {
            let stored = directory.store.change(id, invitation, decide).await?;
            directory.states.apply(StoredState {
                tenant: id,
                state: stored.tenant.state(),
                revision: stored.revision,
            });
            Ok(stored)
        });
        task.await
            .unwrap_or_else(|_| Err(StoreError::Database(sqlx::Error::WorkerCrashed).into()))
    }
}
