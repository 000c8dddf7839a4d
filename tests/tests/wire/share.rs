//! Sharing with another account over the wire: what it may do is read before and after.

use crate::support::{World, account, whole};
use deskport_shared::outcome::Setting;
use deskport_shared::status::JobStatus;
use serde_json::json;

async fn shared_twice(operation: &str, before: Setting, after: Setting) {
    let world = World::with(account()).await;
    let job = world.deliver(operation, whole(operation), "run-1").await.unwrap();
    assert_eq!((job.status, job.adopted, &job.before), (JobStatus::Succeeded, false, &Some(before)));
    assert_eq!((job.shared_account_id.as_deref(), &job.wanted), (Some("444455556666"), &Some(after.clone())));
    assert_eq!(world.look(&job, 1).await.unwrap().status, JobStatus::Succeeded);
    // Whoever comes later finds it set.
    let job = world.deliver(operation, whole(operation), "run-2").await.unwrap();
    assert_eq!((job.adopted, job.before), (true, Some(after)));
    assert_eq!(world.calls(operation).len(), 1);
}

#[tokio::test]
async fn a_workspaces_image_is_shared_once() {
    let may = Setting::of_workspace_image;
    shared_twice("UpdateWorkspaceImagePermission", may(false), may(true)).await;
}

#[tokio::test]
async fn an_appstream_image_is_shared_once() {
    let may = Setting::of_appstream_image;
    shared_twice("UpdateImagePermissions", may(false, false), may(true, false)).await;
}

#[tokio::test]
async fn an_account_that_no_parameter_names_gets_nothing() {
    let world = World::with(account()).await;
    for operation in ["UpdateWorkspaceImagePermission", "UpdateImagePermissions"] {
        let mut request = whole(operation);
        request["SharedAccountId"] = json!("777788889999");
        let failure = world.deliver(operation, request, "run-1").await.unwrap_err();
        assert_eq!(failure.code, "DeliveryNotAllowed");
        assert!(world.calls(operation).is_empty());
    }
}
