//! `entrance dev`: the service and its own issuer on one machine, with calls to try.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use entrance_auth::{Clock, SystemClock, random_jitter};
use entrance_stand_in::{Directory, Draft, Options, StandIn};

use crate::application::{Application, Surroundings};
use crate::extension::Extension;
use crate::settings::{DEVELOPMENT, DevelopmentOverrides, Settings, environment_of_process};
use crate::telemetry;

/// Seconds in the past by which the token of the last call has expired.
const EXPIRED_SINCE: u64 = 3_600;
/// How long the stand-in's keys may take.
const MAX_START: Duration = Duration::from_secs(30);

/// Starts both, prints the addresses and four calls, and runs until a signal.
pub(super) async fn run(
    port: Option<u16>,
    stand_in_port: u16,
    extension: Extension,
) -> anyhow::Result<()> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let stand_in = stand_in(stand_in_port, &clock).await?;
    let loaded = Settings::development(&DevelopmentOverrides {
        defaults: extension.defaults().to_vec(),
        environment: environment_of_process(),
        port,
        instance: Some(stand_in.instance()),
    })?;
    telemetry::start(&loaded.settings.logging)?;
    let surroundings = Surroundings {
        clock: Arc::clone(&clock),
        jitter: random_jitter,
    };
    let application = Application::build(loaded.settings, &surroundings, extension)?;
    stand_in.set_service(application.settings().server.public_url.as_str());
    let welcome = welcome(&application, &stand_in, clock.unix_seconds())?;
    let ready = application.ready();
    let greet = async move {
        // Not before: whoever pastes a call at once shall get its answer.
        ready.await;
        let mut output = std::io::stdout().lock();
        output
            .write_all(welcome.as_bytes())
            .and_then(|()| output.flush())
    };
    let (served, greeted) = tokio::join!(application.run_until_signal(clock), async {
        // Keys come at once from the stand-in; if ever they do not, a signal still ends this.
        tokio::time::timeout(MAX_START, greet).await
    });
    served?;
    greeted
        .context("the stand-in's keys did not arrive")?
        .context("standard output")?;
    stand_in.stop().await;
    Ok(())
}

async fn stand_in(port: u16, clock: &Arc<dyn Clock>) -> anyhow::Result<StandIn> {
    let directory = Directory::from_toml(DEVELOPMENT)?;
    let time = Arc::clone(clock);
    let options = Options {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        ..Options::new(directory, Arc::new(move || time.unix_seconds()))
    };
    StandIn::start(options).await.with_context(|| {
        format!("the stand-in cannot listen on port {port}; choose another with --stand-in-port")
    })
}

/// A call to try: what it shows, the status that it gets, and its token.
struct Call {
    status: u16,
    shows: &'static str,
    token: String,
}

fn calls(stand_in: &StandIn, now: u64) -> anyhow::Result<[Call; 4]> {
    let sign = |draft: &Draft| stand_in.sign(draft);
    let user = stand_in.user_token("ben@contoso.example", "user_impersonation")?;
    let stranger = stand_in.user_token("nora@northwindtraders.example", "user_impersonation")?;
    let mut expired = user.clone();
    let end = now.saturating_sub(EXPIRED_SINCE);
    for (claim, time) in [
        ("iat", end - EXPIRED_SINCE),
        ("nbf", end - EXPIRED_SINCE),
        ("exp", end),
    ] {
        expired.claims.insert(claim.to_owned(), time.into());
    }
    let application = stand_in.application_token("Nightly report", "contoso.example")?;
    Ok([
        Call {
            status: 200,
            shows: "a user of Contoso",
            token: sign(&user)?,
        },
        Call {
            status: 200,
            shows: "an application of Contoso",
            token: sign(&application)?,
        },
        Call {
            status: 403,
            shows: "a user of a tenant that is not admitted",
            token: sign(&stranger)?,
        },
        Call {
            status: 401,
            shows: "a token that has expired",
            token: sign(&expired)?,
        },
    ])
}

fn welcome(application: &Application, stand_in: &StandIn, now: u64) -> anyhow::Result<String> {
    let service = &application.settings().server.public_url;
    let mut text = format!(
        "Entrance runs on this machine, with a stand-in for Microsoft Entra ID.\n\
         The stand-in is for development only: anybody on this machine can get tokens from it.\n\n\
         service    {service}\n\
         sign in    {service}/docs, with Authorize\n\
         stand-in   {}\n\n\
         Calls to try; the tokens are good for about an hour:\n",
        stand_in.instance(),
    );
    for Call {
        status,
        shows,
        token,
    } in calls(stand_in, now)?
    {
        let header = format!("Authorization: Bearer {token}");
        let _ = write!(
            text,
            "\n# {status} {shows}\ncurl -i -H '{header}' {service}/api/v1/me\n"
        );
    }
    text.push_str("\nCtrl-C ends both.\n");
    Ok(text)
}
