//! How failures of AWS are worded by Deskport.

use crate::support::*;
use deskport_shared::error::Class;
use deskport_shared::status::JobStatus;
use serde_json::{Value, json};

fn answer(code: &str) -> Value {
    json!([{ "Do": { "Answer": { "Code": code } } }])
}

#[tokio::test]
async fn an_error_of_the_service_has_its_class_and_keeps_its_words() {
    let cases = [
        ("ThrottlingException", Class::Throttled),
        ("ResourceLimitExceededException", Class::QuotaExceeded),
        ("ResourceUnavailableException", Class::ServiceUnavailable),
        ("AccessDeniedException", Class::Rejected),
        ("InvalidParameterValuesException", Class::Rejected),
        ("OperationNotSupportedException", Class::Rejected),
    ];
    for (code, class) in cases {
        let world = World::new().await;
        world.script(answer(code));
        let failure = world.start("ImportWorkspaceImage", import_workspace_image()).await.unwrap_err();
        assert_eq!((failure.class, failure.code.as_str()), (class, code));
        assert!(failure.message.contains(code), "{failure}");
    }
}

#[tokio::test]
async fn appstreams_errors_are_classed_over_cbor_too() {
    let cases = [("LimitExceededException", Class::QuotaExceeded), ("InvalidRoleException", Class::Rejected)];
    for (code, class) in cases {
        let world = World::new().await;
        world.script(answer(code));
        let failure = world.start("CreateImportedImage", create_imported_image()).await.unwrap_err();
        assert_eq!((failure.class, failure.code.as_str()), (class, code));
    }
}

#[tokio::test]
async fn a_server_error_is_tried_three_times_and_then_unavailable() {
    let world = World::new().await;
    world.script(json!([{ "Do": { "Answer": { "Code": "InternalFailure", "Status": 500 } } }]));
    let failure = world.start("CreateWorkspaceImage", create_workspace_image()).await.unwrap_err();
    assert_eq!(failure.class, Class::ServiceUnavailable);
    assert_eq!(world.calls("CreateWorkspaceImage").len(), 3);
}

#[tokio::test]
async fn a_lost_response_leads_to_one_image_that_is_adopted() {
    for (operation, request) in
        [("ImportWorkspaceImage", import_workspace_image()), ("CreateImportedImage", create_imported_image())]
    {
        let world = World::new().await;
        world.script(
            json!([{ "When": { "Operation": operation, "FirstCalls": 1 }, "Do": { "LoseReply": true } }]),
        );
        let job = world.start(operation, request).await.unwrap();
        assert!(job.adopted);
        assert_eq!(world.calls(operation).len(), 2);
    }
}

#[tokio::test]
async fn a_failed_import_reports_every_code_message_and_remedy() {
    let world = World::new().await;
    world.script(json!([{ "Do": { "Fail": { "AfterMinutes": 3, "Errors": [
        { "ErrorCode": "DomainJoined", "ErrorMessage": "joined to corp.example" },
        { "ErrorCode": "PendingReboot", "ErrorMessage": "a reboot is pending" }] } } }]));
    let job = world.start("ImportWorkspaceImage", import_workspace_image()).await.unwrap();
    let job = world.look(&job, 4).await.unwrap();
    assert_eq!(job.status, JobStatus::Failed);
    let error = job.error.unwrap();
    assert_eq!(error.code, "DomainJoined");
    assert_eq!(error.message, "joined to corp.example; PendingReboot: a reboot is pending");
    assert!(error.remedy.contains("domain") && error.remedy.contains("Restart"), "{}", error.remedy);
}

