//! TLS of the service's own listeners.

use std::fmt;

use rustls::ServerConfig;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use thiserror::Error;

/// What a listener needs to speak TLS 1.2 and 1.3.
#[derive(Clone)]
pub struct ServerTls(ServerConfig);

/// Why certificate and key cannot be used.
#[derive(Debug, Error)]
pub enum ServerTlsError {
    /// The text is no chain of certificates in PEM.
    #[error("the certificate cannot be read")]
    Certificate(#[source] pem::Error),
    /// The text is no private key in PEM.
    #[error("the private key cannot be read")]
    Key(#[source] pem::Error),
    /// The two do not belong together, or are of a kind that is not supported.
    #[error("the certificate cannot be used with the private key")]
    Unusable(#[source] rustls::Error),
}

impl ServerTls {
    /// Reads a chain of certificates, the service's own first, and its private key, both in PEM.
    ///
    /// # Errors
    /// If one of them is not what it should be, or they do not belong together.
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, ServerTlsError> {
        let chain = CertificateDer::pem_slice_iter(chain)
            .collect::<Result<Vec<_>, _>>()
            .map_err(ServerTlsError::Certificate)?;
        let key = PrivateKeyDer::from_pem_slice(key).map_err(ServerTlsError::Key)?;
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        let mut config = ServerConfig::builder_with_provider(provider.into())
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
            .map_err(ServerTlsError::Unusable)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(config))
    }

    pub(crate) fn config(&self) -> ServerConfig {
        self.0.clone()
    }
}

// The private key stays out of logs.
impl fmt::Debug for ServerTls {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ServerTls").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use entrance_stand_in::LocalCertificates;

    use super::*;

    #[test]
    fn certificate_and_key_must_belong_together() {
        let one = LocalCertificates::generate(1_800_000_000).unwrap();
        let other = LocalCertificates::generate(1_800_000_000).unwrap();
        let read = |chain: &str, key: &str| ServerTls::from_pem(chain.as_bytes(), key.as_bytes());
        assert!(read(&one.certificate_pem, &one.key_pem).is_ok());
        assert!(matches!(
            read(&one.certificate_pem, &other.key_pem),
            Err(ServerTlsError::Unusable(_))
        ));
        assert!(matches!(
            read(&one.certificate_pem, &one.certificate_pem),
            Err(ServerTlsError::Key(_))
        ));
        assert!(matches!(
            read("", &one.key_pem),
            Err(ServerTlsError::Unusable(_))
        ));
    }
}
