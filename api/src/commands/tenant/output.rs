//! What `entrance tenant` prints.

use serde_json::{Value, json};

use crate::commands::printing::{print, table};
use crate::routes::{TenantBody, rfc3339};
use crate::store::StoredTenant;

/// Tables for people, or JSON for machines.
pub(super) struct Output {
    json: bool,
}

impl Output {
    pub(super) const fn new(json: bool) -> Self {
        Self { json }
    }

    pub(super) fn tenants(&self, tenants: &[StoredTenant]) -> anyhow::Result<()> {
        if self.json {
            let bodies: Vec<_> = tenants.iter().map(TenantBody::from).collect();
            return print(&serde_json::to_string_pretty(&bodies)?);
        }
        let mut table = table();
        table.set_header(["TENANT ID", "STATE", "NAME", "DOMAIN", "CHANGED"]);
        for stored in tenants {
            let record = stored.tenant.record();
            table.add_row([
                record.id.to_string(),
                record.state.as_str().to_owned(),
                record.display_name.to_string(),
                record
                    .domain
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
                rfc3339(record.changed_at),
            ]);
        }
        print(&table.trim_fmt())
    }

    pub(super) fn tenant(&self, stored: &StoredTenant) -> anyhow::Result<()> {
        self.object(&serde_json::to_value(TenantBody::from(stored))?)
    }

    pub(super) fn invited(
        &self,
        stored: &StoredTenant,
        address: &str,
        expires_at: u64,
    ) -> anyhow::Result<()> {
        let tenant = serde_json::to_value(TenantBody::from(stored))?;
        let invitation = json!({ "url": address, "expires_at": rfc3339(expires_at) });
        if self.json {
            let both = json!({ "tenant": tenant, "invitation": invitation });
            return print(&serde_json::to_string_pretty(&both)?);
        }
        self.object(&tenant)?;
        print(&format!(
            "\nSend this link to an administrator of the tenant. It is a secret, and good until {}:\n{address}",
            rfc3339(expires_at)
        ))
    }

    pub(super) fn imported(&self, changes: usize) -> anyhow::Result<()> {
        if self.json {
            return print(&json!({ "changes": changes }).to_string());
        }
        print(&format!("{changes} changes made"))
    }

    fn object(&self, value: &Value) -> anyhow::Result<()> {
        if self.json {
            return print(&serde_json::to_string_pretty(value)?);
        }
        let mut table = table();
        for (name, value) in value.as_object().into_iter().flatten() {
            table.add_row([name.replace('_', " "), shown(value)]);
        }
        print(&table.trim_fmt())
    }
}

/// A value as people read it; an actor by its kind and ids.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(members) => {
            let texts: Vec<_> = members.values().filter_map(Value::as_str).collect();
            texts.join(" ")
        }
        other => other.to_string(),
    }
}
