//! TLS of the service's own, with certificates that change while it runs.

use std::fs;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use actix_server::ServerHandle;
use entrance_auth::{Clock as _, ManualClock, SystemClock};
use entrance_stand_in::LocalCertificates;
use reqwest::{Certificate, Client};
use tempfile::TempDir;

use crate::issuer::nowhere;
use crate::process::Launch;
use crate::service::{NOWHERE, run_beside};

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(5);

/// A service whose certificate and key are in files.
struct Encrypted {
    directory: TempDir,
    clock: ManualClock,
    address: SocketAddr,
    handle: ServerHandle,
}

impl Encrypted {
    async fn start(certificates: &LocalCertificates) -> Self {
        let directory = TempDir::new().unwrap();
        // Handshakes are judged by the machine's clock.
        let clock = ManualClock::at(SystemClock::new().unix_seconds());
        let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
        let (chain, key) = (path("chain.pem"), path("key.pem"));
        fs::write(&chain, &certificates.certificate_pem).unwrap();
        fs::write(&key, &certificates.key_pem).unwrap();
        let settings = [
            ("server.tls.certificate", chain.as_str()),
            ("server.tls.key", key.as_str()),
        ];
        let (address, handle) = run_beside(NOWHERE, &settings, clock.clone()).await;
        Self {
            directory,
            clock,
            address,
            handle,
        }
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.directory.path().join(name), text).unwrap();
    }

    /// Whether a client that trusts these authorities gets an answer over a new connection.
    async fn answers_to(&self, trusted: &[&LocalCertificates]) -> bool {
        call(self.address, trusted).await.is_ok()
    }

    /// Lets time pass until clients are shown this certificate.
    async fn until_shown(&self, certificates: &LocalCertificates) {
        while !self.answers_to(&[certificates]).await {
            self.clock.advance(LOOK);
        }
    }
}

impl Drop for Encrypted {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

/// One call with a handshake of its own.
async fn call(address: SocketAddr, trusted: &[&LocalCertificates]) -> reqwest::Result<()> {
    let authorities = trusted
        .iter()
        .map(|trusted| Certificate::from_pem(trusted.authority_pem.as_bytes()).unwrap());
    let client = Client::builder()
        .no_proxy()
        .tls_certs_only(authorities)
        .build()?;
    let answer = client
        .get(format!("https://127.0.0.1:{}/livez", address.port()))
        .send()
        .await?;
    assert_eq!(answer.version(), reqwest::Version::HTTP_11);
    answer.error_for_status().map(drop)
}

fn certificates() -> LocalCertificates {
    LocalCertificates::generate(SystemClock::new().unix_seconds()).unwrap()
}

#[actix_web::test]
async fn certificates_are_replaced_under_load_without_a_failed_handshake() {
    let pairs = [certificates(), certificates(), certificates()];
    let service = Encrypted::start(&pairs[0]).await;
    let finished = Arc::new(AtomicBool::new(false));
    let handshakes = Arc::new(AtomicUsize::new(0));
    let callers: Vec<_> = (0..8)
        .map(|_| {
            let (finished, handshakes) = (Arc::clone(&finished), Arc::clone(&handshakes));
            let (pairs, address) = (pairs.clone(), service.address);
            actix_web::rt::spawn(async move {
                let trusted: Vec<_> = pairs.iter().collect();
                while !finished.load(Ordering::Relaxed) {
                    call(address, &trusted).await.unwrap();
                    handshakes.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for pair in &pairs[1..] {
        let before = handshakes.load(Ordering::Relaxed);
        // For a moment the two do not belong together; nobody is to notice.
        service.write("chain.pem", &pair.certificate_pem);
        service.clock.advance(LOOK);
        while handshakes.load(Ordering::Relaxed) < before + 8 {
            actix_web::rt::task::yield_now().await;
        }
        service.write("key.pem", &pair.key_pem);
        service.until_shown(pair).await;
    }
    finished.store(true, Ordering::Relaxed);
    for caller in callers {
        caller.await.unwrap();
    }
}

#[actix_web::test]
async fn a_new_pair_that_is_of_no_use_is_refused_and_the_old_one_stays() {
    let (first, second) = (certificates(), certificates());
    let long_ago = LocalCertificates::generate(1_000_000_000).unwrap();
    let service = Encrypted::start(&first).await;
    for (chain, key) in [
        ("", ""),
        ("nonsense", &*first.key_pem),
        (&*first.certificate_pem, "nonsense"),
        (&*second.certificate_pem, &*first.key_pem),
        (&*long_ago.certificate_pem, &*long_ago.key_pem),
    ] {
        service.write("chain.pem", chain);
        service.write("key.pem", key);
        service.clock.advance(LOOK);
        assert!(service.answers_to(&[&first]).await);
    }
    fs::remove_file(service.directory.path().join("key.pem")).unwrap();
    service.clock.advance(LOOK);
    assert!(service.answers_to(&[&first]).await);

    service.write("chain.pem", &second.certificate_pem);
    service.write("key.pem", &second.key_pem);
    service.until_shown(&second).await;
    assert!(!service.answers_to(&[&first]).await);
}

#[test]
fn files_that_are_of_no_use_end_the_start_and_are_named() {
    let good = certificates();
    let other = certificates();
    let old = LocalCertificates::generate(1_000_000_000).unwrap();
    let young = LocalCertificates::generate(4_000_000_000).unwrap();
    let (chain, key) = (&*good.certificate_pem, &*good.key_pem);
    for (files, fault) in [
        (
            vec![("key.pem", key)],
            ["server.tls.certificate", "chain.pem cannot be read"],
        ),
        (
            vec![("chain.pem", chain)],
            ["server.tls.key", "key.pem cannot be read"],
        ),
        (
            vec![("chain.pem", key), ("key.pem", key)],
            ["server.tls.certificate", "no certificate"],
        ),
        (
            vec![("chain.pem", chain), ("key.pem", chain)],
            ["server.tls.key", "private key cannot be read"],
        ),
        (
            vec![("chain.pem", chain), ("key.pem", &*other.key_pem)],
            ["server.tls.key", "cannot be used"],
        ),
        (
            vec![
                ("chain.pem", &*old.certificate_pem),
                ("key.pem", &*old.key_pem),
            ],
            ["server.tls.certificate", "expired"],
        ),
        (
            vec![
                ("chain.pem", &*young.certificate_pem),
                ("key.pem", &*young.key_pem),
            ],
            ["server.tls.certificate", "not valid before"],
        ),
    ] {
        let launch = Launch::serve(&nowhere())
            .variable("ENTRANCE__SERVER__TLS__CERTIFICATE", "chain.pem")
            .variable("ENTRANCE__SERVER__TLS__KEY", "key.pem");
        let launch = files
            .into_iter()
            .fold(launch, |launch, (name, text)| launch.file(name, text));
        let ended = launch.run();
        assert_eq!(ended.code, Some(64), "{}", ended.stderr);
        for text in fault {
            assert!(ended.stderr.contains(text), "{text}: {}", ended.stderr);
        }
        assert!(!ended.stderr.contains("BEGIN"), "{}", ended.stderr);
    }
}
