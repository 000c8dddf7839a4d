//! BYOL over the wire: what changes the account, and what never does.

use crate::support::World;
use serde_json::{Value, json};

async fn ask(world: &World, consent: Option<Value>, modified: bool) -> Value {
    let mut input = json!({ "DryRun": false, "Modified": modified, "ElapsedSeconds": 0 });
    if let Some(consent) = consent {
        input["Consent"] = consent;
    }
    let answer = enable_byol::handle(&enable_byol::Aws::new(&world.config), input).await.unwrap();
    serde_json::to_value(answer).unwrap()
}

fn changes(world: &World) -> Vec<Value> {
    world.calls("ModifyAccount")
}

async fn disabled() -> World {
    World::with(json!({ "Byol": { "Support": "DISABLED", "ManagementCidrRange": null } })).await
}

#[tokio::test]
async fn an_account_that_has_byol_is_left_alone() {
    let world = World::new().await;
    assert_eq!(ask(&world, None, false).await["Status"], "ENABLED");
    assert!(changes(&world).is_empty());
}

#[tokio::test]
async fn without_consent_nothing_changes_and_the_refusal_says_how_to_consent() {
    let world = disabled().await;
    let answer = ask(&world, None, false).await;
    assert_eq!(answer["Status"], "REFUSED");
    assert!(answer["Violations"][0]["Allowed"].as_str().unwrap().contains("never be undone"), "{answer}");
    assert!(changes(&world).is_empty());
}

#[tokio::test]
async fn with_consent_one_change_is_sent_and_waited_for() {
    let world = disabled().await;
    let answer = ask(&world, Some(json!({ "ChooseRange": true })), false).await;
    assert_eq!((&answer["Status"], &answer["Modified"]), (&json!("PENDING"), &json!(true)));
    let answer = ask(&world, Some(json!({ "ChooseRange": true })), true).await;
    assert_eq!(answer["Status"], "PENDING");
    world.simulator.advance(std::time::Duration::from_secs(24 * 3600));
    assert_eq!(ask(&world, Some(json!({ "ChooseRange": true })), true).await["Status"], "ENABLED");
    assert_eq!(changes(&world).len(), 1);
}

#[tokio::test]
async fn a_range_that_aws_does_not_offer_is_refused() {
    let world = disabled().await;
    let answer =
        ask(&world, Some(json!({ "DedicatedTenancyManagementCidrRange": "203.0.0.0/16" })), false).await;
    assert_eq!(
        (&answer["Status"], &answer["Violations"][0]["Given"]),
        (&json!("REFUSED"), &json!("203.0.0.0/16"))
    );
    assert!(changes(&world).is_empty());
}
