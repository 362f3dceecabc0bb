//! Whoever is signed in: an access token for Microsoft Graph.

use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail};
use azure_core::cloud::CloudConfiguration;
use azure_core::credentials::TokenCredential;
use azure_core::http::ClientOptions;
use azure_identity::{
    AzureCliCredential, AzureCliCredentialOptions, ClientAssertionCredentialOptions,
    DeveloperToolsCredential, ManagedIdentityCredential, WorkloadIdentityCredential,
    WorkloadIdentityCredentialOptions,
};
use entrance_registration::AccessToken;
use reqwest::{Client, redirect};
use serde::Deserialize;

use super::configuration::Configuration;

// SECURITY: what the stand-in takes instead of a sign-in. It opens nothing but a stand-in on this machine.
const STAND_IN_TENANT: &str = "10000000-0000-4000-8000-000000000001";
const STAND_IN_CLIENT: &str = "30000000-0000-4000-8000-000000000008";
const STAND_IN_SECRET: &str = "registration-tool-on-this-machine-only";

/// An access token for the Microsoft Graph at this base address.
///
/// A workload identity comes first where the environment describes one, then the login of the Azure command
/// line or of the Azure Developer command line. A managed identity has to be asked for: whether there is one
/// is only known after long waiting.
pub(super) async fn token(
    configuration: &Configuration,
    graph_base: &str,
    managed_identity: bool,
) -> anyhow::Result<AccessToken> {
    let graph = graph_base.trim_end_matches("/v1.0");
    if configuration.instance().is_loopback() {
        return of_stand_in(configuration).await;
    }
    let scope = format!("{graph}/.default");
    let credential = credential(configuration, managed_identity)?;
    let token = credential.get_token(&[&scope], None).await;
    let token = token.map_err(|error| {
        anyhow!(
            "nobody is signed in who could be asked for a token for {graph}: sign in with az login --tenant \
             TENANT_ID --allow-no-subscriptions, or use --managed-identity, or --offline to look at nothing ({error})"
        )
    })?;
    Ok(AccessToken::new(token.token.secret().to_owned()))
}

fn credential(
    configuration: &Configuration,
    managed_identity: bool,
) -> anyhow::Result<Arc<dyn TokenCredential>> {
    if managed_identity {
        return Ok(ManagedIdentityCredential::new(None)?);
    }
    let options = WorkloadIdentityCredentialOptions {
        credential_options: ClientAssertionCredentialOptions {
            client_options: ClientOptions {
                cloud: Some(Arc::new(cloud(configuration.instance().as_str())?)),
                ..ClientOptions::default()
            },
        },
        ..WorkloadIdentityCredentialOptions::default()
    };
    // It fails unless the environment describes such an identity.
    if let Ok(workload) = WorkloadIdentityCredential::new(Some(options)) {
        return Ok(workload);
    }
    Ok(match configuration.tenant() {
        Some(tenant_id) => AzureCliCredential::new(Some(AzureCliCredentialOptions {
            tenant_id: Some(tenant_id),
            ..AzureCliCredentialOptions::default()
        }))?,
        None => DeveloperToolsCredential::new(None)?,
    })
}

fn cloud(instance: &str) -> anyhow::Result<CloudConfiguration> {
    Ok(match instance {
        "https://login.microsoftonline.com" => CloudConfiguration::AzurePublic,
        "https://login.microsoftonline.us" => CloudConfiguration::AzureGovernment,
        "https://login.partner.microsoftonline.cn" => CloudConfiguration::AzureChina,
        other => bail!("no sign-in is known for the cloud {other}"),
    })
}

/// A token of a stand-in on this machine, which has a client for this purpose.
async fn of_stand_in(configuration: &Configuration) -> anyhow::Result<AccessToken> {
    #[derive(Deserialize)]
    struct Answer {
        access_token: String,
    }
    let instance = configuration.instance().as_str();
    let tenant = configuration.tenant();
    let tenant = tenant.as_deref().unwrap_or(STAND_IN_TENANT);
    let client = Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .build()?;
    let answer = client
        .post(format!("{instance}/{tenant}/oauth2/v2.0/token"))
        .form(&[
            ("grant_type", "client_credentials"),
            ("client_id", STAND_IN_CLIENT),
            ("client_secret", STAND_IN_SECRET),
            ("scope", "https://graph.microsoft.com/.default"),
        ])
        .send()
        .await
        .and_then(reqwest::Response::error_for_status);
    let answer = answer.with_context(|| format!("no token from the stand-in at {instance}"))?;
    let answer: Answer = answer.json().await.context("the stand-in's token")?;
    Ok(AccessToken::new(answer.access_token))
}
