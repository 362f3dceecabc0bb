//! Every judgement of the service once more, in the words of `entrance token explain`.

use std::sync::Arc;

use entrance_api::{Explainer, Surroundings};
use serde_json::Value;

use super::{Service, within_patience};

impl Service {
    /// The explanation of a token, as machines get it.
    pub(crate) async fn explanation(&self, token: &str) -> Value {
        serde_json::to_value(self.explained(token).await).unwrap()
    }

    /// The explanation of a token, as people get it.
    pub(crate) async fn explanation_page(&self, token: &str) -> String {
        self.explained(token).await.to_string()
    }

    /// Leaves explanations out, where they would count as requests or know another directory.
    pub(crate) fn without_explanations(mut self) -> Self {
        self.explains = false;
        self
    }

    /// Judges that the explanation of a token ends where the service ended: at the rule of this code,
    /// with nothing behind it reached, or else with every rule held.
    pub(super) async fn explains(&self, what: &str, token: &str, code: Option<&str>) {
        if !self.explains {
            return;
        }
        let told = self.explanation(token).await;
        assert_eq!(told["code"].as_str(), code, "{what}");
        let rules = told["rules"].as_array().unwrap();
        let states = rules.iter().map(|rule| rule["state"].as_str().unwrap());
        let failed = rules.iter().filter(|rule| rule["state"] == "failed");
        let Some(code) = code else {
            assert!(states.clone().all(|state| state == "held"), "{what}");
            assert_eq!(told["verdict"], "passes", "{what}");
            return;
        };
        assert_eq!(told["verdict"], "refused", "{what}");
        let failed: Vec<_> = failed.collect();
        assert_eq!(failed.len(), 1, "{what}");
        let codes = failed[0]["codes"].as_array().unwrap();
        assert!(codes.iter().any(|one| one == code), "{what}: {codes:?}");
        let behind = states.skip_while(|state| *state != "failed").skip(1);
        assert!(behind.clone().all(|state| state == "not_reached"), "{what}");
        let cure = told["cures"][0].as_str().unwrap_or_default();
        assert!(!cure.is_empty(), "{what}: no cure");
        keeps_the_signature(what, token, &told);
    }

    async fn explained(&self, token: &str) -> entrance_api::Explanation {
        let start = || async {
            let surroundings = Surroundings {
                clock: Arc::new(self.clock.clone()),
                jitter: || 0.5,
            };
            let explainer = Explainer::start(&self.settings, &surroundings).unwrap();
            within_patience(explainer.ready()).await;
            explainer
        };
        let explainer = self.explainer.get_or_init(start).await;
        explainer.explain(token, "default").await
    }
}

fn keeps_the_signature(what: &str, token: &str, told: &Value) {
    let signature = token.rsplit('.').next().unwrap_or_default();
    let shown = told.to_string();
    assert!(signature.len() < 40 || !shown.contains(signature), "{what}");
}
