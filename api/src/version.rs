//! Which program this is.

/// The version of the packages.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The commit that it was built from, `unknown` if the build was not told.
pub(crate) const COMMIT: &str = env!("ENTRANCE_COMMIT");
/// Version, commit and target, for people.
pub(crate) const DESCRIPTION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    " (commit ",
    env!("ENTRANCE_COMMIT"),
    ", ",
    env!("ENTRANCE_TARGET"),
    ")"
);
