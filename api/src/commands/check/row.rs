//! One thing that was looked at, and the table of all.

use serde::Serialize;

use crate::commands::printing::table;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    /// As it should be.
    Fine,
    /// Allowed, but worth a thought.
    Warning,
    /// The service does not work, or not as it should.
    Wrong,
    /// Something before it has to be mended first.
    NotReached,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Warning => "warning",
            Self::Wrong => "WRONG",
            Self::NotReached => "not reached",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    check: &'static str,
    pub(super) state: State,
    #[serde(skip_serializing_if = "String::is_empty")]
    found: String,
    /// What would be right.
    #[serde(skip_serializing_if = "Option::is_none")]
    cure: Option<String>,
}

impl Row {
    pub(super) fn fine(check: &'static str, found: impl Into<String>) -> Self {
        Self {
            check,
            state: State::Fine,
            found: found.into(),
            cure: None,
        }
    }

    pub(super) fn warning(
        check: &'static str,
        found: impl Into<String>,
        cure: impl Into<String>,
    ) -> Self {
        Self {
            state: State::Warning,
            cure: Some(cure.into()),
            ..Self::fine(check, found)
        }
    }

    pub(super) fn wrong(
        check: &'static str,
        found: impl Into<String>,
        cure: impl Into<String>,
    ) -> Self {
        Self {
            state: State::Wrong,
            ..Self::warning(check, found, cure)
        }
    }

    /// Whether it is about this.
    pub(super) fn is(&self, check: &str) -> bool {
        self.check == check
    }

    pub(super) fn not_reached(check: &'static str) -> Self {
        Self {
            state: State::NotReached,
            ..Self::fine(check, "")
        }
    }
}

/// The table for people: what is to be done stands below what was found.
pub(super) fn page(rows: &[Row]) -> String {
    let mut table = table();
    for row in rows {
        table.add_row([row.check, row.state.word(), &row.found]);
        if let Some(cure) = &row.cure {
            table.add_row(["", "", &format!("-> {cure}")]);
        }
    }
    table.trim_fmt()
}
