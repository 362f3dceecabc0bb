//! The rules of the domain, tested from outside as its users see them.

#[cfg(test)]
mod route_rules;
#[cfg(test)]
mod sample;

#[cfg(test)]
mod admission;
mod denial;
mod identifiers;
#[cfg(test)]
mod introspection;
mod names;
mod policy;
mod policy_circumstances;
mod policy_order;
mod policy_properties;
mod policy_strictness;
mod principal;
mod route_paths;
#[cfg(test)]
mod route_readings;
#[cfg(test)]
mod tenant_life_cycle;
#[cfg(test)]
mod tenant_properties;
mod tenant_texts;
