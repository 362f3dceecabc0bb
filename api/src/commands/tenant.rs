//! `entrance tenant`: the directory from the shell, on the configured database.

mod output;
mod transfer;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use clap::{Args, Subcommand};
use entrance_auth::{Clock, SystemClock, TenantLookup};
use entrance_domain::{
    Actor, Change, DisplayName, DomainName, LifeCycle, LifeCycleRefusal, NewTenant, Note, Reason,
    Stamp, Tenant, TenantId, TenantState,
};

use crate::directory::InvitationLink;
use crate::extension::Extension;
use crate::settings::{Settings, Sources};
use crate::store::{Store, StoreError, StoredTenant, TenantFilter};

use output::Output;

/// How many tenants are read at once.
const PAGE: u32 = 200;

/// What to do, and with which database.
#[derive(Debug, Args)]
pub(super) struct TenantArguments {
    /// A TOML file with settings; later files win
    #[arg(long, value_name = "FILE", global = true)]
    config: Vec<PathBuf>,
    /// Print JSON for machines instead of tables for people
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: TenantCommand,
}

#[derive(Debug, Subcommand)]
enum TenantCommand {
    /// List tenants
    List {
        /// Only those that are invited, consented, active, suspended or removed
        #[arg(long, value_parser = state)]
        state: Option<TenantState>,
        /// Only those with this text in id, name or domain
        #[arg(long)]
        search: Option<String>,
    },
    /// Show one tenant
    Show { tenant_id: TenantId },
    /// Invite a tenant, or again, and print the link for its administrator
    Invite {
        /// Its tenant id, or a domain that it has verified
        tenant: String,
        /// What to call it
        #[arg(long)]
        name: String,
        /// What to remember
        #[arg(long)]
        note: Option<String>,
    },
    /// Let a tenant in
    Approve { tenant_id: TenantId },
    /// Shut a tenant out
    Suspend {
        tenant_id: TenantId,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// End a suspension
    Reactivate { tenant_id: TenantId },
    /// End the admission of a tenant; its entry and history stay
    Remove { tenant_id: TenantId },
    /// Print all tenants, one JSON object on each line, as `import` reads them
    Export,
    /// Bring tenants to what a file says, all of them or none
    Import {
        /// A file in the form of `export`; - for standard input
        file: PathBuf,
    },
}

/// Why one command is refused.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error(transparent)]
    LifeCycle(#[from] LifeCycleRefusal),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The opened directory.
struct Shell {
    store: Store,
    life_cycle: LifeCycle,
    settings: Settings,
    clock: Arc<dyn Clock>,
}

/// Carries the command out.
pub(super) async fn run(arguments: TenantArguments, extension: &Extension) -> anyhow::Result<()> {
    let sources = Sources::from_process(extension, arguments.config)?;
    let settings = Settings::load(&sources)?.settings;
    let shell = Shell {
        store: Store::new(&settings.database.location),
        life_cycle: LifeCycle::new(settings.tenants.operator),
        settings,
        clock: Arc::new(SystemClock::new()),
    };
    shell.store.prepare().await.context("database.url")?;
    let output = Output::new(arguments.json);
    match arguments.command {
        TenantCommand::List { state, search } => output.tenants(&shell.list(state, search).await?),
        TenantCommand::Show { tenant_id } => {
            let found = shell.store.tenant(tenant_id).await?;
            output.tenant(&found.ok_or(LifeCycleRefusal::Unknown)?)
        }
        TenantCommand::Invite { tenant, name, note } => {
            let new = shell.new_tenant(&tenant, &name, note.as_deref()).await?;
            let (invited, link) = shell.invite(new).await?;
            let address = link.address(&shell.settings.server.public_url);
            output.invited(&invited, &address, link.invitation.expires_at)
        }
        TenantCommand::Approve { tenant_id } => {
            let step = |rules: LifeCycle, tenant: &Tenant, stamp| rules.approve(tenant, stamp);
            output.tenant(&shell.act(tenant_id, step).await?)
        }
        TenantCommand::Suspend { tenant_id, reason } => {
            let reason = Reason::new(&reason).context("--reason")?;
            let step =
                |rules: LifeCycle, tenant: &Tenant, stamp| rules.suspend(tenant, reason, stamp);
            output.tenant(&shell.act(tenant_id, step).await?)
        }
        TenantCommand::Reactivate { tenant_id } => {
            let step = |rules: LifeCycle, tenant: &Tenant, stamp| rules.reactivate(tenant, stamp);
            output.tenant(&shell.act(tenant_id, step).await?)
        }
        TenantCommand::Remove { tenant_id } => {
            let step = |rules: LifeCycle, tenant: &Tenant, stamp| rules.remove(tenant, stamp);
            output.tenant(&shell.act(tenant_id, step).await?)
        }
        TenantCommand::Export => transfer::export(&shell.list(None, None).await?),
        TenantCommand::Import { file } => {
            let count = transfer::import(&shell, &file).await?;
            output.imported(count)
        }
    }
}

impl Shell {
    fn stamp(&self) -> Stamp {
        Stamp {
            by: Actor::Shell,
            at: self.clock.unix_seconds(),
        }
    }

    async fn list(
        &self,
        state: Option<TenantState>,
        search: Option<String>,
    ) -> Result<Vec<StoredTenant>, StoreError> {
        let mut filter = TenantFilter {
            after: None,
            state,
            search,
        };
        let mut all: Vec<StoredTenant> = Vec::new();
        loop {
            let page = self.store.tenants(&filter, PAGE).await?;
            filter.after = page.last().map(|last| last.tenant.id());
            let is_last = page.len() < usize::try_from(PAGE).unwrap_or_default();
            all.extend(page);
            if is_last {
                return Ok(all);
            }
        }
    }

    async fn act(
        &self,
        id: TenantId,
        step: impl FnOnce(LifeCycle, &Tenant, Stamp) -> Result<Change, LifeCycleRefusal>,
    ) -> Result<StoredTenant, Refused> {
        let stamp = self.stamp();
        self.store
            .change(id, None, |known| {
                let known = known.ok_or(LifeCycleRefusal::Unknown)?;
                Ok(step(self.life_cycle, &known.tenant, stamp)?)
            })
            .await
    }

    async fn invite(&self, new: NewTenant) -> anyhow::Result<(StoredTenant, InvitationLink)> {
        let stamp = self.stamp();
        let link = InvitationLink::random(stamp.at)?;
        let invitation = Some(link.invitation.clone());
        let invited = self
            .store
            .change::<Refused>(new.id, invitation, |known| {
                let known = known.map(|known| &known.tenant);
                Ok(self.life_cycle.invite(known, new, stamp)?)
            })
            .await?;
        Ok((invited, link))
    }

    async fn new_tenant(
        &self,
        tenant: &str,
        name: &str,
        note: Option<&str>,
    ) -> anyhow::Result<NewTenant> {
        let (id, domain) = if let Ok(id) = tenant.parse() {
            (id, None)
        } else {
            let domain = DomainName::new(tenant).map_err(|_| {
                anyhow!("the tenant: write its tenant id (a GUID) or one of its domains")
            })?;
            let instance = self.settings.entra.authority.instance().clone();
            let lookup = TenantLookup::new(instance, Arc::clone(&self.clock))?;
            (lookup.resolve(&domain).await?, Some(domain))
        };
        Ok(NewTenant {
            id,
            display_name: DisplayName::new(name).context("--name")?,
            domain,
            note: note.map(Note::new).transpose().context("--note")?,
        })
    }
}

fn state(text: &str) -> Result<TenantState, String> {
    TenantState::parse(text).ok_or_else(|| {
        let names = TenantState::ALL.map(TenantState::as_str).join(", ");
        format!("write one of {names}")
    })
}
