//! The address of the client behind trusted proxies.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::HeaderValue;

use crate::settings::Networks;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The right-most entry of `X-Forwarded-For` that is no trusted proxy: the last address that somebody
/// trustworthy has seen. Everything further left is the client's word.
///
/// `None` for a connection without an address.
pub(crate) fn client_address(request: &HttpRequest, trusted: &Networks) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    let headers = request.headers().get_all(FORWARDED_FOR);
    let values: Vec<&[u8]> = headers.map(HeaderValue::as_bytes).collect();
    Some(behind(peer, &values, trusted))
}

fn behind(peer: IpAddr, forwarded_for: &[&[u8]], trusted: &Networks) -> IpAddr {
    let entries = forwarded_for.iter().rev();
    let entries = entries.flat_map(|value| value.rsplit(|byte| *byte == b','));
    let mut nearest = peer;
    for entry in entries {
        if !trusted.contains(nearest) {
            break;
        }
        // What cannot be read was not written by a proxy that deserves trust.
        match address(entry) {
            Some(address) => nearest = address,
            None => break,
        }
    }
    nearest
}

fn address(entry: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(entry).ok()?.trim();
    text.parse()
        .ok()
        .map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Networks;

    fn seen(peer: &str, forwarded_for: &[&str]) -> String {
        let trusted = Networks::parse(&["10.0.0.0/8", "fd00::/8"]).unwrap();
        let values: Vec<_> = forwarded_for.iter().map(|value| value.as_bytes()).collect();
        behind(peer.parse().unwrap(), &values, &trusted).to_string()
    }

    #[test]
    fn a_peer_that_is_not_trusted_is_the_client_whatever_it_says() {
        assert_eq!(seen("192.0.2.1", &["198.51.100.1"]), "192.0.2.1");
        assert_eq!(seen("192.0.2.1", &["10.0.0.1, 10.0.0.2"]), "192.0.2.1");
    }

    #[test]
    fn the_right_most_entry_outside_the_proxies_is_the_client() {
        for (entries, client) in [
            (vec!["198.51.100.1"], "198.51.100.1"),
            (vec!["203.0.113.9, 198.51.100.1"], "198.51.100.1"),
            (vec!["203.0.113.9, 198.51.100.1, 10.0.0.7"], "198.51.100.1"),
            (
                vec!["203.0.113.9", "198.51.100.1,10.0.0.7", "fd00::2"],
                "198.51.100.1",
            ),
            (vec!["10.0.0.1", "::ffff:198.51.100.1"], "198.51.100.1"),
            (vec!["2001:db8::1"], "2001:db8::1"),
        ] {
            assert_eq!(seen("10.0.0.1", &entries), client, "{entries:?}");
        }
    }

    #[test]
    fn without_a_readable_entry_the_nearest_proxy_stands_for_the_client() {
        for entries in [
            vec![],
            vec![""],
            vec!["unknown"],
            vec!["198.51.100.1, x"],
            vec!["1.2.3.4:5"],
        ] {
            assert_eq!(seen("10.0.0.1", &entries), "10.0.0.1", "{entries:?}");
        }
        assert_eq!(seen("10.0.0.1", &["x, 10.0.0.2"]), "10.0.0.2");
        assert_eq!(seen("10.0.0.1", &["10.0.0.3, 10.0.0.2"]), "10.0.0.3");
    }
}
