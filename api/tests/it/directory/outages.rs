//! The database goes away and comes back, or hangs, while customers and operators call.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use reqwest::Method;
use tokio::task::JoinHandle;

use super::database::{Database, server_address};
use super::way::Way;
use super::world::{TENANTS, World, request};
use crate::service::{FABRIKAM, FINN_OF_FABRIKAM, ME, NORA_STRANGER, is_problem};

const CLIENTS: usize = 8;

/// Customers who keep calling until they are told to stop. Every answer must be 200.
struct Load {
    over: Arc<AtomicBool>,
    clients: Vec<JoinHandle<usize>>,
}

impl Load {
    fn on(world: &World, token: &str) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let call = || {
            let (over, token) = (Arc::clone(&over), token.to_owned());
            let (client, base) = (world.client().clone(), world.service.public_url());
            tokio::spawn(async move {
                let mut calls = 0;
                while !over.load(Ordering::Relaxed) {
                    let answer = request(&client, &base, Method::GET, ME, None, &token, None).await;
                    assert_eq!(answer.status, 200, "{}", answer.body);
                    calls += 1;
                }
                calls
            })
        };
        let clients = (0..CLIENTS).map(|_| call()).collect();
        Self { over, clients }
    }

    async fn end(self) {
        self.over.store(true, Ordering::Relaxed);
        for client in self.clients {
            assert!(client.await.unwrap() > 0, "a client that never called");
        }
    }
}

/// Operators who list and change at the same time, and are told that it cannot be done now.
async fn operators_are_refused(world: &World) {
    let path = format!("{TENANTS}/{FABRIKAM}/reactivate");
    let calls = (0..CLIENTS).map(|number| {
        let (method, path) = if number % 2 == 0 {
            (Method::GET, TENANTS)
        } else {
            (Method::POST, path.as_str())
        };
        world.operate(method, path, None)
    });
    for answer in join_all(calls).await {
        is_problem("operator", &answer, 503, "directory_unavailable", None);
    }
}

/// Waits until readiness, which never fails, says this about the directory.
async fn readiness_tells(world: &World, directory: &str) {
    let waiting = async {
        loop {
            let answer = world.service.get("/readyz", &[]).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            if answer.member("directory") == directory {
                return;
            }
            world.service.clock.advance(Duration::from_secs(1));
            // The service waits for a server that hangs by the machine's time.
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    let told = tokio::time::timeout(Duration::from_mins(1), waiting).await;
    told.unwrap_or_else(|_| panic!("readiness does not say {directory}"));
}

#[actix_web::test]
async fn under_load_the_snapshot_serves_while_the_database_is_away_or_hangs_and_all_recovers() {
    let way = Way::to(server_address()).await;
    let database = Database::create().await.by(way.port);
    let world = World::on(database, &[]).await;
    world.admit(FABRIKAM).await;
    let finn = world.service.sign(&world.service.user(FINN_OF_FABRIKAM));
    for hangs in [false, true] {
        let load = Load::on(&world, &finn);
        if hangs {
            way.block(true);
        } else {
            world.database.set_available(false).await;
        }
        operators_are_refused(&world).await;
        readiness_tells(&world, "stale").await;
        operators_are_refused(&world).await;
        if hangs {
            way.block(false);
        } else {
            world.database.set_available(true).await;
        }
        readiness_tells(&world, "ok").await;
        load.end().await;
        assert_eq!(world.suspend(FABRIKAM).await.status, 200);
        assert_eq!(world.act(FABRIKAM, "reactivate").await.status, 200);
    }
}

#[actix_web::test]
async fn without_the_database_the_snapshot_serves_until_its_limit_and_all_recovers() {
    let world = World::with(&[("directory.max_stale_seconds", "60")]).await;
    world.admit(FABRIKAM).await;
    let service = &world.service;
    let finn = service.sign(&service.user(FINN_OF_FABRIKAM));
    let nora = service.sign(&service.user(NORA_STRANGER));
    world.database.set_available(false).await;
    operators_are_refused(&world).await;
    service.clock.advance(Duration::from_secs(5));
    while service.get("/readyz", &[]).await.member("directory") != "stale" {}
    assert_eq!(service.get("/readyz", &[]).await.status, 200);
    service.accepts_token("known", &finn).await;
    is_problem(
        "unknown",
        &service.me(&nora).await,
        403,
        "tenant_not_admitted",
        None,
    );
    service.clock.advance(Duration::from_mins(1));
    let ready = service.get("/readyz", &[]).await;
    is_problem("readiness", &ready, 503, "directory_unavailable", None);
    let refused = service.me(&finn).await;
    is_problem(
        "beyond the limit",
        &refused,
        503,
        "directory_unavailable",
        None,
    );
    world.database.set_available(true).await;
    let base = service.public_url();
    world.answers(&base, "/readyz", "", 200).await;
    service.accepts_token("recovered", &finn).await;
    assert_eq!(world.suspend(FABRIKAM).await.status, 200);
}