#[tokio::test]
async fn a_failed_custom_import_and_a_failed_appstream_import_explain_themselves() {
    let rules = json!([{ "Do": { "Fail": { "AfterMinutes": 3, "Code": "IMAGE_IMPORT_FAILURE", "Message": "the import failed",
        "Errors": [{ "ErrorCode": "VALIDATION_ERROR", "ErrorMessage": "port 8443 is in use" }] } } }]);
    for (operation, request) in [
        ("ImportCustomWorkspaceImage", import_custom_workspace_image(&json!({ "Ec2ImageId": AMI }))),
        ("CreateImportedImage", create_imported_image()),
    ] {
        let world = World::new().await;
        world.script(rules.clone());
        let job = world.start(operation, request).await.unwrap();
        let job = world.look(&job, 4).await.unwrap();
        let error = job.error.expect(operation);
        assert_eq!((job.status, error.code.as_str()), (JobStatus::Failed, "VALIDATION_ERROR"));
        // The reason first, then what the service says of the image as a whole.
        assert!(error.message.starts_with("port 8443 is in use; "), "{}", error.message);
        assert!(error.message.ends_with("the import failed"), "{}", error.message);
    }
}

#[tokio::test]
async fn an_unknown_state_is_still_running() {
    let world = World::new().await;
    world.script(json!([{ "Do": { "ShowState": "POLISHING" } }]));
    for (operation, request) in [
        ("ImportWorkspaceImage", import_workspace_image()),
        ("ImportCustomWorkspaceImage", import_custom_workspace_image(&json!({ "Ec2ImageId": AMI }))),
        ("CreateImportedImage", create_imported_image()),
    ] {
        let job = world.start(operation, request).await.unwrap();
        let job = world.look(&job, 2).await.unwrap();
        assert_eq!((job.status, job.state.as_deref()), (JobStatus::InProgress, Some("POLISHING")));
    }
}

#[tokio::test]
async fn a_just_made_image_may_be_invisible_but_not_for_long() {
    for (operation, request) in [
        ("ImportWorkspaceImage", import_workspace_image()),
        ("ImportCustomWorkspaceImage", import_custom_workspace_image(&json!({ "Ec2ImageId": AMI }))),
        ("CreateImportedImage", create_imported_image()),
    ] {
        let world = World::new().await;
        world.script(json!([{ "Do": { "HideMinutes": 30 } }]));
        let job = world.start(operation, request).await.unwrap();
        let early = world.look(&job, 5).await.unwrap();
        assert_eq!(early.status, JobStatus::InProgress, "{operation}");
        let mut late = world.look(&early, 6).await.unwrap();
        for _ in 0..2 {
            assert_eq!(late.status, JobStatus::InProgress, "{operation}");
            late = world.look(&late, 1).await.unwrap();
        }
        assert_eq!(
            (late.status, late.error.unwrap().code.as_str()),
            (JobStatus::Failed, "ImageNotFound"),
            "{operation}"
        );
    }
}

#[tokio::test]
async fn a_quota_that_our_own_lost_image_fills_is_no_failure() {
    let world = World::with(json!({ "Quotas": { "WorkspaceImages": 1, "AppStreamImages": 1 } })).await;
    for (operation, request) in
        [("ImportWorkspaceImage", import_workspace_image()), ("CreateImportedImage", create_imported_image())]
    {
        world.start(operation, request.clone()).await.unwrap();
        // The service may check the quota, or the WorkSpace's state, before the name.
        for code in
            ["ResourceLimitExceededException", "LimitExceededException", "InvalidResourceStateException"]
        {
            world.script(
                json!([{ "When": { "Operation": operation }, "Do": { "Answer": { "Code": code } } }]),
            );
            assert!(world.start(operation, request.clone()).await.unwrap().adopted, "{operation} {code}");
        }
    }
    world.script(json!([]));
    let mut other = import_workspace_image();
    other["ImageName"] = json!("other");
    let failure = world.start("ImportWorkspaceImage", other).await.unwrap_err();
    assert_eq!(failure.class, Class::QuotaExceeded);
}

