//! A browser on its way through onboarding, as far as the service sees it.

use reqwest::Url;
use reqwest::header::{LOCATION, SET_COOKIE};

use super::world::World;
use crate::service::Answer;

/// A browser on its way, which follows no redirect by itself.
pub(crate) struct Browser<'a> {
    world: &'a World,
    client: reqwest::Client,
    pub(crate) cookie: String,
    pub(crate) state: String,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(world: &'a World) -> Self {
        // The service closes idle connections by the clock that tests advance: none is kept.
        let client = reqwest::Client::builder()
            .no_proxy()
            .pool_max_idle_per_host(0)
            .redirect(reqwest::redirect::Policy::none());
        Self {
            world,
            client: client.build().unwrap(),
            cookie: String::new(),
            state: String::new(),
        }
    }

    pub(crate) async fn open(&self, url: &str) -> Answer {
        let request = self.client.get(url).header("cookie", &self.cookie);
        Answer::of(request.send().await.unwrap()).await
    }

    /// Presses the button of the invitation; gives the authority's address.
    pub(crate) async fn set_out(&mut self, link: &str) -> Url {
        let sent = self.client.post(link).send().await.unwrap();
        assert_eq!(sent.status(), 303);
        let cookie = sent.headers()[SET_COOKIE].to_str().unwrap();
        for attribute in [
            "__Host-",
            "HttpOnly",
            "SameSite=Lax",
            "Secure",
            "Path=/",
            "Max-Age=600",
        ] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        cookie
            .split(';')
            .next()
            .unwrap()
            .clone_into(&mut self.cookie);
        let address: Url = sent.headers()[LOCATION].to_str().unwrap().parse().unwrap();
        let state = address.query_pairs().find(|(name, _)| name == "state");
        self.state = state.unwrap().1.into_owned();
        address
    }

    /// Comes back from the authority.
    pub(crate) async fn return_with(&self, more: &str) -> Answer {
        let base = self.world.service.public_url();
        let state = &self.state;
        self.open(&format!("{base}/onboarding/consented?state={state}{more}"))
            .await
    }

    /// Comes back, and keeps the cookie that it is given then.
    pub(crate) async fn come_back(&mut self, more: &str) -> Answer {
        let page = self.return_with(more).await;
        if let Some(cookie) = page.header("set-cookie") {
            cookie
                .split(';')
                .next()
                .unwrap()
                .clone_into(&mut self.cookie);
        }
        page
    }

    pub(crate) async fn apply(&self, token: &str, name: &str) -> Answer {
        let base = self.world.service.public_url();
        let request = self.client.post(format!("{base}/onboarding/apply"));
        let request = request
            .bearer_auth(token)
            .header("cookie", &self.cookie)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!("name={name}"));
        Answer::of(request.send().await.unwrap()).await
    }

    pub(crate) async fn redeem(&self, token: &str) -> Answer {
        let base = self.world.service.public_url();
        let request = self.client.post(format!("{base}/onboarding/redeem"));
        let request = request.bearer_auth(token).header("cookie", &self.cookie);
        Answer::of(request.send().await.unwrap()).await
    }
}
