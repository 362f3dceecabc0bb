//! A stand-in with a clock that can be advanced, and a client's way through a sign-in.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entrance_stand_in::{Directory, Options, StandIn};
use serde_json::Value;
use url::Url;

use crate::support::{API, DEVELOPMENT, NOW, client};

/// The single-page application of somebody else, for which users have to consent.
pub(crate) const ORDER_PAGE: &str = "30000000-0000-4000-8000-000000000005";
pub(crate) const ORDER_PAGE_ADDRESS: &str = "http://localhost:5173/";
pub(crate) const ORDER_PAGE_ORIGIN: &str = "http://localhost:5173";
/// The program at the command line.
pub(crate) const ORDER_TOOL: &str = "30000000-0000-4000-8000-000000000006";
/// The site with a secret, which is an API as well.
pub(crate) const ORDER_DESK: &str = "30000000-0000-4000-8000-000000000007";
pub(crate) const ORDER_DESK_ADDRESS: &str = "http://localhost:8002/signed-in";
pub(crate) const ORDER_DESK_SECRET: &str = "order-desk-on-this-machine-only";

pub(crate) const ADA: &str = "20000000-0000-4000-8000-000000000011";
pub(crate) const BEN: &str = "20000000-0000-4000-8000-000000000012";
pub(crate) const GIA: &str = "20000000-0000-4000-8000-000000000013";
pub(crate) const FINN: &str = "20000000-0000-4000-8000-000000000021";
pub(crate) const PAT: &str = "00000000-0000-0000-8000-000000000041";

/// What the client keeps to itself until it redeems its code.
pub(crate) const VERIFIER: &str = "a-verifier-that-is-as-long-as-it-has-to-be-43";

