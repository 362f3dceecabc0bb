//! `entrance secret new`: a client for introspection, with the hash of its secret.

use std::fmt::Write as _;
use std::io::Write as _;

use anyhow::{Context as _, anyhow};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Prints an id, a secret of 256 random bits, and the entry for the configuration, which has only the
/// secret's hash.
pub(super) fn new() -> anyhow::Result<()> {
    let id = format!("backend-{}", hexadecimal(&random::<8>()?));
    let secret = URL_SAFE_NO_PAD.encode(random::<32>()?);
    let hash = hexadecimal(digest(&SHA256, secret.as_bytes()).as_ref());
    let text = format!(
        "# For the backend, which authenticates with both by HTTP Basic. The secret is not kept anywhere:\n\
         #   id      {id}\n\
         #   secret  {secret}\n\
         # For the configuration file of Entrance:\n\
         [[introspection.clients]]\n\
         id = \"{id}\"\n\
         secret_sha256 = \"{hash}\"\n"
    );
    let printed = std::io::stdout().write_all(text.as_bytes());
    printed.context("standard output")
}

fn random<const LENGTH: usize>() -> anyhow::Result<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    rand::fill(&mut bytes).map_err(|_| anyhow!("the machine gives no random numbers"))?;
    Ok(bytes)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
