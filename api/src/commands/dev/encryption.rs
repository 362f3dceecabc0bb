//! HTTPS for both, with a certification authority that is made on the spot.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use entrance_stand_in::LocalCertificates;

use crate::tls::ServerTls;

/// Certificates for both, and where the authority's own was written to.
pub(super) struct Encryption {
    pub(super) certificates: LocalCertificates,
    pub(super) tls: ServerTls,
    ca_file: PathBuf,
}

impl Encryption {
    /// Makes the certificates and writes the authority's own; `now` in seconds since 1970.
    pub(super) fn set_up(ca_file: &Path, now: u64) -> anyhow::Result<Self> {
        let certificates = LocalCertificates::generate(now)?;
        let chain = certificates.certificate_pem.as_bytes();
        let tls = ServerTls::from_pem(chain, certificates.key_pem.as_bytes())?;
        let writing = || {
            let file = ca_file.display();
            format!(
                "the authority's certificate cannot be written to {file}; choose another with --ca-file"
            )
        };
        fs::write(ca_file, &certificates.authority_pem).with_context(writing)?;
        // In full, so that what is printed works in every directory.
        let ca_file = fs::canonicalize(ca_file).with_context(writing)?;
        Ok(Self {
            certificates,
            tls,
            ca_file,
        })
    }

    /// What makes curl believe the authority.
    pub(super) fn curl_option(&self) -> String {
        format!(" --cacert {}", self.quoted_file())
    }

    /// What a person does so that programs believe the authority.
    pub(super) fn how_to_trust(&self) -> String {
        let file = self.quoted_file();
        format!(
            "authority  {}\n\n\
             Programs have to trust this certification authority, which was made for this run. It\n\
             speaks for localhost only, and its private key is gone:\n\n\
             \x20 Node.js    export NODE_EXTRA_CA_CERTS={file}\n\
             \x20 Python     export REQUESTS_CA_BUNDLE={file} SSL_CERT_FILE={file}\n\
             \x20 browsers   import the file under \"Authorities\" in the settings for certificates\n",
            self.ca_file.display(),
        )
    }

    /// The file's path for a shell.
    fn quoted_file(&self) -> String {
        let path = self.ca_file.display().to_string();
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-+@".contains(&byte);
        if path.bytes().all(is_plain) {
            path
        } else {
            format!("'{}'", path.replace('\'', "'\\''"))
        }
    }
}
