//! `export` and `import`: one JSON object on each line.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, bail};
use entrance_domain::{
    Action, Change, DisplayName, DomainName, Edit, LifeCycleRefusal, NewTenant, Note, Reason,
    Tenant, TenantId, TenantState,
};
use serde::{Deserialize, Serialize};

use super::Shell;
use crate::commands::printing::print;
use crate::store::{StoredTenant, Transaction};

/// How many offending lines are told.
const MOST_TOLD: usize = 20;
/// What to give as a reason where a suspended tenant has none.
const IMPORTED: &str = "imported as suspended";

/// One line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    tenant_id: String,
    display_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    domain: Option<String>,
    state: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    suspension_reason: Option<String>,
}

/// What a line asks for.
#[derive(Debug)]
struct Wanted {
    new: NewTenant,
    state: TenantState,
    reason: Reason,
}

/// Prints tenants.
pub(super) fn export(tenants: &[StoredTenant]) -> anyhow::Result<()> {
    for stored in tenants {
        let record = stored.tenant.record();
        let line = Line {
            tenant_id: record.id.to_string(),
            display_name: record.display_name.to_string(),
            domain: record.domain.as_ref().map(ToString::to_string),
            state: record.state.as_str().to_owned(),
            note: record.note.as_ref().map(ToString::to_string),
            suspension_reason: record.suspension.as_ref().map(ToString::to_string),
        };
        print(&serde_json::to_string(&line)?)?;
    }
    Ok(())
}

/// Brings every tenant of the file to what its line says, in one transaction; gives the number of
/// changes.
pub(super) async fn import(shell: &Shell, file: &Path) -> anyhow::Result<usize> {
    let text = read(file).with_context(|| format!("{}", file.display()))?;
    let mut problems = Vec::new();
    let mut changes = 0;
    let mut transaction = shell.store.begin().await?;
    for (line, number) in text.lines().zip(1_usize..) {
        if line.trim().is_empty() {
            continue;
        }
        match wanted(line) {
            Ok(wanted) => match bring(shell, &mut transaction, wanted).await? {
                Ok(made) => changes += made,
                Err(refusal) => problems.push(format!("line {number}: {refusal}")),
            },
            Err(problem) => problems.push(format!("line {number}: {problem}")),
        }
    }
    if !problems.is_empty() {
        let mut message = format!("nothing is imported, because of {} lines", problems.len());
        for problem in problems.iter().take(MOST_TOLD) {
            let _ = write!(message, "\n  {problem}");
        }
        bail!(message);
    }
    transaction.commit().await?;
    Ok(changes)
}

fn read(file: &Path) -> std::io::Result<String> {
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        Ok(text)
    } else {
        std::fs::read_to_string(file)
    }
}

fn wanted(line: &str) -> Result<Wanted, String> {
    let line: Line = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let named = |field: &str, error: &dyn std::fmt::Display| format!("{field}: {error}");
    let id: TenantId = line
        .tenant_id
        .parse()
        .map_err(|error| named("tenant_id", &error))?;
    let reason = line.suspension_reason.as_deref().unwrap_or(IMPORTED);
    Ok(Wanted {
        new: NewTenant {
            id,
            display_name: DisplayName::new(&line.display_name)
                .map_err(|error| named("display_name", &error))?,
            domain: line
                .domain
                .map(|domain| DomainName::new(&domain))
                .transpose()
                .map_err(|error| named("domain", &error))?,
            note: line
                .note
                .map(|note| Note::new(&note))
                .transpose()
                .map_err(|error| named("note", &error))?,
        },
        state: TenantState::parse(&line.state).ok_or("state: there is no such state")?,
        reason: Reason::new(reason).map_err(|error| named("suspension_reason", &error))?,
    })
}

/// Takes the steps from where a tenant stands to what is wanted, each with its event.
async fn bring(
    shell: &Shell,
    transaction: &mut Transaction,
    wanted: Wanted,
) -> anyhow::Result<Result<usize, LifeCycleRefusal>> {
    let known = transaction.tenant(wanted.new.id).await?;
    let steps = match steps(shell, known.as_ref().map(|known| &known.tenant), wanted) {
        Ok(steps) => steps,
        Err(refusal) => return Ok(Err(refusal)),
    };
    for step in &steps {
        transaction.record(step).await?;
    }
    Ok(Ok(steps.len()))
}

fn steps(
    shell: &Shell,
    known: Option<&Tenant>,
    wanted: Wanted,
) -> Result<Vec<Change>, LifeCycleRefusal> {
    use TenantState::{Active, Consented, Invited, Removed, Suspended};
    let (rules, stamp) = (shell.life_cycle, shell.stamp());
    let Wanted { new, state, reason } = wanted;
    let edit = Edit {
        display_name: Some(new.display_name.clone()),
        note: Some(new.note.clone()),
    };
    let mut steps: Vec<Change> = Vec::new();
    let enters = match known.map(Tenant::state) {
        None => true,
        Some(Removed) => state != Removed,
        Some(_) => false,
    };
    if enters {
        let entered = if state == Consented {
            rules.enter_waiting(known, new, stamp)?
        } else {
            rules.invite(known, new, stamp)?
        };
        steps.push(entered);
    } else if let Some(known) = known.filter(|known| {
        known.state() != Removed
            && (
                Some(&known.record().display_name),
                Some(&known.record().note),
            ) != (edit.display_name.as_ref(), edit.note.as_ref())
    }) {
        steps.push(rules.edit(known, edit, stamp)?);
    }
    loop {
        let Some(tenant) = steps.last().map(|change| &change.tenant).or(known) else {
            return Err(LifeCycleRefusal::Unknown);
        };
        let next = match (tenant.state(), state) {
            (from, to) if from == to => return Ok(steps),
            (_, Removed) => rules.remove(tenant, stamp)?,
            (Suspended, _) => rules.reactivate(tenant, stamp)?,
            (Active, Suspended) => rules.suspend(tenant, reason.clone(), stamp)?,
            // Nobody goes back to where tenants wait.
            (from @ Active, Invited | Consented) | (from @ Consented, Invited) => {
                let action = Action::Invite;
                return Err(LifeCycleRefusal::WrongState {
                    state: from,
                    action,
                });
            }
            _ => rules.approve(tenant, stamp)?,
        };
        steps.push(next);
    }
}
