//! Entrance: the front door of an API protected by Microsoft Entra ID.

mod settings;

pub use settings::{
    BindHost, BindHostError, Cors, DevelopmentOverrides, Docs, Entra, Loaded, LogFormat, Logging,
    Policies, Problem, PublicUrl, PublicUrlError, Server, Settings, SettingsError, Sources,
    Tenants, Warning, environment_of_process,
};
