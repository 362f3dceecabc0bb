//! TLS of the service's own listeners.

mod files;

use std::fmt;
use std::sync::Arc;

use arc_swap::ArcSwap;
use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use thiserror::Error;

pub(crate) use files::CertificateFiles;

/// What a listener needs to speak TLS 1.2 and 1.3.
#[derive(Clone)]
pub struct ServerTls {
    config: ServerConfig,
    certificate: Arc<CertificateInForce>,
}

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

/// The certificate that clients are shown, with its key; it can be replaced between two handshakes.
#[derive(Debug)]
struct CertificateInForce(ArcSwap<CertifiedKey>);

impl ResolvesServerCert for CertificateInForce {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.load_full())
    }
}

impl ServerTls {
    /// Reads a chain of certificates, the service's own first, and its private key, both in PEM.
    ///
    /// # Errors
    /// If one of them is not what it should be, or they do not belong together.
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, ServerTlsError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let certified = certified_key(chain, key, &provider)?;
        let certificate = Arc::new(CertificateInForce(ArcSwap::from_pointee(certified)));
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(ServerTlsError::Unusable)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&certificate) as Arc<dyn ResolvesServerCert>);
        // No HTTP/2: its library under Actix has a known hole (RUSTSEC-2026-0258).
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            config,
            certificate,
        })
    }

    /// Shows clients another certificate from the next handshake on.
    ///
    /// # Errors
    /// Those of [`from_pem`](Self::from_pem); the old certificate stays.
    pub(crate) fn replace(&self, chain: &[u8], key: &[u8]) -> Result<(), ServerTlsError> {
        let certified = certified_key(chain, key, self.config.crypto_provider())?;
        self.certificate.0.store(Arc::new(certified));
        Ok(())
    }

    pub(crate) fn config(&self) -> ServerConfig {
        self.config.clone()
    }
}

fn certified_key(
    chain: &[u8],
    key: &[u8],
    provider: &CryptoProvider,
) -> Result<CertifiedKey, ServerTlsError> {
    let chain = CertificateDer::pem_slice_iter(chain)
        .collect::<Result<Vec<_>, _>>()
        .map_err(ServerTlsError::Certificate)?;
    let key = PrivateKeyDer::from_pem_slice(key).map_err(ServerTlsError::Key)?;
    CertifiedKey::from_der(chain, key, provider).map_err(ServerTlsError::Unusable)
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
