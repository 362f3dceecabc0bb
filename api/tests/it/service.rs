//! The service in this process, by a clock that stands still, beside an issuer that can misbehave.
//! It is only ever talked to through HTTP.

mod answer;
mod expectation;
mod explained;
mod key_set;

use std::collections::BTreeMap;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_server::ServerHandle;
use entrance_api::{Application, Explainer, Extension, Settings, Sources, Surroundings};
use entrance_auth::{Clock as _, ManualClock};
use entrance_stand_in::{Directory, Draft, Options, StandIn};
use reqwest::header::HeaderValue;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::{OnceCell, oneshot};

pub(crate) use self::answer::Answer;
pub(crate) use self::expectation::is_problem;
pub(crate) use self::key_set::{
    ELLIPTIC, FABRIKAM_ONLY, FOREIGN, FREE, LONGEST_KEY_ID, MALFORMED, SHORT, TWICE, UNKNOWN_TYPE,
    V1_ONLY, V2_ONLY,
};

/// 2027-01-15 08:00:00 UTC.
pub(crate) const NOW: u64 = 1_800_000_000;
/// How long anything may take that is waited for.
const PATIENCE: Duration = Duration::from_mins(1);
const DEVELOPMENT: &str = include_str!("../../../config/development.toml");

/// The API's client id. Like the tenants' ids it has letters, whose case can be wrong.
pub(crate) const API: &str = "3000000a-bcde-4000-8000-00000000000f";
pub(crate) const CONTOSO: &str = "1000000a-bcde-4000-8000-00000000000c";
pub(crate) const FABRIKAM: &str = "1000000a-bcde-4000-8000-00000000000f";
pub(crate) const PERSONAL: &str = entrance_stand_in::PERSONAL_ACCOUNTS;
/// The client of users' tokens.
pub(crate) const PAGE: &str = "30000000-0000-4000-8000-000000000002";

/// The ids of the delivered directory, and those that stand in for them here.
const IDS: [(&str, &str); 3] = [
    ("30000000-0000-4000-8000-000000000001", API),
    ("10000000-0000-4000-8000-000000000001", CONTOSO),
    ("10000000-0000-4000-8000-000000000002", FABRIKAM),
];

pub(crate) const BEN_OF_CONTOSO: &str = "ben@contoso.example";
pub(crate) const GIA_GUEST_OF_CONTOSO: &str = "gia@fabrikam.example";
pub(crate) const FINN_OF_FABRIKAM: &str = "finn@fabrikam.example";
/// Of Northwind Traders, which is not admitted.
pub(crate) const NORA_STRANGER: &str = "nora@northwindtraders.example";
pub(crate) const PAT_PRIVATE: &str = "pat@personal.example";

/// An issuer's address where nobody listens.
pub(crate) const NOWHERE: &str = "http://localhost:1";

/// The address that the tests call.
pub(crate) const ME: &str = "/api/v1/me";

/// A running service and its issuer. Dropping it stops both.
pub(crate) struct Service {
    pub(crate) stand_in: StandIn,
    pub(crate) clock: ManualClock,
    address: SocketAddr,
    metrics: Option<SocketAddr>,
    handle: ServerHandle,
    client: reqwest::Client,
    settings: Settings,
    /// What explains the tokens that the service judged, by the same settings.
    explainer: OnceCell<Explainer>,
    explains: bool,
}

impl Service {
    /// For organizations and version 2.0; admits Contoso and Fabrikam. Ready to judge.
    pub(crate) async fn start() -> Self {
        Self::with(&[]).await
    }

    /// The same for both token versions.
    pub(crate) async fn start_for_both() -> Self {
        Self::with(&[("entra.token_versions", "1.0,2.0")]).await
    }

    /// With these settings besides, or instead: `("entra.tenant", "common")`.
    pub(crate) async fn with(settings: &[(&str, &str)]) -> Self {
        let service = Self::launch(settings, |_| {}).await;
        service.until_ready().await;
        service
    }

    /// With routes beside those of Entrance. Ready to judge.
    pub(crate) async fn extended(settings: &[(&str, &str)], extension: Extension) -> Self {
        let service = Self::launch_extended(settings, |_| {}, extension).await;
        service.until_ready().await;
        service
    }

