//! `[server.tls]`: the files with certificate and private key.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::merged::Reader;
use super::problem::{Problem, SettingsError};

/// The files with certificate and private key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    certificate: PathBuf,
    key: PathBuf,
    /// Where the two keys of the configuration are set.
    sources: [String; 2],
}

#[derive(Debug, Deserialize)]
pub(super) struct RawTls {
    certificate: String,
    key: String,
}

const CERTIFICATE: &str = "server.tls.certificate";
const KEY: &str = "server.tls.key";

impl TlsFiles {
    /// Files that no configuration names.
    #[cfg(test)]
    pub(crate) fn new(certificate: PathBuf, key: PathBuf) -> Self {
        Self {
            certificate,
            key,
            sources: Default::default(),
        }
    }

    /// The certificate chain in PEM, the service's own certificate first.
    #[must_use]
    pub fn certificate(&self) -> &Path {
        &self.certificate
    }

    /// The certificate's private key in PEM.
    #[must_use]
    pub fn key(&self) -> &Path {
        &self.key
    }

    /// Says that the certificate cannot be used.
    pub(crate) fn certificate_fault(&self, message: String, cure: &str) -> SettingsError {
        let [source, _] = &self.sources;
        fault(CERTIFICATE, source, message, cure)
    }

    /// Says that the private key cannot be used.
    pub(crate) fn key_fault(&self, message: String, cure: &str) -> SettingsError {
        let [_, source] = &self.sources;
        fault(KEY, source, message, cure)
    }
}

fn fault(key: &str, source: &str, message: String, cure: &str) -> SettingsError {
    SettingsError::new(vec![Problem {
        key: key.to_owned(),
        source: source.to_owned(),
        message,
        cure: cure.to_owned(),
    }])
}

/// `None` for plain HTTP.
pub(super) fn read(raw: &RawTls, reader: &mut Reader<'_>) -> Option<TlsFiles> {
    match (raw.certificate.is_empty(), raw.key.is_empty()) {
        (true, true) => None,
        (false, false) => Some(TlsFiles {
            certificate: raw.certificate.clone().into(),
            key: raw.key.clone().into(),
            sources: [CERTIFICATE, KEY].map(|key| reader.merged.origin(key).to_owned()),
        }),
        (false, true) => {
            reader.refuse(
                KEY,
                "the private key of the certificate is missing",
                "name the file with the private key, or leave server.tls.certificate out, too",
            );
            None
        }
        (true, false) => {
            reader.refuse(
                CERTIFICATE,
                "the certificate of the private key is missing",
                "name the file with the certificate chain, or leave server.tls.key out, too",
            );
            None
        }
    }
}
