//! A process that is killed amid its writes has kept every change that it acknowledged.

use std::collections::{BTreeMap, BTreeSet};

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

    /// The path of the invitation's link, if the change was acknowledged.
    async fn invites(&self, id: &str) -> Option<String> {
        let body = json!({ "tenant_id": id, "display_name": "Customer" });
        let request = self
            .client
            .request(Method::POST, format!("{}{TENANTS}", self.base));
        let sent = request.bearer_auth(&self.token).json(&body).send().await;
        let answer = sent.ok().filter(|answer| answer.status() == 201)?;
        let invited: Value = answer.json().await.ok()?;
        let link = invited["invitation"]["url"].as_str().unwrap();
        let (_, secret) = link.rsplit_once('/').unwrap();
        Some(format!("/onboarding/invitations/{secret}"))
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
        let mut acknowledged = BTreeMap::new();
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
                    async move { operator.invites(&id).await.map(|link| (id, link)) }
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
        let kept_ids = ids(&kept);
        let is_kept = |id: &String| kept_ids.contains(id);
        assert!(acknowledged.keys().all(is_kept), "a change is lost");
        let is_invited = |item: &Value| item["state"] == "invited";
        assert!(kept.iter().all(is_invited), "a tenant by halves");
        let is_whole =
            |item: &Value| item["action"] == "invite" && item["state_after"] == "invited";
        assert!(events.iter().all(is_whole), "an event by halves");
        for link in acknowledged.values().step_by(20) {
            let address = format!("{}{link}", operator.base);
            let opened = operator.client.get(address).send().await.unwrap();
            assert_eq!(opened.status(), 200, "a link that was given is lost");
        }
        assert_eq!(
            ids(&kept),
            ids(&events),
            "a change without its event, or the reverse"
        );
        assert_eq!(kept.len(), events.len(), "an event twice");
    });
}