#[tokio::test]
async fn an_image_that_an_earlier_run_left_failed_is_reported_with_the_way_out() {
    for (operation, request) in
        [("ImportWorkspaceImage", import_workspace_image()), ("CreateImportedImage", create_imported_image())]
    {
        let world = World::new().await;
        world.script(json!([{ "Do": { "Fail": { "AfterMinutes": 3, "Code": "X", "Message": "failed" } } }]));
        let job = world.start(operation, request.clone()).await.unwrap();
        assert_eq!(world.look(&job, 4).await.unwrap().status, JobStatus::Failed);
        // The same run, its task repeated: the job goes on, and reports the image's own failure.
        assert!(world.start(operation, request.clone()).await.unwrap().adopted);
        let input = json!({ "Step": step(operation, 0, request), "Run": "run-2", "DryRun": false });
        let failure = world.start_with(input).await.unwrap_err();
        assert_eq!(failure.class, Class::NameTaken);
        assert!(
            failure.message.contains("run-1") && failure.message.contains("set ReplaceFailed"),
            "{failure}"
        );
    }
}

#[tokio::test]
async fn a_failed_image_is_deleted_and_made_again_where_the_request_says_so() {
    for (operation, delete, request) in [
        ("ImportWorkspaceImage", "DeleteWorkspaceImage", import_workspace_image()),
        ("CreateImportedImage", "DeleteImage", create_imported_image()),
    ] {
        let world = World::new().await;
        world.script(json!([{ "Do": { "Fail": { "AfterMinutes": 3, "Code": "X", "Message": "failed" } } }]));
        let replace = |run: &str| json!({ "Step": step(operation, 0, request.clone()), "Run": run, "DryRun": false, "ReplaceFailed": true });
        let first = world.start_with(replace("run-1")).await.unwrap();
        // Neither what still runs nor what this very run left failed is deleted.
        assert!(world.start_with(replace("run-2")).await.unwrap().adopted);
        assert_eq!(world.look(&first, 4).await.unwrap().status, JobStatus::Failed);
        assert!(world.start_with(replace("run-1")).await.unwrap().adopted);
        assert!(world.calls(delete).is_empty(), "{operation}");
        world.script(json!([]));
        let job = world.start_with(replace("run-2")).await.unwrap();
        assert_eq!(job.replaced, first.image_id.or(first.image_arn));
        assert!(!job.adopted);
        assert_eq!(world.calls(delete).len(), 1);
        assert_eq!(world.look(&job, 1000).await.unwrap().status, JobStatus::Succeeded);
        let again = world.start_with(replace("run-2")).await.unwrap();
        assert_eq!((again.adopted, again.replaced, world.calls(delete).len()), (true, None, 1));
    }
}

#[tokio::test]
async fn replacing_survives_a_lost_response_and_a_full_quota_and_never_touches_what_is_not_ours() {
    let world = World::with(json!({ "Quotas": { "WorkspaceImages": 1 } })).await;
    let operation = "ImportWorkspaceImage";
    let replace = |run: &str, request: Value| json!({ "Step": step(operation, 0, request), "Run": run, "DryRun": false, "ReplaceFailed": true });
    world.script(json!([{ "Do": { "Fail": { "AfterMinutes": 3, "Code": "X", "Message": "failed" } } }]));
    let first = world.start_with(replace("run-1", import_workspace_image())).await.unwrap();
    assert_eq!(world.look(&first, 4).await.unwrap().status, JobStatus::Failed);
    // Made from another AMI: somebody else's name.
    let mut other = import_workspace_image();
    other["Ec2ImageId"] = json!("ami-0fff1234def567890");
    let failure = world.start_with(replace("run-2", other)).await.unwrap_err();
    assert!([Class::NameTaken, Class::QuotaExceeded].contains(&failure.class), "{failure}");
    assert!(world.calls("DeleteWorkspaceImage").is_empty());
    // The deletion takes effect and its response is lost: the SDK's second try finds nothing to delete.
    world.script(json!([{ "When": { "Operation": "DeleteWorkspaceImage", "FirstCalls": 1 }, "Do": { "LoseReply": true } }]));
    let job = world.start_with(replace("run-2", import_workspace_image())).await.unwrap();
    assert_eq!(job.replaced, first.image_id);
    assert_eq!(world.calls("DeleteWorkspaceImage").len(), 2);
}

