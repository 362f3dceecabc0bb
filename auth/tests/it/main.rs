//! The verifier, tested from outside against an issuer that can misbehave.

#[cfg(test)]
mod patience;
#[cfg(test)]
mod raw_provider;
#[cfg(test)]
mod refresh_log;
#[cfg(test)]
mod world;

#[cfg(test)]
mod any_change;
#[cfg(test)]
mod authorities;
#[cfg(test)]
mod authority_texts;
#[cfg(test)]
mod background;
#[cfg(test)]
mod budget;
#[cfg(test)]
mod cache;
#[cfg(test)]
mod differential;
#[cfg(test)]
mod domain_pinning;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod key_binding;
#[cfg(test)]
mod key_conflicts;
#[cfg(test)]
mod key_entries;
#[cfg(test)]
mod personal_keys;
#[cfg(test)]
mod private_authority;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod rotation;
#[cfg(test)]
mod second_opinion;
#[cfg(test)]
mod slow_refresh;
#[cfg(test)]
mod start;
#[cfg(test)]
mod token_length;
#[cfg(test)]
mod token_versions;
#[cfg(test)]
mod version_merging;
