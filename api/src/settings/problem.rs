//! What is wrong with a configuration, told so that a person can mend it.

use std::fmt;

/// One fault in the configuration; the service does not start with it.
///
/// SECURITY: no field repeats a configured value. A client secret pasted into the wrong variable is
/// a common slip, and what is printed at start ends up in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The key, such as `server.port`; the file's or variable's name where there is no key.
    pub key: String,
    /// Where the value comes from: `default`, a file with its line, `.env` with its line, or the
    /// name of a variable.
    pub source: String,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub cure: String,
}

/// Something in the configuration that is allowed but deserves attention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The key, such as `tenants.listed`; the variable's name where there is no key.
    pub key: String,
    /// Where the value comes from, in the form of [`Problem::source`].
    pub source: String,
    /// What deserves attention.
    pub message: String,
    /// What would make the warning go away.
    pub cure: String,
}

impl Warning {
    /// Writes it to the log.
    pub(crate) fn log(&self) {
        let Self {
            key,
            source,
            message,
            cure,
        } = self;
        tracing::warn!(key, source, cure, "{message}");
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            key,
            source,
            message,
            cure,
        } = self;
        write!(formatter, "{key} ({source}): {message}\n    {cure}")
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            key,
            source,
            message,
            cure,
        } = self;
        write!(formatter, "{key} ({source}): {message}; {cure}")
    }
}

/// Every fault of a configuration, found in one go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsError {
    problems: Vec<Problem>,
}

impl SettingsError {
    pub(super) fn new(problems: Vec<Problem>) -> Self {
        Self { problems }
    }

    /// The faults, in the order in which they were found.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl std::error::Error for SettingsError {}

impl fmt::Display for SettingsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problems.len() {
            1 => formatter.write_str("the configuration has a problem")?,
            count => write!(formatter, "the configuration has {count} problems")?,
        }
        for problem in &self.problems {
            write!(formatter, "\n\n  {problem}")?;
        }
        Ok(())
    }
}

/// Collects problems and warnings while a configuration is read.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) problems: Vec<Problem>,
    pub(super) warnings: Vec<Warning>,
}

impl Report {
    pub(super) fn refuse(
        &mut self,
        key: impl Into<String>,
        source: impl Into<String>,
        message: impl Into<String>,
        cure: impl Into<String>,
    ) {
        self.problems.push(Problem {
            key: key.into(),
            source: source.into(),
            message: message.into(),
            cure: cure.into(),
        });
    }

    pub(super) fn warn(
        &mut self,
        key: impl Into<String>,
        source: impl Into<String>,
        message: impl Into<String>,
        cure: impl Into<String>,
    ) {
        self.warnings.push(Warning {
            key: key.into(),
            source: source.into(),
            message: message.into(),
            cure: cure.into(),
        });
    }
}
