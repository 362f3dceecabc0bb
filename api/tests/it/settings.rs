//! The configuration: what is read, what wins, and what is told when something is wrong.

mod cross_checks;
mod development;
mod documentation;
mod dot_env;
mod files;
mod forward_auth;
mod introspection;
mod precedence;
mod single_faults;
mod tenancy;
mod values;
mod variables;

use std::fs;

use entrance_api::{Loaded, Problem, Settings, SettingsError, Sources, Warning};
use tempfile::TempDir;

pub(crate) const CLIENT_ID: &str = "00001111-aaaa-2222-bbbb-3333cccc4444";
pub(crate) const TENANT_ID: &str = "aaaabbbb-0000-cccc-1111-dddd2222eeee";
pub(crate) const OTHER_TENANT_ID: &str = "bbbbcccc-1111-dddd-2222-eeee3333ffff";
pub(crate) const PERSONAL_ACCOUNTS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// A configuration under construction; its files live as long as it does.
pub(crate) struct Configuration {
    directory: TempDir,
    sources: Sources,
}

impl Configuration {
    /// Nothing but the defaults.
    pub(crate) fn empty() -> Self {
        Self {
            directory: TempDir::new().unwrap(),
            sources: Sources::default(),
        }
    }

    /// A client id, and a list of tenants that gives no cause for a warning.
    pub(crate) fn sound() -> Self {
        let text = format!(
            "[tenants]\nlisted = [\"{TENANT_ID}\"]\n[entra]\nclient_id = \"{CLIENT_ID}\"\n"
        );
        Self::empty().file("base.toml", &text)
    }

    pub(crate) fn file(mut self, name: &str, text: &str) -> Self {
        let path = self.directory.path().join(name);
        fs::write(&path, text).unwrap();
        self.sources.files.push(path);
        self
    }

    pub(crate) fn dot_env(mut self, text: &str) -> Self {
        self.sources.dot_env = Some(text.to_owned());
        self
    }

    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.sources
            .environment
            .push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn variables(self, variables: &[(&str, &str)]) -> Self {
        variables
            .iter()
            .fold(self, |sources, (name, value)| sources.variable(name, value))
    }

    pub(crate) fn load(&self) -> Result<Loaded, SettingsError> {
        Settings::load(&self.sources)
    }

    /// The settings, of a configuration without faults.
    pub(crate) fn settings(&self) -> Settings {
        self.load().unwrap().settings
    }

    pub(crate) fn warnings(&self) -> Vec<Warning> {
        self.load().unwrap().warnings
    }

    /// The faults, with file names instead of paths.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let prefix = format!("{}/", self.directory.path().display());
        let short = |text: &str| text.replace(&prefix, "");
        let problems = self.load().unwrap_err().problems().to_vec();
        problems
            .into_iter()
            .map(|problem| Problem {
                key: short(&problem.key),
                source: short(&problem.source),
                ..problem
            })
            .collect()
    }

    /// The one and only fault.
    pub(crate) fn problem(&self) -> Problem {
        let mut problems = self.problems();
        assert_eq!(problems.len(), 1, "{problems:#?}");
        problems.remove(0)
    }

    /// The one and only warning.
    pub(crate) fn warning(&self) -> Warning {
        let mut warnings = self.warnings();
        assert_eq!(warnings.len(), 1, "{warnings:#?}");
        warnings.remove(0)
    }
}
