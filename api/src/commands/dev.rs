//! `entrance dev`: the service and its own issuer on one machine, with calls to try.

mod encryption;
mod welcome;

use std::convert::Infallible;
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use entrance_auth::{Clock, SystemClock, random_jitter};
use entrance_domain::{Actor, DisplayName, LifeCycleRefusal, NewTenant, Stamp};
use entrance_stand_in::{Directory, StandIn};

use crate::application::{Application, Reach, Surroundings};
use crate::directory::Directory as TenantDirectory;
use crate::error::ApiError;
use crate::extension::Extension;
use crate::settings::{
    DEVELOPMENT, DevelopmentOverrides, Settings, environment_of_process, opentelemetry_of_process,
};
use crate::telemetry;

use encryption::Encryption;
use welcome::welcome;

/// Fabrikam, the tenant that is let in at the start.
const CUSTOMER: &str = "10000000-0000-4000-8000-000000000002";
/// How long the stand-in's keys may take.
const MAX_START: Duration = Duration::from_secs(30);

/// What the command line says.
pub(super) struct Options {
    /// The service's port.
    pub(super) port: Option<u16>,
    /// The stand-in's port.
    pub(super) stand_in_port: u16,
    /// For HTTPS: where the authority's certificate is written to.
    pub(super) ca_file: Option<PathBuf>,
    /// How often the stand-in's signing keys are rotated.
    pub(super) rotation: Option<Duration>,
}

/// Starts both, prints the addresses and four calls, and runs until a signal.
pub(super) async fn run(options: Options, extension: Extension) -> anyhow::Result<()> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let encryption = options
        .ca_file
        .as_deref()
        .map(|ca_file| Encryption::set_up(ca_file, clock.unix_seconds()))
        .transpose()?;
    let stand_in = stand_in(options.stand_in_port, encryption.as_ref(), &clock).await?;
    let loaded = Settings::development(&DevelopmentOverrides {
        defaults: extension.defaults().to_vec(),
        environment: environment_of_process(),
        port: options.port,
        instance: Some(stand_in.instance()),
        authority_pem: encryption
            .as_ref()
            .map(|encryption| encryption.certificates.authority_pem.clone()),
    })?;
    // Sends the last spans at its end.
    let _telemetry = telemetry::start(&loaded.settings.logging, &opentelemetry_of_process())?;
    let surroundings = Surroundings {
        clock: Arc::clone(&clock),
        jitter: random_jitter,
    };
    let reach = Reach {
        tls: encryption.as_ref().map(|encryption| encryption.tls.clone()),
        loopback_names_only: true,
        listeners: Vec::new(),
    };
    let application = Application::build_within(loaded.settings, &surroundings, extension, reach)?;
    stand_in.set_service(application.settings().server.public_url.as_str());
    let now = clock.unix_seconds();
    let welcome = welcome(&application, &stand_in, encryption.as_ref(), now)?;
    let ready = application.ready();
    let tenants = application.directory();
    let greet = async move {
        // Not before: whoever pastes a call at once shall get its answer.
        ready.await;
        if let Some(tenants) = tenants {
            admit_customer(&tenants)
                .await
                .map_err(std::io::Error::other)?;
        }
        let mut output = std::io::stdout().lock();
        output
            .write_all(welcome.as_bytes())
            .and_then(|()| output.flush())
    };
    let (served, greeted) = tokio::select! {
        ended = async {
            tokio::join!(
                application.run_until_signal(Arc::clone(&clock)),
                // Keys come at once from the stand-in; if ever they do not, a signal still ends
                // this.
                tokio::time::timeout(MAX_START, greet)
            )
        } => ended,
        never = rotate(&stand_in, options.rotation, &clock) => match never {},
    };
    served?;
    greeted
        .context("the stand-in's keys did not arrive")?
        .context("standard output")?;
    stand_in.stop().await;
    Ok(())
}

/// Lets the stand-in's customer in, so that there is one.
async fn admit_customer(tenants: &Arc<TenantDirectory>) -> Result<(), ApiError> {
    let id = CUSTOMER.parse().map_err(|_| LifeCycleRefusal::Unknown)?;
    let display_name = DisplayName::new("Fabrikam").map_err(|_| LifeCycleRefusal::Unknown)?;
    let new = NewTenant {
        id,
        display_name,
        domain: None,
        note: None,
    };
    let rules = tenants.life_cycle();
    let stamp = Stamp {
        by: Actor::Shell,
        at: tenants.now(),
    };
    tenants
        .change::<ApiError>(id, None, move |_| Ok(rules.invite(None, new, stamp)?))
        .await?;
    tenants
        .change::<ApiError>(id, None, move |known| {
            let known = known.ok_or(LifeCycleRefusal::Unknown)?;
            Ok(rules.approve(&known.tenant, stamp)?)
        })
        .await?;
    Ok(())
}

async fn stand_in(
    port: u16,
    encryption: Option<&Encryption>,
    clock: &Arc<dyn Clock>,
) -> anyhow::Result<StandIn> {
    let directory = Directory::from_toml(DEVELOPMENT)?;
    let time = Arc::clone(clock);
    let options = entrance_stand_in::Options {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        tls: encryption.map(|encryption| encryption.certificates.clone()),
        ..entrance_stand_in::Options::new(directory, Arc::new(move || time.unix_seconds()))
    };
    StandIn::start(options).await.with_context(|| {
        format!("the stand-in cannot listen on port {port}; choose another with --stand-in-port")
    })
}

/// Rotates the stand-in's keys from time to time, or never.
async fn rotate(
    stand_in: &StandIn,
    rotation: Option<Duration>,
    clock: &Arc<dyn Clock>,
) -> Infallible {
    let Some(rotation) = rotation else {
        return std::future::pending().await;
    };
    loop {
        clock.sleep_until(clock.steady() + rotation).await;
        match stand_in.rotate_in_background().await {
            Ok(()) => tracing::info!("the stand-in's signing keys were rotated"),
            Err(error) => tracing::warn!(%error, "the stand-in's signing keys were not rotated"),
        }
    }
}