#[tokio::test]
async fn an_image_that_may_not_be_deleted_is_reported_in_the_services_words() {
    let world = World::new().await;
    world.script(json!([{ "Do": { "Fail": { "AfterMinutes": 3, "Code": "X", "Message": "failed" } } }]));
    let job = world.start("ImportWorkspaceImage", import_workspace_image()).await.unwrap();
    assert_eq!(world.look(&job, 4).await.unwrap().status, JobStatus::Failed);
    world.script(json!([{ "When": { "Operation": "DeleteWorkspaceImage" }, "Do": { "Answer": { "Code": "ResourceAssociatedException", "Message": "in a bundle" } } }]));
    let step = step("ImportWorkspaceImage", 0, import_workspace_image());
    let input = json!({ "Step": step, "Run": "run-2", "DryRun": false, "ReplaceFailed": true });
    let failure = world.start_with(input).await.unwrap_err();
    assert_eq!((failure.class, failure.code.as_str()), (Class::Rejected, "ResourceAssociatedException"));
}

#[tokio::test]
async fn an_image_that_is_being_deleted_is_waited_for() {
    let world = World::new().await;
    world.script(json!([{ "Do": { "ShowState": "DELETING" } }]));
    world.start("CreateImportedImage", create_imported_image()).await.unwrap();
    let failure = world.start("CreateImportedImage", create_imported_image()).await.unwrap_err();
    assert_eq!(failure.class, Class::ServiceUnavailable);
    assert!(failure.message.ends_with("which is being deleted"), "{failure}");
}

#[tokio::test]
async fn an_image_is_deleted_by_its_name_once_even_where_the_response_is_lost() {
    let world = World::new().await;
    world.script(json!([{ "Do": { "Fail": { "AfterMinutes": 3, "Code": "X", "Message": "failed" } } }]));
    let job = world.start("CreateImportedImage", create_imported_image()).await.unwrap();
    assert_eq!(world.look(&job, 4).await.unwrap().status, JobStatus::Failed);
    world.script(
        json!([{ "When": { "Operation": "DeleteImage", "FirstCalls": 1 }, "Do": { "LoseReply": true } }]),
    );
    let step = step("CreateImportedImage", 0, create_imported_image());
    let again = json!({ "Step": step, "Run": "run-2", "DryRun": false, "ReplaceFailed": true });
    let failure = world.start_with(again.clone()).await.unwrap_err();
    assert_eq!(failure.class, Class::ServiceUnavailable);
    assert_eq!(world.calls("DeleteImage").len(), 1);
    // The machine repeats the step: the name is free.
    assert!(!world.start_with(again).await.unwrap().adopted);
    assert_eq!(world.calls("DeleteImage").len(), 1);
}

#[tokio::test]
async fn a_dry_run_foresees_whose_the_name_is_and_deletes_nothing() {
    let world = World::new().await;
    let operation = "CreateImportedImage";
    let dry = |request: Value, replace: bool| json!({ "Step": step(operation, 0, request), "Run": "run-2", "DryRun": true, "ReplaceFailed": replace });
    let mut other = create_imported_image();
    other["SourceAmiId"] = json!("ami-0fff1234def567890");
    // AppStream may check the name in a dry run too.
    let used = json!({ "When": { "Operation": operation }, "Do": { "Answer": { "Code": "ResourceAlreadyExistsException" } } });
    let fails = json!({ "Do": { "Fail": { "AfterMinutes": 3, "Code": "X", "Message": "failed" } } });
    world.script(json!([fails]));
    let job = world.start(operation, create_imported_image()).await.unwrap();
    world.script(json!([used]));
    let ours = world.start_with(dry(create_imported_image(), false)).await.unwrap();
    assert_eq!(ours.status, JobStatus::Succeeded);
    assert_eq!(world.start_with(dry(other, true)).await.unwrap_err().class, Class::NameTaken);
    assert_eq!(world.look(&job, 4).await.unwrap().status, JobStatus::Failed);
    let failed = world.start_with(dry(create_imported_image(), false)).await.unwrap_err();
    assert!(failed.message.contains("run-1"), "{failed}");
    let replaced = world.start_with(dry(create_imported_image(), true)).await.unwrap();
    assert_eq!(replaced.status, JobStatus::Succeeded);
    assert!(world.calls("DeleteImage").is_empty());
}
