//! Where a configuration is read from.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use super::problem::{Report, SettingsError};
use super::variables::concerns_entrance;
use crate::extension::Extension;

/// The file of variables that is looked for in the working directory.
pub(crate) const DOT_ENV: &str = ".env";

/// A TOML file with settings that is part of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmbeddedFile {
    /// What error messages call it.
    pub name: &'static str,
    /// Its content.
    pub text: &'static str,
}

/// What a configuration is made of, beside the embedded defaults of Entrance.
///
/// Handed in as a whole, so that tests need no process of their own to try a configuration.
#[derive(Clone, Default)]
pub struct Sources {
    /// Defaults of a service of one's own, in ascending precedence; below everything else.
    pub defaults: Vec<EmbeddedFile>,
    /// TOML files, in ascending precedence.
    pub files: Vec<PathBuf>,
    /// The text of `.env`, if there is one. Its values never enter the process environment.
    pub dot_env: Option<String>,
    /// Names and values of environment variables; those that do not concern Entrance are ignored.
    pub environment: Vec<(String, String)>,
}

impl Sources {
    /// The defaults of an extension, the given files, `.env` in the working directory and the environment of this process.
    ///
    /// # Errors
    /// [`SettingsError`] if there is a `.env` that cannot be read.
    pub fn from_process(extension: &Extension, files: Vec<PathBuf>) -> Result<Self, SettingsError> {
        let dot_env = match fs::read_to_string(DOT_ENV) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => {
                let mut report = Report::default();
                report.refuse(
                    DOT_ENV,
                    "working directory",
                    format!("the file cannot be read: {error}"),
                    "make it a readable file in UTF-8, or remove it",
                );
                return Err(SettingsError::new(report.problems));
            }
        };
        Ok(Self {
            defaults: extension.defaults().to_vec(),
            files,
            dot_env,
            environment: environment_of_process(),
        })
    }
}

/// The variables of this process that may concern Entrance.
///
/// What is not UTF-8 in a value becomes U+FFFD: a variable of another program does no harm, and one
/// of ours is judged like any other text.
#[must_use]
pub fn environment_of_process() -> Vec<(String, String)> {
    variables_of_process(concerns_entrance)
}

/// The variables of this process that OpenTelemetry defines.
pub(crate) fn opentelemetry_of_process() -> Vec<(String, String)> {
    variables_of_process(|name| name.starts_with("OTEL_"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the environment is read"
)]
fn variables_of_process(concerns: fn(&str) -> bool) -> Vec<(String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| {
            let name = name.into_string().ok()?;
            concerns(&name).then(|| (name, value.to_string_lossy().into_owned()))
        })
        .collect()
}
