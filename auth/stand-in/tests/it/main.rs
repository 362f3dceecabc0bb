//! The stand-in, tested over HTTP and through its library.

#[cfg(test)]
mod connections;
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
mod host;
#[cfg(test)]
mod key_sets;
#[cfg(test)]
mod lifecycle;
#[cfg(test)]
mod minting;
#[cfg(test)]
mod rotation;
#[cfg(test)]
mod signing;
#[cfg(test)]
mod support;
