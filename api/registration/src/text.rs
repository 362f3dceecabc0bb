//! A plan as people read it.

use std::fmt;

use crate::change::{Change, Detail, Setting};
use crate::desired::Part;
use crate::plan::Plan;

/// How wide the names of settings are.
const WIDTH: usize = 20;

impl fmt::Display for Setting {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Application => "registration",
            Self::TokenVersion => "access tokens",
            Self::AccountTypes => "account types",
            Self::IdentifierUri => "App ID URI",
            Self::OptionalClaims => "optional claims",
            Self::Scope => "scope",
            Self::AppRoles => "app roles",
            Self::ServicePrincipal => "service principal",
            Self::RedirectAddresses => "redirect addresses",
            Self::Permission => "permission",
            Self::KnownClient => "known client",
            Self::AuthorizedClients => "authorized clients",
        })
    }
}

/// One line, or one for each value: `+` for what is added, `~` for what gets another value.
impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let setting = self.setting;
        match &self.detail {
            Detail::Create { name } => write!(formatter, "+ {setting:WIDTH$} {name}")?,
            Detail::Add { values } => {
                for (index, value) in values.iter().enumerate() {
                    match index {
                        0 => write!(formatter, "+ {setting:WIDTH$} {value}")?,
                        _ => write!(formatter, "\n+ {:WIDTH$} {value}", "")?,
                    }
                }
            }
            Detail::Set { from, to } => {
                write!(formatter, "~ {setting:WIDTH$} {from} → {to}")?;
            }
        }
        if self.setting == Setting::Application {
            let body = &self.request.body;
            let audience = body.get("signInAudience").and_then(|value| value.as_str());
            write!(
                formatter,
                "\n+ {:WIDTH$} {}\n+ {:WIDTH$} version 2",
                Setting::AccountTypes,
                audience.unwrap_or_default(),
                Setting::TokenVersion,
            )?;
        }
        Ok(())
    }
}

/// The changes of each registration below its name, then what is reported.
impl fmt::Display for Plan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in [Part::Api, Part::Page] {
            let changes: Vec<_> = self.changes.iter().filter(|one| one.part == part).collect();
            if changes.is_empty() {
                continue;
            }
            writeln!(formatter, "{part}")?;
            for change in changes {
                for line in change.to_string().lines() {
                    writeln!(formatter, "  {line}")?;
                }
            }
            writeln!(formatter)?;
        }
        for notice in &self.notices {
            writeln!(formatter, "Note: {notice}.\n")?;
        }
        let is_new = |one: &Change| one.setting == Setting::Application;
        if self.changes.iter().any(is_new) {
            let meaning = "What stands in braces is the client id of a new registration.";
            writeln!(formatter, "{meaning}\n")?;
        }
        match self.changes.len() {
            0 => write!(formatter, "Nothing to change."),
            1 => write!(formatter, "1 change."),
            count => write!(formatter, "{count} changes."),
        }
    }
}
