//! A stand-in's Microsoft Graph, and a clock that nobody has to wait for.

use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use entrance_auth::{Clock, Instance};
use entrance_registration::{
    AccessToken, AccountTypes, ApplyError, Desired, DesiredPage, GraphClient, Outcome, Plan, apply,
    graph_base, observe,
};
use entrance_stand_in::{Directory, GraphBehavior, Options, StandIn};
use serde_json::{Value, json};

const DEVELOPMENT: &str = include_str!("../../../../config/development.toml");
pub(crate) const CONTOSO: &str = "10000000-0000-4000-8000-000000000001";
pub(crate) const TOOL: (&str, &str) = (
    "30000000-0000-4000-8000-000000000008",
    "registration-tool-on-this-machine-only",
);
pub(crate) const DAEMON: (&str, &str) = (
    "30000000-0000-4000-8000-000000000003",
    "nightly-report-on-this-machine-only",
);

/// A program that may read registrations.
const READER: &str = r#"
[[stand_in.clients]]
client_id = "30000000-0000-4000-8000-00000000000f"
name = "Reader"
secret = "reader-on-this-machine-only"
graph_permissions = ["Application.Read.All"]

[[stand_in.clients.assignments]]
tenant = "10000000-0000-4000-8000-000000000001"
object_id = "40000000-0000-4000-8000-0000000000f1"
"#;

/// A clock whose waiting takes no time and is added up.
#[derive(Debug, Default)]
pub(crate) struct Hurried {
    steady: Mutex<Duration>,
}

impl Clock for Hurried {
    fn unix_seconds(&self) -> u64 {
        1_800_000_000
    }

    fn steady(&self) -> Duration {
        *self.steady.lock().unwrap()
    }

    fn sleep_until(&self, deadline: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let mut steady = self.steady.lock().unwrap();
        *steady = deadline.max(*steady);
        Box::pin(ready(()))
    }
}

/// A running stand-in, and somebody who may change its registrations.
pub(crate) struct World {
    pub(crate) stand_in: StandIn,
    pub(crate) clock: Arc<Hurried>,
    token: String,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::start_as(TOOL).await
    }

    pub(crate) async fn start_as(client: (&str, &str)) -> Self {
        let directory = Directory::from_toml(&format!("{DEVELOPMENT}{READER}")).unwrap();
        let options = Options::new(directory, Arc::new(|| 1_800_000_000));
        let stand_in = StandIn::start(options).await.unwrap();
        let scope = "https://graph.microsoft.com/.default";
        let token = token(&stand_in, client, scope).await;
        Self {
            stand_in,
            clock: Arc::default(),
            token,
        }
    }

    pub(crate) fn behave(&self, behavior: GraphBehavior) {
        self.stand_in.set_graph_behavior(behavior);
    }

    pub(crate) fn graph(&self) -> GraphClient {
        self.graph_with(&self.token)
    }

    pub(crate) fn graph_with(&self, token: &str) -> GraphClient {
        let instance = Instance::parse(&self.stand_in.instance()).unwrap();
        GraphClient::new(
            graph_base(&instance).unwrap(),
            AccessToken::new(token.to_owned()),
            Arc::clone(&self.clock) as Arc<dyn Clock>,
            Arc::new(|_| ()),
        )
        .unwrap()
    }

    pub(crate) async fn plan(&self, desired: &Desired) -> Plan {
        let observed = observe(&self.graph(), desired).await.unwrap();
        Plan::new(desired, &observed)
    }

    pub(crate) async fn try_apply(&self, desired: &Desired) -> Result<Outcome, ApplyError> {
        let graph = self.graph();
        let observed = observe(&graph, desired).await?;
        apply(&graph, desired, observed).await
    }

    pub(crate) async fn apply(&self, desired: &Desired) -> Outcome {
        self.try_apply(desired).await.unwrap()
    }

    /// A call of Graph by somebody else.
    pub(crate) async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        let url = format!("{}/graph/v1.0{path}", self.stand_in.instance());
        let mut request = client()
            .request(method.parse().unwrap(), url)
            .bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_success(), "{method} {path}");
        let text = answer.text().await.unwrap();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Somebody else makes an application with these settings.
    pub(crate) async fn foreign(&self, settings: Value) -> Value {
        let created = self.call("POST", "/applications", Some(settings)).await;
        self.call(
            "GET",
            &format!("/applications/{}", created["id"].as_str().unwrap()),
            None,
        )
        .await
    }

    /// All applications.
    pub(crate) async fn applications(&self) -> Vec<Value> {
        let list = self.call("GET", "/applications", None).await;
        list["value"].as_array().unwrap().clone()
    }
}

/// An access token for a program of Contoso.
pub(crate) async fn token(stand_in: &StandIn, (id, secret): (&str, &str), scope: &str) -> String {
    let answer = client()
        .post(format!(
            "{}/{CONTOSO}/oauth2/v2.0/token",
            stand_in.instance()
        ))
        .form(&[
            ("grant_type", "client_credentials"),
            ("client_id", id),
            ("client_secret", secret),
            ("scope", scope),
        ])
        .send()
        .await
        .unwrap();
    let body: Value = answer.json().await.unwrap();
    body["access_token"].as_str().unwrap().to_owned()
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// Both registrations, multi-tenant.
pub(crate) fn desired() -> Desired {
    Desired {
        name: "Orders".to_owned(),
        account_types: AccountTypes::Organizations,
        api_client_id: None,
        identifier_uri: "api://{client_id}".to_owned(),
        page: Some(DesiredPage {
            client_id: None,
            redirect_addresses: vec![
                "http://localhost:8000/oauth2-redirect".to_owned(),
                "http://localhost:8000/onboarding/consented".to_owned(),
            ],
        }),
        azure_cli: true,
    }
}

/// Settings as JSON, with the text of each id replaced by its number of appearance.
pub(crate) fn with_names_for_ids(applications: &[Value]) -> String {
    let mut text = json!(applications).to_string();
    for (number, application) in applications.iter().enumerate() {
        for key in ["id", "appId"] {
            let id = application[key].as_str().unwrap();
            text = text.replace(id, &format!("{key} {number}"));
        }
    }
    text
}
