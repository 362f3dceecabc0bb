//! A client of Microsoft Graph, with as much patience as its documentation asks for.

mod error;
mod waiting;

use std::sync::Arc;
use std::time::Duration;

use entrance_auth::Clock;
use reqwest::{Client, Method as HttpMethod, RequestBuilder, Response, StatusCode, redirect};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::change::{GraphRequest, Method};

pub use error::GraphError;
pub(crate) use waiting::Backoff;

/// How long one call may take.
const TIMEOUT: Duration = Duration::from_mins(1);
/// How many pages of a list are read.
const MAX_PAGES: usize = 50;

/// An access token for Microsoft Graph. It is never shown.
pub struct AccessToken(String);

impl AccessToken {
    /// Takes a token over.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }
}

/// What goes on, for whoever watches.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A change is made now.
    Changing(&'a crate::Change),
    /// Microsoft Graph has to be waited for.
    Waiting {
        /// Why.
        reason: &'a str,
        /// How long.
        pause: Duration,
    },
}

/// Is told what goes on.
pub type Notify = Arc<dyn Fn(&Event<'_>) + Send + Sync>;

/// A client of Microsoft Graph.
pub struct GraphClient {
    http: Client,
    base: String,
    token: AccessToken,
    clock: Arc<dyn Clock>,
    notify: Notify,
}

/// One page of a list.
#[derive(Deserialize)]
struct Page<T> {
    value: Vec<T>,
    #[serde(rename = "@odata.nextLink")]
    next: Option<String>,
}

impl GraphClient {
    /// A client for the Graph at this base address (see [`graph_base`](crate::graph_base)).
    ///
    /// # Errors
    /// [`GraphError::Client`] if TLS cannot be set up.
    pub fn new(
        base: String,
        token: AccessToken,
        clock: Arc<dyn Clock>,
        notify: Notify,
    ) -> Result<Self, GraphError> {
        // SECURITY: the token is sent to this address only, never to where an answer points.
        let mut builder = Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(TIMEOUT)
            .user_agent(concat!("entrance/", env!("CARGO_PKG_VERSION")));
        if base.starts_with("http://") {
            // A proxy could not reach this machine's own addresses.
            builder = builder.no_proxy();
        }
        Ok(Self {
            http: builder.build().map_err(GraphError::Client)?,
            base,
            token,
            clock,
            notify,
        })
    }

    /// Reads an object, if there is one.
    pub(crate) async fn find<T: DeserializeOwned>(
        &self,
        path: &str,
    ) -> Result<Option<T>, GraphError> {
        match self.read(&format!("{}{path}", self.base), path).await {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads a list, page by page.
    pub(crate) async fn list<T: DeserializeOwned>(&self, path: &str) -> Result<Vec<T>, GraphError> {
        let mut all = Vec::new();
        let mut next = Some(format!("{}{path}", self.base));
        for _ in 0..MAX_PAGES {
            let Some(url) = next else { break };
            let page: Page<T> = self.read(&url, path).await?;
            all.extend(page.value);
            // SECURITY: a link that leads elsewhere would take the token there.
            next = page.next.filter(|link| link.starts_with(&self.base));
        }
        Ok(all)
    }

    /// Makes a call that changes something, and gives the answer's body if there is one.
    pub(crate) async fn send(&self, request: &GraphRequest) -> Result<Option<Value>, GraphError> {
        let method = match request.method {
            Method::Patch => HttpMethod::PATCH,
            Method::Post => HttpMethod::POST,
        };
        let what = format!("{method} {}", request.path);
        let url = format!("{}{}", self.base, request.path);
        let mut builder = self.http.request(method, url).json(&request.body);
        if request.create_if_missing {
            builder = builder.header("prefer", "create-if-missing");
        }
        let response = self.exchange(builder, &what).await?;
        match response.status() {
            StatusCode::NO_CONTENT => Ok(None),
            _ => {
                Ok(Some(response.json().await.map_err(|source| {
                    GraphError::Unreadable { what, source }
                })?))
            }
        }
    }

    async fn read<T: DeserializeOwned>(&self, url: &str, path: &str) -> Result<T, GraphError> {
        let what = format!("GET {path}");
        let response = self.exchange(self.http.get(url), &what).await?;
        let body = response.json().await;
        body.map_err(|source| GraphError::Unreadable { what, source })
    }

    /// Sends until there is an answer that no repetition would change. All our calls have the same
    /// effect when they are made twice.
    async fn exchange(&self, request: RequestBuilder, what: &str) -> Result<Response, GraphError> {
        let mut backoff = Backoff::new();
        loop {
            let Some(attempt) = request.try_clone() else {
                return Err(GraphError::NotRepeatable);
            };
            let answer = attempt.bearer_auth(&self.token.0).send().await;
            let (error, asked) = match answer {
                Ok(response) if response.status().is_success() => return Ok(response),
                Ok(response) => {
                    let asked = waiting::retry_after(response.headers());
                    (error::of(response, what).await, asked)
                }
                Err(source) => (GraphError::unreachable(source), None),
            };
            if !error.is_passing() {
                return Err(error);
            }
            let Some(pause) = backoff.next(asked) else {
                return Err(error);
            };
            self.pause(&error.to_string(), pause).await;
        }
    }

    /// Waits, and says why.
    pub(crate) async fn pause(&self, reason: &str, pause: Duration) {
        (self.notify)(&Event::Waiting { reason, pause });
        self.clock.sleep_until(self.clock.steady() + pause).await;
    }

    /// Tells whoever watches.
    pub(crate) fn tell(&self, event: &Event<'_>) {
        (self.notify)(event);
    }
}
