//! The service, tested from outside.

#[cfg(test)]
mod settings;