/// Parameters of a request.
pub(crate) type Form = Vec<(&'static str, String)>;

pub(crate) fn form(parameters: &[(&'static str, &str)]) -> Form {
    parameters
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect()
}

/// The same with one parameter changed, or added; an empty value takes it out.
pub(crate) fn with(form: &Form, name: &'static str, value: &str) -> Form {
    let mut changed: Form = form.clone();
    changed.retain(|(found, _)| *found != name);
    if !value.is_empty() {
        changed.push((name, value.to_owned()));
    }
    changed
}

/// The S256 challenge of a verifier.
pub(crate) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}

pub(crate) fn scope() -> String {
    format!("openid profile offline_access api://{API}/user_impersonation")
}

/// A sound request of the single-page application.
pub(crate) fn request() -> Form {
    form(&[
        ("client_id", ORDER_PAGE),
        ("response_type", "code"),
        ("redirect_uri", ORDER_PAGE_ADDRESS),
        ("scope", &scope()),
        ("state", "the client's state"),
        ("nonce", "the client's nonce"),
        ("code_challenge", &challenge(VERIFIER)),
        ("code_challenge_method", "S256"),
    ])
}

/// A sound request of the site with a secret.
pub(crate) fn site_request() -> Form {
    let request = with(&request(), "client_id", ORDER_DESK);
    with(&request, "redirect_uri", ORDER_DESK_ADDRESS)
}

/// How the single-page application redeems a code.
pub(crate) fn redemption(code: &str) -> Form {
    form(&[
        ("grant_type", "authorization_code"),
        ("client_id", ORDER_PAGE),
        ("redirect_uri", ORDER_PAGE_ADDRESS),
        ("code_verifier", VERIFIER),
        ("code", code),
    ])
}

/// How the site redeems a code.
pub(crate) fn site_redemption(code: &str) -> Form {
    let redemption = with(&redemption(code), "client_id", ORDER_DESK);
    let redemption = with(&redemption, "redirect_uri", ORDER_DESK_ADDRESS);
    with(&redemption, "client_secret", ORDER_DESK_SECRET)
}

pub(crate) struct World {
    pub(crate) stand_in: StandIn,
    time: Arc<AtomicU64>,
}

impl World {
    pub(crate) async fn start() -> Self {
        let time = Arc::new(AtomicU64::new(NOW));
        let now = Arc::clone(&time);
        let directory = Directory::from_toml(DEVELOPMENT).unwrap();
        let now: entrance_stand_in::Now = Arc::new(move || now.load(Ordering::SeqCst));
        let stand_in = StandIn::start(Options::new(directory, now)).await.unwrap();
        stand_in.set_service("http://localhost:8000");
        Self { stand_in, time }
    }

    /// Lets seconds pass.
    pub(crate) fn pass(&self, seconds: u64) {
        self.time.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) fn url(&self, path: &str, query: &Form) -> Url {
        let mut url = Url::parse(&format!("{}{path}", self.stand_in.instance())).unwrap();
        url.query_pairs_mut().extend_pairs(query);
        url
    }

    /// Opens the page on which an account is chosen.
    pub(crate) async fn authorize(&self, tenant: &str, request: &Form) -> reqwest::Response {
        let url = self.url(&format!("/{tenant}/oauth2/v2.0/authorize"), request);
        client().get(url).send().await.unwrap()
    }

    /// Sends the form of a page, as a browser does.
    pub(crate) async fn submit(&self, path: &str, query: &Form, body: &Form) -> reqwest::Response {
        client()
            .post(self.url(path, query))
            .header("origin", self.stand_in.instance())
            .form(body)
            .send()
            .await
            .unwrap()
    }

    /// Chooses an account, and agrees if asked.
    pub(crate) async fn choose(
        &self,
        tenant: &str,
        request: &Form,
        account: &str,
    ) -> reqwest::Response {
        let body = form(&[("account", account), ("decision", "accept")]);
        self.submit(&format!("/{tenant}/login"), request, &body)
            .await
    }

    /// A code for Ben of Contoso.
    pub(crate) async fn code(&self, request: &Form) -> String {
        self.code_for("organizations", request, BEN).await
    }

    pub(crate) async fn code_for(&self, tenant: &str, request: &Form, account: &str) -> String {
        let answer = self.choose(tenant, request, account).await;
        query_of(&location(&answer), "code").unwrap()
    }

    /// Posts to the token endpoint, as a page of this origin if there is one.
    pub(crate) async fn token(
        &self,
        tenant: &str,
        origin: Option<&str>,
        form: &Form,
    ) -> reqwest::Response {
        let url = format!("{}/{tenant}/oauth2/v2.0/token", self.stand_in.instance());
        let mut request = client().post(url).form(form);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        request.send().await.unwrap()
    }

    /// What the single-page application gets for a form.
    pub(crate) async fn page_token(&self, form: &Form) -> reqwest::Response {
        self.token("organizations", Some(ORDER_PAGE_ORIGIN), form)
            .await
    }

    /// What a client that is no page gets for a form.
    pub(crate) async fn server_token(&self, form: &Form) -> reqwest::Response {
        self.token("organizations", None, form).await
    }

    /// Tokens of the single-page application for Ben of Contoso.
    pub(crate) async fn signed_in(&self) -> Value {
        let code = self.code(&request()).await;
        granted(self.page_token(&redemption(&code)).await).await
    }
}

/// Where an answer sends the browser.
pub(crate) fn location(answer: &reqwest::Response) -> Url {
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    answer.headers()["location"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap()
}

/// A parameter in the query of an address.
pub(crate) fn query_of(url: &Url, name: &str) -> Option<String> {
    url.query_pairs()
        .find(|(found, _)| found == name)
        .map(|(_, value)| value.into_owned())
}

/// Asserts a grant, and gives its body.
pub(crate) async fn granted(answer: reqwest::Response) -> Value {
    let status = answer.status();
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(status, 200, "{}", body["error_description"]);
    assert_eq!(body["token_type"], "Bearer");
    body
}

/// Asserts a refusal's shape, and gives its error and number.
pub(crate) async fn refused(answer: reqwest::Response) -> (String, u64) {
    let status = answer.status();
    let body: Value = answer.json().await.unwrap();
    assert!(status.is_client_error(), "{status}: it is granted");
    let number = body["error_codes"][0].as_u64().unwrap();
    let description = body["error_description"].as_str().unwrap();
    assert!(description.starts_with(&format!("AADSTS{number}: ")));
    (body["error"].as_str().unwrap().to_owned(), number)
}

/// Asserts that a client is told a refusal at its address, and gives its error and number.
pub(crate) fn refused_at_client(answer: &reqwest::Response) -> (String, u64) {
    let location = location(answer);
    assert!(location.as_str().starts_with(ORDER_PAGE_ADDRESS));
    assert_eq!(
        query_of(&location, "state").as_deref(),
        Some("the client's state")
    );
    assert_eq!(query_of(&location, "code"), None);
    let description = query_of(&location, "error_description").unwrap();
    let number = description.strip_prefix("AADSTS").unwrap();
    let (number, _) = number.split_once(':').unwrap();
    (
        query_of(&location, "error").unwrap(),
        number.parse().unwrap(),
    )
}

/// Asserts that the person is told a refusal on a page, and gives its number.
pub(crate) async fn refused_on_page(answer: reqwest::Response) -> u64 {
    assert_eq!(answer.status(), 400);
    assert!(answer.headers().get("location").is_none());
    let page = answer.text().await.unwrap();
    let (_, number) = page.split_once("<strong>AADSTS").unwrap();
    let (number, _) = number.split_once('<').unwrap();
    number.parse().unwrap()
}

pub(crate) fn expected(error: &str, number: u64) -> (String, u64) {
    (error.to_owned(), number)
}
