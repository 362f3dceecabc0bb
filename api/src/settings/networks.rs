//! Networks in the settings, as CIDR ranges.

use std::net::IpAddr;

use ipnet::IpNet;

use super::merged::Reader;

/// Networks of which an address may be in one. Without any, no address is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Networks(Vec<IpNet>);

impl Networks {
    /// Whether `address` is in one of them. An IPv4 address in the clothes of IPv6 is taken for what
    /// it is.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    #[cfg(test)]
    pub(crate) fn parse(entries: &[&str]) -> Result<Self, ()> {
        let networks = entries.iter().map(|entry| network(entry));
        networks.collect::<Result<_, _>>().map(Self)
    }

    /// Whether there is no network.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Reads a list of CIDR ranges; `danger` says what it means when one of them holds every address.
pub(super) fn read(
    key: &str,
    entries: &[String],
    danger: &str,
    reader: &mut Reader<'_>,
) -> Networks {
    let networks = reader.list(
        key,
        entries,
        network,
        "write networks with the length of their prefix and no bits behind it, such as 10.0.0.0/8, \
         192.0.2.7/32 or fd00::/8",
    );
    if networks.iter().any(|network| network.prefix_len() == 0) {
        reader.warn(key, danger, "name the networks one by one");
    }
    Networks(networks)
}

/// Bits behind the prefix are a slip: somebody wrote down one machine and let in its network.
fn network(text: &str) -> Result<IpNet, ()> {
    let network: IpNet = text.parse().map_err(drop)?;
    if network.trunc() == network {
        Ok(network)
    } else {
        Err(())
    }
}
