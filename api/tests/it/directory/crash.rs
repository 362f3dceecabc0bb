//! A process that is killed amid its writes has kept every change that it acknowledged.

use std::collections::BTreeSet;

use futures_util::StreamExt as _;
use reqwest::{Client, Method};
use serde_json::{Value, json};

use super::database::Database;
use super::world::{ADA_OPERATOR, TENANTS};
use crate::issuer::Issuer;
use crate::process::{Launch, Process};
use crate::service::PAGE;

const ROUNDS: usize = 10;
const WRITES: usize = 1_000;
/// Contoso, by the id that the stand-in delivers.
const OPERATOR: &str = "10000000-0000-4000-8000-000000000001";

fn launch(issuer: &Issuer, database: &Database) -> Process {
    Launch::serve(&issuer.instance())
        .variable("ENTRANCE__TENANTS__ADMISSION", "directory")
        .variable("ENTRANCE__TENANTS__LISTED", "")
        .variable("ENTRANCE__TENANTS__OPERATOR", OPERATOR)
        .variable("ENTRANCE__DATABASE__URL", &database.url)
        .variable("OPENAPI_CLIENT_ID", PAGE)
        .start()
}

fn tenant(round: usize, number: usize) -> String {
    format!("70000000-0000-4000-8000-{round:04}{number:08}")
}

/// An operator at one process.
struct Operator {
    client: Client,
    base: String,
    token: String,
}

impl Operator {
    async fn at(process: &Process, token: &str) -> Self {
        let client = Client::builder().no_proxy().build().unwrap();
        let base = format!("http://{}", process.address());
        let ready = format!("{base}/readyz");
        while client.get(&ready).send().await.unwrap().status() != 200 {}
        let token = token.to_owned();
        Self {
            client,
            base,
            token,
        }
    }

    async fn invites(&self, id: &str) -> bool {
        let body = json!({ "tenant_id": id, "display_name": "Customer" });
        let request = self
            .client
            .request(Method::POST, format!("{}{TENANTS}", self.base));
        let sent = request.bearer_auth(&self.token).json(&body).send().await;
        sent.is_ok_and(|answer| answer.status() == 201)
    }

    /// Everything on the pages of a list.
    async fn all(&self, path: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut cursor = String::new();
        loop {
            let address = format!("{}{path}?limit=200{cursor}", self.base);
            let request = self.client.get(address).bearer_auth(&self.token);
            let page: Value = request.send().await.unwrap().json().await.unwrap();
            items.extend(page["items"].as_array().unwrap().iter().cloned());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return items,
            }
        }
    }
}

fn ids(items: &[Value]) -> BTreeSet<String> {
    let ids = items.iter().map(|item| item["tenant_id"].as_str().unwrap());
    ids.map(str::to_owned).collect()
}

#[test]
fn a_killed_process_has_kept_every_acknowledged_change_with_its_event_and_nothing_by_halves() {
    let issuer = Issuer::start();
    let token = issuer.sign(&issuer.user(ADA_OPERATOR, "user_impersonation"));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let database = Database::create().await;
        let mut acknowledged = BTreeSet::new();
        for round in 0..ROUNDS {
            let process = launch(&issuer, &database);
            let operator = Operator::at(&process, &token).await;
            let mut process = Some(process);
            let mut answers = 0;
            let last = 20 + 37 * round;
            let mut writes = futures_util::stream::iter(0..WRITES)
                .map(|number| {
                    let id = tenant(round, number);
                    let operator = &operator;
                    async move { operator.invites(&id).await.then_some(id) }
                })
                .buffer_unordered(16);
            while let Some(written) = writes.next().await {
                acknowledged.extend(written);
                answers += 1;
                if answers == last {
                    // SIGKILL, while others are under way.
                    drop(process.take());
                }
            }
        }
        let process = launch(&issuer, &database);
        let operator = Operator::at(&process, &token).await;
        let kept = operator.all(TENANTS).await;
        let events = operator.all("/api/v1/audit").await;
        assert!(acknowledged.len() >= 20 * ROUNDS);
        assert!(ids(&kept).is_superset(&acknowledged), "a change is lost");
        assert_eq!(
            ids(&kept),
            ids(&events),
            "a change without its event, or the reverse"
        );
        assert_eq!(kept.len(), events.len(), "an event twice");
    });
}
