//! The plan as a script.

use entrance_registration::{Observed, Plan, script};
use serde_json::json;

use crate::world::{World, desired};

const GRAPH: &str = "https://graph.microsoft.com/v1.0";

#[test]
fn script_for_an_empty_directory_has_every_call() {
    let plan = Plan::new(&desired(), &Observed::default());
    insta::assert_snapshot!(script(&desired(), &plan, GRAPH));
}

#[tokio::test]
async fn nothing_that_stands_in_a_directory_is_a_command_of_the_script() {
    let world = World::start().await;
    let api = world
        .foreign(json!({
            "displayName": "Theirs",
            "appRoles": [{
                "id": "00000000-0000-4000-8000-00000000000d",
                "value": "Role",
                "displayName": "$(touch /tmp/x) `id` \\ \" ${HOME}",
                "isEnabled": true,
                "allowedMemberTypes": ["User"],
            }],
        }))
        .await;
    let mut desired = desired();
    desired.api_client_id = api["appId"].as_str().unwrap().parse().ok();
    let script = script(&desired, &world.plan(&desired).await, GRAPH);
    assert!(
        script.contains(r#"\$(touch /tmp/x) \`id\` \\\\ \\\" \${HOME}"#),
        "{script}"
    );
}
