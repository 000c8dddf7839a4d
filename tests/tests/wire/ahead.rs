//! deliver looks ahead, before anything is started.

use crate::support::{World, account, step};
use deskport_shared::status::PlanStatus;
use serde_json::{Value, json};

fn target(operation: &str, path: &str, request: Value, in_then: bool) -> Value {
    let mut step = step(operation, usize::from(in_then), request);
    step["Path"] = json!(path);
    step
}

async fn look(world: &World, targets: Value) -> deliver::Foreseen {
    let answer = world.deliver_answer(json!({ "Run": "run-1", "Targets": targets })).await.unwrap();
    let deliver::Answer::Foreseen(foreseen) = answer else { panic!("{answer:?}") };
    assert!(world.calls("UpdateFleet").is_empty() && world.calls("UpdateWorkspaceBundle").is_empty());
    foreseen
}

#[tokio::test]
async fn what_can_not_be_set_is_a_violation_at_its_place() {
    let world = World::with(account()).await;
    let below = "/Imports/0/Then";
    let foreseen = look(
        &world,
        json!([
            target(
                "UpdateWorkspaceBundle",
                &format!("{below}/0"),
                json!({ "BundleId": "wsb-amazon001" }),
                true
            ),
            target(
                "UpdateWorkspaceBundle",
                &format!("{below}/1"),
                json!({ "BundleId": "wsb-999999999" }),
                true
            ),
            target("UpdateFleet", &format!("{below}/2"), json!({ "Name": "elastic-fleet" }), true),
        ]),
    )
    .await;
    assert_eq!(foreseen.status, PlanStatus::Invalid);
    let shown: Vec<_> = foreseen.violations.iter().map(|v| (v.path.as_str(), v.given.as_str())).collect();
    assert_eq!(
        shown,
        [
            ("/Imports/0/Then/0/UpdateWorkspaceBundle/BundleId", "wsb-amazon001"),
            ("/Imports/0/Then/1/UpdateWorkspaceBundle/BundleId", "wsb-999999999"),
            ("/Imports/0/Then/2/UpdateFleet/Name", "elastic-fleet"),
        ]
    );
    assert!(foreseen.violations[0].allowed.contains("one of AWS's own bundles"), "{foreseen:?}");
    assert!(foreseen.violations[2].allowed.contains("Always-On"), "its remedy: {foreseen:?}");
}

#[tokio::test]
async fn what_is_good_or_passes_by_itself_is_none() {
    let world = World::with(account()).await;
    let share = json!({ "SharedAccountId": "444455556666", "AllowCopyImage": true });
    let foreseen = look(
        &world,
        json!([
            target(
                "UpdateWorkspaceBundle",
                "/Imports/0/Then/0",
                json!({ "BundleId": "wsb-0a1b2c3d4" }),
                true
            ),
            target("UpdateFleet", "/Imports/0/Then/1", json!({ "Name": "starting-fleet" }), true),
            target("UpdateWorkspaceImagePermission", "/Imports/0/Then/2", share, true),
        ]),
    )
    .await;
    assert_eq!((foreseen.status, foreseen.violations), (PlanStatus::Ready, Vec::new()));
}

#[tokio::test]
async fn a_hundred_bundles_take_four_calls() {
    let world = World::with(account()).await;
    let targets: Vec<Value> = (0..100)
        .map(|number| {
            let request = json!({ "BundleId": format!("wsb-1{number:08}") });
            target("UpdateWorkspaceBundle", &format!("/Imports/0/Then/{number}"), request, true)
        })
        .collect();
    assert_eq!(look(&world, json!(targets)).await.violations.len(), 100);
    assert_eq!(world.calls("DescribeWorkspaceBundles").len(), 4);
}
