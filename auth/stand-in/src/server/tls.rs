//! The stand-in behind TLS.

use anyhow::Context as _;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::LocalCertificates;

/// What the listener needs.
pub(super) fn config(certificates: &LocalCertificates) -> anyhow::Result<ServerConfig> {
    let chain = CertificateDer::pem_slice_iter(certificates.certificate_pem.as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .context("the certificate")?;
    let key = PrivateKeyDer::from_pem_slice(certificates.key_pem.as_bytes())
        .context("the private key")?;
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    ServerConfig::builder_with_provider(provider.into())
        .with_safe_default_protocol_versions()
        .context("TLS")?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .context("the certificate")
}
