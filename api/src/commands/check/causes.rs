//! What lies behind an error of the network.

use std::error::Error;
use std::io;

/// The failure of TLS that led to an error.
pub(super) fn tls_failure<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let mut cause = Some(error);
    while let Some(inner) = cause {
        if let Some(failure) = inner.downcast_ref::<rustls::Error>() {
            return Some(failure);
        }
        // An I/O error hides the error that it carries from `source`.
        cause = match inner
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(carried) => Some(carried),
            None => inner.source(),
        };
    }
    None
}
