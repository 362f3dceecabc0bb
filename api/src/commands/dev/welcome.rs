//! What `entrance dev` prints once it is ready: addresses, and calls to try.

use std::fmt::Write as _;

use entrance_stand_in::{Draft, StandIn};

use super::encryption::Encryption;
use crate::application::Application;

/// Seconds in the past by which the token of the last call has expired.
const EXPIRED_SINCE: u64 = 3_600;

/// The whole text; `now` in seconds since 1970.
pub(super) fn welcome(
    application: &Application,
    stand_in: &StandIn,
    encryption: Option<&Encryption>,
    now: u64,
) -> anyhow::Result<String> {
    let service = &application.settings().server.public_url;
    let mut text = format!(
        "Entrance runs on this machine, with a stand-in for Microsoft Entra ID.\n\
         The stand-in is for development only: anybody on this machine can get tokens from it.\n\n\
         service    {service}\n\
         sign in    {service}/docs, with Authorize\n\
         stand-in   {}\n",
        stand_in.instance(),
    );
    if let Some(encryption) = encryption {
        text.push_str(&encryption.how_to_trust());
    }
    text.push_str("\nCalls to try; the tokens are good for about an hour:\n");
    let trust = encryption.map(Encryption::curl_option).unwrap_or_default();
    for Call {
        status,
        shows,
        token,
    } in calls(stand_in, now)?
    {
        let header = format!("Authorization: Bearer {token}");
        let _ = write!(
            text,
            "\n# {status} {shows}\ncurl -i{trust} -H '{header}' {service}/api/v1/me\n"
        );
    }
    text.push_str("\nCtrl-C ends both.\n");
    Ok(text)
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
