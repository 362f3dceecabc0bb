//! The page for people.

use std::fmt::Write as _;

use comfy_table::Table;
use serde_json::{Map, Value};

use super::times::with_distance;
use super::unverified::{printable, shown};
use super::walk::State;
use super::{Explanation, Verdict};
use crate::commands::printing::table;

/// Members of the header with their meaning.
const HEADER: [(&str, &str); 5] = [
    ("alg", "algorithm"),
    ("kid", "signing key"),
    ("typ", "type"),
    ("nonce", "mark of Microsoft Graph"),
    ("x5t", "certificate"),
];
/// Claims with their meaning, in the order of reading.
const CLAIMS: [(&str, &str); 20] = [
    ("iss", "issuer"),
    ("aud", "audience"),
    ("ver", "version"),
    ("tid", "tenant"),
    ("iat", "issued"),
    ("nbf", "valid from"),
    ("exp", "ends"),
    ("azp", "client"),
    ("appid", "client"),
    ("idtyp", "kind"),
    ("oid", "object"),
    ("sub", "subject"),
    ("scp", "scopes"),
    ("roles", "roles"),
    ("acct", "account (1: guest)"),
    ("idp", "home of the account"),
    ("groups", "groups"),
    ("acrs", "authentication contexts"),
    ("xms_cc", "abilities of the client"),
    ("name", "name"),
];
const TIMES: [&str; 3] = ["iat", "nbf", "exp"];

/// All that is told.
pub(super) fn page(explanation: &Explanation) -> String {
    let mut page = verdict(explanation);
    section(
        &mut page,
        "HEADER",
        &members(explanation.header.as_ref(), &HEADER, explanation),
    );
    let title = if explanation.verified {
        "CLAIMS"
    } else {
        "CLAIMS, which nobody has verified"
    };
    section(&mut page, title, &claims(explanation));
    section(&mut page, "RULES: the token …", &rules(explanation));
    page
}

fn verdict(explanation: &Explanation) -> String {
    let policy = &explanation.policy;
    let status = explanation.status;
    let code = explanation.code.unwrap_or_default();
    let mut page = match explanation.verdict {
        Verdict::Passes => format!("The caller passes the policy {policy}.\n"),
        Verdict::Refused => format!("Refused with {status} {code}: {}.\n", detail(explanation)),
        Verdict::Unknown => {
            "Nothing was found that refuses the token, as far as it was judged.\n".to_owned()
        }
    };
    for reason in &explanation.not_judged {
        let _ = writeln!(page, "  {}", printable(reason));
    }
    for cure in &explanation.cures {
        let _ = writeln!(page, "  {cure}");
    }
    page
}

fn detail(explanation: &Explanation) -> &str {
    explanation.detail.as_deref().unwrap_or_default()
}

fn claims(explanation: &Explanation) -> Table {
    let mut table = members(explanation.claims.as_ref(), &CLAIMS, explanation);
    if explanation.claims.is_some() {
        table.add_row(["caller", "", &explanation.facts.caller]);
    }
    table
}

/// The known members in the order of reading, then all others.
fn members(
    members: Option<&Map<String, Value>>,
    known: &[(&str, &str)],
    explanation: &Explanation,
) -> Table {
    let mut table = table();
    let Some(members) = members else {
        table.add_row(["cannot be read"]);
        return table;
    };
    for (name, meaning) in known {
        if let Some(value) = members.get(*name) {
            table.add_row([
                (*meaning).to_owned(),
                (*name).to_owned(),
                told(name, value, explanation),
            ]);
        }
    }
    for (name, value) in members {
        if !known.iter().any(|(other, _)| other == name) {
            table.add_row([String::new(), printable(name), shown(value)]);
        }
    }
    table
}

/// A value, with what it means here.
fn told(name: &str, value: &Value, explanation: &Explanation) -> String {
    let facts = &explanation.facts;
    let seconds = value.as_i64().filter(|_| TIMES.contains(&name));
    let remark = match name {
        "aud" if facts.is_for_this_api => Some("this API"),
        "tid" => facts.tenant,
        _ => None,
    };
    match (seconds, remark) {
        (Some(seconds), _) => with_distance(seconds, facts.now),
        (None, Some(remark)) => format!("{} ({remark})", shown(value)),
        (None, None) => shown(value),
    }
}

fn rules(explanation: &Explanation) -> Table {
    let mut table = table();
    for step in &explanation.rules {
        let state = match step.state {
            State::Held => "held",
            State::Failed => "FAILED",
            State::NotReached => "not reached",
        };
        table.add_row([state, step.rule, step.section]);
    }
    table
}

fn section(page: &mut String, title: &str, table: &Table) {
    let _ = write!(page, "\n{title}\n{}\n", table.trim_fmt());
}
