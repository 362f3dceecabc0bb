//! The issuer of the comparison: a stand-in for Entra, and files with its tokens.
//!
//! `issuer PORT DIRECTORY` writes `token`, one access token, and `tokens`, ten thousand different
//! ones, a line for each; then it serves metadata and keys until it is killed.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use entrance_auth::{Clock as _, SystemClock};
use entrance_stand_in::{Directory, Draft, Options, StandIn};

const DEVELOPMENT: &str = include_str!("../../../config/development.toml");
const USER: &str = "ben@contoso.example";
const DISTINCT: usize = 10_000;
/// The length of a usual token, in bytes.
const USUAL_LENGTH: usize = 1_700;

#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let port = arguments.next().context("the first argument is a port")?;
    let directory = arguments.next().context("the second is a directory")?;
    let directory = PathBuf::from(directory);
    let clock = SystemClock::new();
    let stand_in = StandIn::start(Options {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port.parse()?)),
        ..Options::new(
            Directory::from_toml(DEVELOPMENT)?,
            Arc::new(move || clock.unix_seconds()),
        )
    })
    .await?;
    stand_in.all_keys_ready().await?;
    let genuine = stand_in.user_token(USER, "user_impersonation")?;
    let padding = padding(&stand_in, &genuine)?;
    let token = |number: usize| {
        let mut draft = genuine.clone();
        draft
            .claims
            .insert("aio".to_owned(), padding.clone().into());
        let id = format!("{number:022}");
        draft.claims.insert("uti".to_owned(), id.into());
        stand_in.sign(&draft)
    };
    fs::write(directory.join("token"), token(0)?)?;
    let tokens: Vec<_> = (1..=DISTINCT).map(token).collect::<Result<_, _>>()?;
    // Whoever waits for the file finds it whole.
    let (incomplete, complete) = (directory.join("tokens.new"), directory.join("tokens"));
    fs::write(&incomplete, tokens.join("\n") + "\n")?;
    fs::rename(&incomplete, &complete)?;
    std::future::pending().await
}

/// What makes a token as long as the usual one: the claim `aio`, which is opaque with Entra, too.
fn padding(stand_in: &StandIn, genuine: &Draft) -> anyhow::Result<String> {
    let mut draft = genuine.clone();
    draft.claims.insert("aio".to_owned(), "".into());
    // Three bytes of a claim are four of a token.
    let missing = USUAL_LENGTH.saturating_sub(stand_in.sign(&draft)?.len());
    Ok("x".repeat(missing * 3 / 4))
}
