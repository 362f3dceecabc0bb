//! The service, tested from outside.

#[cfg(test)]
mod audit_log;
#[cfg(test)]
mod azure_command;
#[cfg(test)]
mod check;
#[cfg(test)]
mod cors;
#[cfg(feature = "dev")]
#[cfg(test)]
mod dev;
#[cfg(test)]
mod directory;
#[cfg(test)]
mod docs;
#[cfg(test)]
mod encryption;
#[cfg(test)]
mod explain;
#[cfg(test)]
mod explain_command;
#[cfg(test)]
mod extension;
#[cfg(test)]
mod forward_auth;
#[cfg(test)]
mod healthcheck;
#[cfg(test)]
mod hostile_bytes;
#[cfg(test)]
mod introspect;
#[cfg(test)]
mod issuer;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod logs;
#[cfg(test)]
mod metrics;
#[cfg(test)]
mod openapi;
#[cfg(test)]
mod outage;
#[cfg(test)]
mod process;
#[cfg(test)]
mod rate_limit;
#[cfg(test)]
mod secret;
#[cfg(test)]
mod serve;
#[cfg(test)]
mod service;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod surface;
#[cfg(test)]
mod tenant_command;
#[cfg(test)]
mod token;
#[cfg(test)]
mod traces;
#[cfg(test)]
mod validate;
#[cfg(test)]
mod wire;
