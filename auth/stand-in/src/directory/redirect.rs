//! Where a browser may be sent back to, by the platform of the client.

use serde::Deserialize;
use url::Url;

/// What stands for the base address of the service in a registered address.
const SERVICE: &str = "{service}";

/// The registered redirect addresses of a client, by platform.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedirectAddresses {
    /// Platform "Single-page application": codes are redeemed by the page, across origins.
    #[serde(default)]
    pub spa: Vec<String>,
    /// Platform "Web": codes are redeemed by a server that has a secret.
    #[serde(default)]
    pub web: Vec<String>,
    /// Platform "Mobile and desktop applications": codes are redeemed by a program without a
    /// secret. On `localhost` any port will do (RFC 8252, section 7.3).
    #[serde(default)]
    pub native: Vec<String>,
}

/// What kind of client a redirect address belongs to, which decides how a code is redeemed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Platform {
    SinglePage,
    Web,
    Native,
}

impl RedirectAddresses {
    /// The platform that an address is registered for. Compared to the letter, but for the port of
    /// a native client. `service` is the base address of the service, if it is known already.
    pub(crate) fn platform(&self, address: &str, service: Option<&str>) -> Option<Platform> {
        let registered = |list: &[String]| list.iter().any(|one| filled(one, service) == address);
        if registered(&self.spa) {
            Some(Platform::SinglePage)
        } else if registered(&self.web) {
            Some(Platform::Web)
        } else if self
            .native
            .iter()
            .any(|one| one == address || same_but_port(one, address))
        {
            Some(Platform::Native)
        } else {
            None
        }
    }

    /// Whether a page of this origin belongs to one of the single-page addresses.
    pub(crate) fn has_single_page_origin(&self, origin: &str, service: Option<&str>) -> bool {
        self.spa.iter().any(|one| {
            Url::parse(&filled(one, service))
                .is_ok_and(|url| url.origin().ascii_serialization() == origin)
        })
    }

    /// All of them, as they are written.
    pub(super) fn all(&self) -> impl Iterator<Item = &String> {
        self.spa.iter().chain(&self.web).chain(&self.native)
    }
}

/// As long as nobody said where the service is, its place is left and matches nothing.
fn filled(address: &str, service: Option<&str>) -> String {
    match service {
        Some(service) => address.replace(SERVICE, service),
        None => address.to_owned(),
    }
}

/// Whether an address on `localhost` differs from a registered one in nothing but the port.
fn same_but_port(registered: &str, address: &str) -> bool {
    let (Ok(registered), Ok(mut address)) = (Url::parse(registered), Url::parse(address)) else {
        return false;
    };
    registered.scheme() == "http"
        && registered.host_str() == Some("localhost")
        && address.set_port(registered.port()).is_ok()
        && address == registered
}

/// Whether an address can be registered: absolute, and without a fragment (RFC 6749, section
/// 3.1.2).
pub(super) fn is_sound(address: &str) -> bool {
    let example = address.replace(SERVICE, "http://localhost");
    Url::parse(&example).is_ok_and(|url| url.fragment().is_none())
}