    /// With what only a file can say.
    pub(crate) async fn with_file(text: &str) -> Self {
        let file = Extension::new().with_defaults("service.toml", text.to_owned().leak());
        Self::extended(&[], file).await
    }

    /// The same beside an issuer that was prepared first; ready or not.
    pub(crate) async fn launch_with_file(text: &str, prepare: impl FnOnce(&StandIn)) -> Self {
        let file = Extension::new().with_defaults("service.toml", text.to_owned().leak());
        Self::launch_extended(&[], prepare, file).await
    }

    /// Started beside an issuer that was prepared first; ready or not.
    pub(crate) async fn launch(settings: &[(&str, &str)], prepare: impl FnOnce(&StandIn)) -> Self {
        Self::launch_extended(settings, prepare, Extension::new()).await
    }

    async fn launch_extended(
        settings: &[(&str, &str)],
        prepare: impl FnOnce(&StandIn),
        extension: Extension,
    ) -> Self {
        let clock = ManualClock::at(NOW);
        let stand_in = issuer(&clock).await;
        prepare(&stand_in);
        let settings = load(&stand_in.instance(), settings, &extension);
        let running = run(settings.clone(), clock.clone(), extension).await;
        // The service closes idle connections by the clock that tests advance: none is kept.
        let client = reqwest::Client::builder()
            .no_proxy()
            .pool_max_idle_per_host(0)
            .timeout(PATIENCE)
            .build();
        Self {
            stand_in,
            clock,
            address: running.address,
            metrics: running.metrics,
            handle: running.handle,
            client: client.unwrap(),
            settings,
            explainer: OnceCell::new(),
            explains: true,
        }
    }

    /// Completes once the service says that it is ready.
    pub(crate) async fn until_ready(&self) {
        within_patience(async { while self.get("/readyz", &[]).await.status != 200 {} }).await;
    }

    /// Answers to a `GET` request with these headers, in this order.
    pub(crate) async fn get(&self, path: &str, headers: &[(&str, &[u8])]) -> Answer {
        let mut request = self.client.get(format!("{}{path}", self.public_url()));
        for (name, value) in headers {
            request = request.header(*name, HeaderValue::from_bytes(value).unwrap());
        }
        Answer::of(request.send().await.unwrap()).await
    }

    /// The answer to a caller with this access token.
    pub(crate) async fn me(&self, token: &str) -> Answer {
        self.me_with(&format!("Bearer {token}")).await
    }

    /// The answer to a caller with this `Authorization` header.
    pub(crate) async fn me_with(&self, authorization: &str) -> Answer {
        let header = ("authorization", authorization.as_bytes());
        self.get(ME, &[header]).await
    }

    /// The answer to bytes as they are. The request must ask for the connection to be closed.
    pub(crate) async fn raw(&self, request: &[u8]) -> Answer {
        let exchange = async {
            let mut stream = TcpStream::connect(self.address).await.unwrap();
            stream.write_all(request).await.unwrap();
            let mut received = Vec::new();
            stream.read_to_end(&mut received).await.unwrap();
            received
        };
        Answer::parse(&within_patience(exchange).await)
    }

    /// The answer to a request with exactly this target and these header lines.
    pub(crate) async fn ask(&self, method: &str, target: &str, lines: &[&str]) -> Answer {
        let named = lines.iter().any(|line| line.starts_with("host: "));
        let host = if named { "" } else { "host: test\r\n" };
        let first = format!("{method} {target} HTTP/1.1\r\nconnection: close\r\n{host}");
        let head = [lines, &["\r\n"]].concat().join("\r\n");
        self.raw(format!("{first}{head}").as_bytes()).await
    }

    /// Where the figures are read; only where a test switched them on.
    pub(crate) fn metrics_url(&self) -> String {
        format!("http://{}/metrics", self.metrics.unwrap())
    }

    /// Where the service listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The answer to a request with a body of this media type.
    pub(crate) async fn post(
        &self,
        target: &str,
        media_type: &str,
        lines: &[&str],
        body: &str,
    ) -> Answer {
        let described = [
            format!("content-type: {media_type}"),
            format!("content-length: {}", body.len()),
        ];
        let lines: Vec<&str> = lines
            .iter()
            .copied()
            .chain(described.iter().map(String::as_str))
            .collect();
        let head = [lines.as_slice(), &["\r\n"]].concat().join("\r\n");
        let first = format!("POST {target} HTTP/1.1\r\nconnection: close\r\nhost: test\r\n");
        self.raw(format!("{first}{head}{body}").as_bytes()).await
    }

