//! The service, tested from outside.

#[cfg(test)]
mod openapi;
#[cfg(test)]
mod service;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod token;
