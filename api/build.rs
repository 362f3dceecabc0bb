//! Tells the program which commit it was built from, and for which target.
//!
//! `ENTRANCE_COMMIT` names the commit where there is no Git, as in the build of a container image. Only
//! release builds ask Git: otherwise every commit would have everything compiled anew. Nothing
//! depends on the time or the place of the build.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=ENTRANCE_COMMIT");
    let commit = variable("ENTRANCE_COMMIT").or_else(commit_of_release);
    let commit = commit.as_deref().unwrap_or("unknown");
    println!("cargo::rustc-env=ENTRANCE_COMMIT={commit}");
    let target = variable("TARGET");
    let target = target.as_deref().unwrap_or("unknown");
    println!("cargo::rustc-env=ENTRANCE_TARGET={target}");
}

/// The commit that is checked out, if this is the workspace of Entrance and no other repository that
/// its files happen to lie in.
fn commit_of_release() -> Option<String> {
    if variable("PROFILE").as_deref() != Some("release") {
        return None;
    }
    let manifest = variable("CARGO_MANIFEST_DIR")?;
    let workspace = Path::new(&manifest).parent()?.canonicalize().ok()?;
    let repository = git(&["rev-parse", "--show-toplevel"])?;
    if Path::new(&repository).canonicalize().ok()? != workspace {
        return None;
    }
    // Another commit changes one of these. What is missing would make Cargo ask every time.
    let branch = git(&["symbolic-ref", "--quiet", "HEAD"]);
    let names = ["HEAD", "packed-refs"].into_iter().chain(branch.as_deref());
    for name in names {
        let path = git(&["rev-parse", "--path-format=absolute", "--git-path", name]);
        if let Some(path) = path.filter(|path| Path::new(path).exists()) {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    git(&["rev-parse", "--short=12", "HEAD"])
}

/// The first line of what Git says, in the folder of this package.
fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let line = text.lines().next().unwrap_or_default();
    (output.status.success() && !line.is_empty()).then(|| line.to_owned())
}

#[expect(
    clippy::disallowed_methods,
    reason = "Cargo speaks to a build script through its environment"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
