//! Carries a plan out.

use thiserror::Error;

use crate::change::{Change, Effect, Setting};
use crate::desired::Desired;
use crate::graph::{Backoff, Event, GraphClient, GraphError};
use crate::model::{Application, ServicePrincipal};
use crate::observe::{self, ObserveError, observe};
use crate::observed::Observed;
use crate::plan::{Plan, STEPS};

/// Why it stopped. What was done until then stays, and the next run goes on from there.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ApplyError {
    /// Reading failed.
    #[error(transparent)]
    Observe(#[from] ObserveError),
    /// A change failed.
    #[error("{setting} of the {part}")]
    Change {
        /// Which registration.
        part: crate::Part,
        /// What of it.
        setting: Setting,
        /// Why.
        #[source]
        source: GraphError,
    },
    /// Something that was made cannot be read back.
    #[error(
        "the {0} was made, but cannot be found yet; run the command again in some minutes, it continues"
    )]
    NotVisible(crate::Part),
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    /// How many changes were made.
    pub changes: usize,
    /// What is there now.
    pub observed: Observed,
    /// Whether everything could be read back.
    pub confirmed: bool,
}

/// Makes one change after the other, each from what the one before left, and reads everything back.
///
/// # Errors
/// [`ApplyError`] at the first call that fails for good.
pub async fn apply(
    graph: &GraphClient,
    desired: &Desired,
    observed: Observed,
) -> Result<Outcome, ApplyError> {
    let mut state = observed;
    let mut changes = 0;
    for step in STEPS {
        let Some(change) = step(desired, &state) else {
            continue;
        };
        graph.tell(&Event::Changing(&change));
        make(graph, desired, &change, &mut state).await?;
        changes += 1;
    }
    if changes == 0 {
        return Ok(Outcome {
            changes,
            observed: state,
            confirmed: true,
        });
    }
    confirm(graph, desired, changes, state).await
}

/// Makes one change, and notes what is there then.
async fn make(
    graph: &GraphClient,
    desired: &Desired,
    change: &Change,
    state: &mut Observed,
) -> Result<(), ApplyError> {
    let part = change.part;
    let failed = |source| ApplyError::Change {
        part,
        setting: change.setting,
        source,
    };
    let unreadable = |()| ApplyError::NotVisible(part);
    let answer = match patiently(graph, change).await {
        Err(error) if change.effect == Effect::NewPrincipal && error.is_conflict() => None,
        answer => answer.map_err(failed)?,
    };
    match &change.effect {
        Effect::Application(after) => {
            state.part_mut(part).application = Some((**after).clone());
        }
        Effect::NewApplication => {
            let application = match answer.and_then(|body| serde_json::from_value(body).ok()) {
                Some(created) => created,
                // It was there after all.
                None => visible_application(graph, desired, part)
                    .await?
                    .ok_or(())
                    .map_err(unreadable)?,
            };
            state.part_mut(part).application = Some(application);
        }
        Effect::NewPrincipal => {
            let principal = match answer.and_then(|body| serde_json::from_value(body).ok()) {
                Some(created) => Some(created),
                None => visible_principal(graph, state, part)
                    .await
                    .map_err(failed)?,
            };
            state.part_mut(part).principal = Some(principal.ok_or(()).map_err(unreadable)?);
        }
    }
    Ok(())
}

/// Sends a change, again while Microsoft Graph may not know everywhere yet what was made before it.
async fn patiently(
    graph: &GraphClient,
    change: &Change,
) -> Result<Option<serde_json::Value>, GraphError> {
    // These name another object, and a body that names an unknown one is refused as a bad request.
    let names_another = matches!(
        change.setting,
        Setting::ServicePrincipal
            | Setting::Permission
            | Setting::KnownClient
            | Setting::AuthorizedClients
    );
    let mut backoff = Backoff::new();
    loop {
        let error = match graph.send(&change.request).await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let may_pass = error.is_not_found() || (names_another && error.is_bad_request());
        match backoff.next(None) {
            Some(pause) if may_pass => graph.pause(NOT_KNOWN_YET, pause).await,
            _ => return Err(error),
        }
    }
}

const NOT_KNOWN_YET: &str = "Microsoft Graph does not know yet everywhere what was made";

async fn visible_application(
    graph: &GraphClient,
    desired: &Desired,
    part: crate::Part,
) -> Result<Option<Application>, ObserveError> {
    let mut backoff = Backoff::new();
    loop {
        if let Some(found) = observe::application(graph, desired, part).await? {
            return Ok(Some(found));
        }
        match backoff.next(None) {
            Some(pause) => graph.pause(NOT_KNOWN_YET, pause).await,
            None => return Ok(None),
        }
    }
}

async fn visible_principal(
    graph: &GraphClient,
    state: &Observed,
    part: crate::Part,
) -> Result<Option<ServicePrincipal>, GraphError> {
    let Some(application) = &state.part(part).application else {
        return Ok(None);
    };
    let mut backoff = Backoff::new();
    loop {
        if let Some(found) = observe::principal(graph, &application.app_id).await? {
            return Ok(Some(found));
        }
        match backoff.next(None) {
            Some(pause) => graph.pause(NOT_KNOWN_YET, pause).await,
            None => return Ok(None),
        }
    }
}

/// Reads back until everything is seen as it was made.
async fn confirm(
    graph: &GraphClient,
    desired: &Desired,
    changes: usize,
    state: Observed,
) -> Result<Outcome, ApplyError> {
    let mut backoff = Backoff::new();
    loop {
        let observed = observe(graph, desired).await?;
        if Plan::new(desired, &observed).changes.is_empty() {
            return Ok(Outcome {
                changes,
                observed,
                confirmed: true,
            });
        }
        let Some(pause) = backoff.next(None) else {
            return Ok(Outcome {
                changes,
                observed: state,
                confirmed: false,
            });
        };
        graph
            .pause("not everything can be read back yet", pause)
            .await;
    }
}
