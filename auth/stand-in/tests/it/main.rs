//! The stand-in, tested over HTTP and through its library.

#[cfg(test)]
mod admin_consent;
#[cfg(test)]
mod authorize;
#[cfg(test)]
mod authorize_refusals;
#[cfg(test)]
mod code_grant;
#[cfg(test)]
mod code_refusals;
#[cfg(test)]
mod connections;
#[cfg(test)]
mod consent;
#[cfg(test)]
mod device;
#[cfg(test)]
mod directory;
#[cfg(test)]
mod discovery;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod grant;
#[cfg(test)]
mod grant_refusals;
#[cfg(test)]
mod graph;
#[cfg(test)]
mod host;
#[cfg(test)]
mod key_sets;
#[cfg(test)]
mod lifecycle;
#[cfg(test)]
mod logout;
#[cfg(test)]
mod minting;
#[cfg(test)]
mod on_behalf_of;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod rotation;
#[cfg(test)]
mod rotation_on_command;
#[cfg(test)]
mod signing;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod world;
