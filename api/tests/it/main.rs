//! The service, tested from outside.

#[cfg(test)]
mod openapi;
#[cfg(test)]
mod settings;
