//! The registrations, planned, made and compared at the stand-in's Microsoft Graph.

#[cfg(test)]
mod apply;
#[cfg(test)]
mod existing;
#[cfg(test)]
mod interruptions;
#[cfg(test)]
mod plan;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod script;
#[cfg(test)]
mod world;
