//! Reads what is there.

use entrance_domain::ClientId;
use thiserror::Error;
use url::form_urlencoded;

use crate::desired::{Desired, Part};
use crate::graph::{GraphClient, GraphError};
use crate::model::{Application, ServicePrincipal};
use crate::observed::{Observed, Registered};

/// What of an application is read.
const APPLICATION: &str = "$select=id,appId,displayName,signInAudience,identifierUris,api,appRoles,spa,web,\
                           publicClient,requiredResourceAccess,optionalClaims";
/// What of a service principal is read.
const PRINCIPAL: &str = "$select=id,appId,appOwnerOrganizationId";

/// Why it is not known what is there.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ObserveError {
    /// A client id of the configuration leads nowhere.
    #[error(
        "this tenant has no registration with the client id {client_id} that the configuration names for the {part}: \
         sign in to the tenant that has it (az login --tenant TENANT_ID), or take the client id out of the \
         configuration to have a new one made"
    )]
    NotHere {
        /// Which registration.
        part: Part,
        /// The client id.
        client_id: ClientId,
    },
    /// A call failed.
    #[error(transparent)]
    Graph(#[from] GraphError),
}

/// Reads both registrations, and what is called like them.
///
/// An application is ours if the configuration names its client id, or if it has our `uniqueName`.
///
/// # Errors
/// [`ObserveError`] if a configured registration is not in this tenant, or a call fails.
pub async fn observe(graph: &GraphClient, desired: &Desired) -> Result<Observed, ObserveError> {
    let mut observed = Observed {
        api: registered(graph, desired, Part::Api).await?,
        ..Observed::default()
    };
    if desired.page.is_some() {
        observed.page = registered(graph, desired, Part::Page).await?;
    }
    for part in [Part::Api, Part::Page] {
        let is_wanted = part == Part::Api || desired.page.is_some();
        if is_wanted && observed.part(part).application.is_none() {
            let name = desired.display_name(part);
            observed.namesakes.extend(named(graph, &name).await?);
        }
    }
    Ok(observed)
}

async fn registered(
    graph: &GraphClient,
    desired: &Desired,
    part: Part,
) -> Result<Registered, ObserveError> {
    let Some(application) = application(graph, desired, part).await? else {
        return Ok(Registered::default());
    };
    let principal = principal(graph, &application.app_id).await?;
    Ok(Registered {
        application: Some(application),
        principal,
    })
}

/// The registration itself, if there is one.
pub(crate) async fn application(
    graph: &GraphClient,
    desired: &Desired,
    part: Part,
) -> Result<Option<Application>, ObserveError> {
    let Some(client_id) = desired.client_id(part) else {
        let key = format!("uniqueName='{}'", desired.unique_name(part));
        let path = format!("/applications({key})?{APPLICATION}");
        return Ok(graph.find(&path).await?);
    };
    let path = format!("/applications(appId='{client_id}')?{APPLICATION}");
    match graph.find(&path).await? {
        Some(found) => Ok(Some(found)),
        None => Err(ObserveError::NotHere { part, client_id }),
    }
}

/// The service principal of a client id.
pub(crate) async fn principal(
    graph: &GraphClient,
    app_id: &str,
) -> Result<Option<ServicePrincipal>, GraphError> {
    let path = format!("/servicePrincipals(appId='{app_id}')?{PRINCIPAL}");
    graph.find(&path).await
}

/// All applications of a display name.
async fn named(graph: &GraphClient, name: &str) -> Result<Vec<Application>, GraphError> {
    // A quote is written twice in OData (OData 4.01, Part 2: URL Conventions, section 5.1.1.6.1).
    let filter = format!("displayName eq '{}'", name.replace('\'', "''"));
    let filter: String = form_urlencoded::byte_serialize(filter.as_bytes()).collect();
    let path = format!("/applications?$filter={filter}&$select=id,appId,displayName");
    graph.list(&path).await
}
