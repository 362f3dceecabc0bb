//! Certificate and key in files, followed as they change.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use entrance_auth::Clock;
use x509_parser::pem::Pem;

use super::{ServerTls, ServerTlsError};
use crate::settings::{SettingsError, TlsFiles};

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(5);
const READABLE: &str = "name a file in PEM form that this process may read";

/// Certificate and key as they were read last.
pub(crate) struct CertificateFiles {
    files: TlsFiles,
    content: Content,
    tls: ServerTls,
}

#[derive(PartialEq, Eq)]
struct Content {
    chain: Vec<u8>,
    key: Vec<u8>,
}

impl CertificateFiles {
    /// Reads both; `now` in seconds since 1970.
    ///
    /// # Errors
    /// If one cannot be read or is of no use, or the certificate is not valid now.
    pub(crate) fn open(files: TlsFiles, now: u64) -> Result<Self, SettingsError> {
        let content = read(&files)?;
        check_validity(&files, &content, now)?;
        let tls = ServerTls::from_pem(&content.chain, &content.key);
        let tls = tls.map_err(|error| explain(&files, &error))?;
        Ok(Self {
            files,
            content,
            tls,
        })
    }

    /// What a listener needs; it shows whichever certificate is in force.
    pub(crate) fn tls(&self) -> ServerTls {
        self.tls.clone()
    }

    /// Takes over what the files hold whenever that changes, for ever. What is of no use is told, and
    /// the certificate in force stays.
    pub(crate) async fn follow(mut self, clock: Arc<dyn Clock>) {
        loop {
            clock.sleep_until(clock.steady() + LOOK_EVERY).await;
            match self.look(clock.unix_seconds()) {
                Ok(false) => {}
                Ok(true) => tracing::info!("the certificate was replaced"),
                Err(error) => {
                    for fault in error.problems() {
                        tracing::error!(
                            key = fault.key,
                            cure = fault.cure,
                            "the new certificate is not used, the old one stays: {}",
                            fault.message
                        );
                    }
                }
            }
        }
    }

    /// Whether the files held something new.
    fn look(&mut self, now: u64) -> Result<bool, SettingsError> {
        let content = match read(&self.files) {
            Ok(content) if content == self.content => return Ok(false),
            Ok(content) => content,
            // Said once, and again after the file was there in between.
            Err(_) if self.content.is_gone() => return Ok(false),
            Err(error) => {
                self.content = Content::gone();
                return Err(error);
            }
        };
        // Kept whatever comes of it, so that a fault is told once.
        self.content = content;
        check_validity(&self.files, &self.content, now)?;
        let replaced = self.tls.replace(&self.content.chain, &self.content.key);
        replaced.map_err(|error| explain(&self.files, &error))?;
        Ok(true)
    }
}

impl Content {
    fn gone() -> Self {
        Self {
            chain: Vec::new(),
            key: Vec::new(),
        }
    }

    fn is_gone(&self) -> bool {
        self.chain.is_empty() && self.key.is_empty()
    }
}

fn read(files: &TlsFiles) -> Result<Content, SettingsError> {
    let chain = fs::read(files.certificate());
    let key = fs::read(files.key());
    Ok(Content {
        chain: chain.map_err(|error| {
            files.certificate_fault(unreadable(files.certificate(), &error), READABLE)
        })?,
        key: key.map_err(|error| files.key_fault(unreadable(files.key(), &error), READABLE))?,
    })
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    format!("the file {} cannot be read: {error}", path.display())
}

/// A certificate outside its time would be refused by every client.
fn check_validity(files: &TlsFiles, content: &Content, now: u64) -> Result<(), SettingsError> {
    let cure =
        "write the service's own certificate in PEM form first, then those of its authorities";
    let no_certificate = || files.certificate_fault("this is no certificate".to_owned(), cure);
    let (pem, _) = Pem::read(std::io::Cursor::new(&content.chain)).map_err(|_| no_certificate())?;
    let certificate = pem.parse_x509().map_err(|_| no_certificate())?;
    let validity = certificate.validity();
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    if now > validity.not_after.timestamp() {
        let message = format!("the certificate expired at {}", validity.not_after);
        return Err(files.certificate_fault(message, "renew it"));
    }
    if now < validity.not_before.timestamp() {
        let message = format!(
            "the certificate is not valid before {}",
            validity.not_before
        );
        let cure = "wait, or set this machine's clock";
        return Err(files.certificate_fault(message, cure));
    }
    Ok(())
}

fn explain(files: &TlsFiles, error: &ServerTlsError) -> SettingsError {
    let cause = error.source().map(|cause| format!(": {cause}"));
    let message = format!("{error}{}", cause.unwrap_or_default());
    match error {
        ServerTlsError::Certificate(_) => files.certificate_fault(message, READABLE),
        ServerTlsError::Key(_) => files.key_fault(message, READABLE),
        ServerTlsError::Unusable(_) => files.key_fault(
            message,
            "name the private key that the first certificate in the file was made for",
        ),
    }
}

#[cfg(test)]
mod tests {
    use entrance_stand_in::LocalCertificates;
    use tempfile::TempDir;

    use super::*;

    const NOW: u64 = 1_800_000_000;

    #[test]
    fn a_change_is_taken_over_once_and_a_fault_is_told_once() {
        let directory = TempDir::new().unwrap();
        let path = |name: &str| directory.path().join(name);
        let write = |pair: &LocalCertificates| {
            fs::write(path("chain"), &pair.certificate_pem).unwrap();
            fs::write(path("key"), &pair.key_pem).unwrap();
        };
        let [first, second] = [(); 2].map(|()| LocalCertificates::generate(NOW).unwrap());
        write(&first);
        let files = TlsFiles::new(path("chain"), path("key"));
        let mut files = CertificateFiles::open(files, NOW).unwrap();
        assert_eq!(files.look(NOW), Ok(false));
        fs::write(path("key"), &second.key_pem).unwrap();
        let fault = files.look(NOW).unwrap_err();
        assert_eq!(fault.problems()[0].key, "server.tls.key");
        assert_eq!(files.look(NOW), Ok(false));
        fs::remove_file(path("chain")).unwrap();
        let fault = files.look(NOW).unwrap_err();
        assert_eq!(fault.problems()[0].key, "server.tls.certificate");
        assert_eq!(files.look(NOW), Ok(false));
        write(&second);
        assert_eq!(files.look(NOW), Ok(true));
        assert_eq!(files.look(NOW), Ok(false));
        let century = 100 * 365 * 86_400;
        write(&first);
        let fault = files.look(NOW + century).unwrap_err();
        assert!(fault.problems()[0].message.contains("expired"));
    }
}