    pub(crate) fn client(&self) -> &reqwest::Client {
        &self.client
    }

    /// Where the service is reached.
    pub(crate) fn public_url(&self) -> String {
        format!("http://localhost:{}", self.address.port())
    }

    /// A genuine token of a user before it is signed.
    pub(crate) fn user(&self, username: &str) -> Draft {
        let draft = self.stand_in.user_token(username, "user_impersonation");
        draft.unwrap()
    }

    /// The same in version 1.0.
    pub(crate) fn user_v1(&self, username: &str) -> Draft {
        let draft = self.stand_in.user_token_v1(username, "user_impersonation");
        draft.unwrap()
    }

    /// A genuine token of an application that holds the app role of the policy.
    pub(crate) fn application(&self) -> Draft {
        let draft = self.stand_in.application_token("Nightly report", CONTOSO);
        draft.unwrap()
    }

    /// The same in version 1.0.
    pub(crate) fn application_v1(&self) -> Draft {
        let draft = self
            .stand_in
            .application_token_v1("Nightly report", CONTOSO);
        draft.unwrap()
    }

    pub(crate) fn sign(&self, draft: &Draft) -> String {
        self.stand_in.sign(draft).unwrap()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // The command is on its way when the call returns.
        drop(self.handle.stop(false));
    }
}

async fn within_patience<T>(waiting: impl Future<Output = T>) -> T {
    let result = tokio::time::timeout(PATIENCE, waiting).await;
    result.expect("it took too long")
}

/// An issuer with all its keys published, and others that a service must cope with.
async fn issuer(clock: &ManualClock) -> StandIn {
    let directory = IDS.iter().fold(DEVELOPMENT.to_owned(), |text, (old, new)| {
        text.replace(old, new)
    });
    let directory = Directory::from_toml(&directory).unwrap();
    let now = clock.clone();
    let options = Options::new(directory, Arc::new(move || now.unix_seconds()));
    let stand_in = StandIn::start(options).await.unwrap();
    stand_in.all_keys_ready().await.unwrap();
    key_set::publish_oddities(&stand_in);
    stand_in
}

pub(crate) fn load(instance: &str, settings: &[(&str, &str)], extension: &Extension) -> Settings {
    let listed = format!("{CONTOSO},{FABRIKAM}");
    let usual = [
        ("server.host", "127.0.0.1"),
        ("server.port", "0"),
        ("server.workers", "1"),
        ("metrics.enabled", "false"),
        ("metrics.port", "0"),
        ("entra.instance", instance),
        ("entra.client_id", API),
        ("tenants.listed", &listed),
    ];
    let keys: BTreeMap<_, _> = usual.iter().chain(settings).copied().collect();
    let environment = keys.into_iter().map(|(key, value)| {
        let name = key.replace('.', "__").to_ascii_uppercase();
        (format!("ENTRANCE__{name}"), value.to_owned())
    });
    let sources = Sources {
        defaults: extension.defaults().to_vec(),
        environment: environment.collect(),
        ..Sources::default()
    };
    Settings::load(&sources).unwrap().settings
}

/// Runs another service for the same issuer, by the same clock.
pub(crate) async fn run_beside(
    instance: &str,
    settings: &[(&str, &str)],
    clock: ManualClock,
) -> (SocketAddr, ServerHandle) {
    let extension = Extension::new();
    let running = run(load(instance, settings, &extension), clock, extension).await;
    (running.address, running.handle)
}

/// What is known of a running service.
struct Running {
    address: SocketAddr,
    metrics: Option<SocketAddr>,
    handle: ServerHandle,
}

/// Runs a service on a thread of its own.
async fn run(settings: Settings, clock: ManualClock, extension: Extension) -> Running {
    let (sender, receiver) = oneshot::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async {
            let surroundings = Surroundings {
                clock: Arc::new(clock),
                jitter: || 0.5,
            };
            let application = Application::build(settings, &surroundings, extension).unwrap();
            let _ = sender.send(Running {
                address: application.addresses()[0],
                metrics: application.metrics_addresses().first().copied(),
                handle: application.handle(),
            });
            application.run().await.unwrap();
        });
    });
    receiver.await.unwrap()
}
