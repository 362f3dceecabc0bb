//! A service that admits by its directory, with an operator, and replicas beside it.

use std::net::SocketAddr;
use std::time::Duration;

use actix_server::ServerHandle;
use reqwest::Method;
use serde_json::Value;

use super::database::Database;
use crate::service::{Answer, CONTOSO, FABRIKAM, PAGE, Service, run_beside};

pub(crate) const TENANTS: &str = "/api/v1/tenants";
pub(crate) const ADA_OPERATOR: &str = "ada@contoso.example";
pub(crate) const NORTHWIND: &str = "10000000-0000-4000-8000-000000000003";

/// A service on a database of its own, and an operator who is signed in.
pub(crate) struct World {
    pub(crate) service: Service,
    pub(crate) database: Database,
    pub(crate) operator: String,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::with(&[]).await
    }

    pub(crate) async fn with(settings: &[(&str, &str)]) -> Self {
        Self::on(Database::create().await, settings).await
    }

    pub(crate) async fn on(database: Database, settings: &[(&str, &str)]) -> Self {
        let mut all = directory_settings(&database);
        all.extend(settings);
        let service = Service::with(&all).await.without_explanations();
        let operator = service.sign(&service.user(ADA_OPERATOR));
        drop(all);
        Self {
            service,
            database,
            operator,
        }
    }

    /// Another service on the same database, with the same issuer and clock.
    pub(crate) async fn replica(&self) -> Replica {
        let settings = directory_settings(&self.database);
        let instance = self.service.stand_in.instance();
        let (address, handle) = run_beside(&instance, &settings, self.service.clock.clone()).await;
        let client = self.client().clone();
        let replica = Replica {
            address,
            handle,
            client,
        };
        while replica.get("/readyz", "").await.status != 200 {}
        replica
    }

    pub(crate) fn client(&self) -> &reqwest::Client {
        self.service.client()
    }

    /// An operator's request.
    pub(crate) async fn operate(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        self.send(method, path, body, &self.operator, None).await
    }

    /// An operator's request about a version.
    pub(crate) async fn operate_if(
        &self,
        if_match: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        self.send(method, path, body, &self.operator, Some(if_match))
            .await
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
        token: &str,
        if_match: Option<&str>,
    ) -> Answer {
        let base = self.service.public_url();
        request(self.client(), &base, method, path, body, token, if_match).await
    }

    pub(crate) async fn show(&self, tenant: &str) -> Answer {
        self.operate(Method::GET, &format!("{TENANTS}/{tenant}"), None)
            .await
    }

    /// An action without a body, such as `approve`.
    pub(crate) async fn act(&self, tenant: &str, action: &str) -> Answer {
        self.operate(Method::POST, &format!("{TENANTS}/{tenant}/{action}"), None)
            .await
    }

    pub(crate) async fn invite(&self, tenant: &str) -> Answer {
        let body = serde_json::json!({ "tenant_id": tenant, "display_name": "Customer" });
        self.operate(Method::POST, TENANTS, Some(body)).await
    }

    pub(crate) async fn suspend(&self, tenant: &str) -> Answer {
        let body = serde_json::json!({ "reason": "unpaid" });
        let path = format!("{TENANTS}/{tenant}/suspend");
        self.operate(Method::POST, &path, Some(body)).await
    }

    /// Lets a tenant in.
    pub(crate) async fn admit(&self, tenant: &str) {
        let invited = self.invite(tenant).await;
        assert!(invited.status < 300, "{}", invited.body);
        let approved = self.act(tenant, "approve").await;
        assert_eq!(approved.status, 200, "{}", approved.body);
    }

    /// Fabrikam, let in.
    pub(crate) async fn admitting_fabrikam() -> Self {
        let world = Self::start().await;
        world.admit(FABRIKAM).await;
        world
    }
}

impl World {
    /// Asks a service until the answer has this status, while seconds pass by the clock.
    pub(crate) async fn answers(&self, base: &str, path: &str, token: &str, status: u16) {
        let ask = || request(self.client(), base, Method::GET, path, None, token, None);
        let asking = async {
            while ask().await.status != status {
                self.service.clock.advance(Duration::from_secs(1));
            }
        };
        let answered = tokio::time::timeout(Duration::from_secs(20), asking).await;
        answered.unwrap_or_else(|_| panic!("{path} does not answer {status}"));
    }
}

/// A second service. Dropping it stops it.
pub(crate) struct Replica {
    address: SocketAddr,
    handle: ServerHandle,
    client: reqwest::Client,
}

impl Replica {
    pub(crate) fn url(&self) -> String {
        format!("http://localhost:{}", self.address.port())
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Answer {
        request(
            &self.client,
            &self.url(),
            Method::GET,
            path,
            None,
            token,
            None,
        )
        .await
    }

    /// Asks until the answer has this status, while seconds pass by the clock.
    pub(crate) async fn answers(&self, world: &World, path: &str, token: &str, status: u16) {
        world.answers(&self.url(), path, token, status).await;
    }

    /// Asks until the answer has this status, while no time passes by the clock.
    #[cfg(feature = "test-postgres")]
    pub(crate) async fn answers_at_once(&self, path: &str, token: &str, status: u16) {
        let asking = async { while self.get(path, token).await.status != status {} };
        let limit = Duration::from_secs(20);
        let answered = tokio::time::timeout(limit, asking).await;
        answered.unwrap_or_else(|_| panic!("{path} does not answer {status}"));
    }
}

impl Drop for Replica {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

pub(crate) async fn request(
    client: &reqwest::Client,
    base: &str,
    method: Method,
    path: &str,
    body: Option<Value>,
    token: &str,
    if_match: Option<&str>,
) -> Answer {
    let mut request = client.request(method, format!("{base}{path}"));
    if !token.is_empty() {
        request = request.bearer_auth(token);
    }
    if let Some(if_match) = if_match {
        request = request.header("if-match", if_match);
    }
    if let Some(body) = body {
        request = request.json(&body);
    }
    Answer::of(request.send().await.unwrap()).await
}

fn directory_settings(database: &Database) -> Vec<(&str, &str)> {
    vec![
        ("tenants.admission", "directory"),
        ("tenants.listed", ""),
        ("tenants.operator", CONTOSO),
        ("database.url", &database.url),
        ("entra.openapi_client_id", PAGE),
    ]
}
