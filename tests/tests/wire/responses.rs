//! Every modelled error of every operation, returned over the wire: the handlers treat it as the table says.

use crate::support::{
    AMI, World, account, create_imported_image, create_workspace_bundle, create_workspace_image,
    import_custom_workspace_image, import_workspace_image, step, update_workspace_bundle, whole,
};
use deskport_aws::{Call, Meaning};
use deskport_shared::error::Failure;
use deskport_shared::status::JobStatus;
use enable_byol::ByolAccount;
use serde_json::{Value, json};

/// The calls that the SDK never repeats: after a lost response their effect is unknown.
const ONCE: [Call; 2] = [Call::ModifyAccount, Call::DeleteImage];

/// The calls of services that the simulator does not have; `approval_page.rs` has those of Step Functions.
const ELSEWHERE: [Call; 4] =
    [Call::Publish, Call::GetExecutionHistory, Call::SendTaskSuccess, Call::SendTaskFailure];

fn request(operation: &str) -> Value {
    match operation {
        "ImportWorkspaceImage" => import_workspace_image(),
        "ImportCustomWorkspaceImage" => import_custom_workspace_image(&json!({ "Ec2ImageId": AMI })),
        "CreateWorkspaceImage" => create_workspace_image(),
        "CreateImportedImage" => create_imported_image(),
        "CreateWorkspaceBundle" => create_workspace_bundle(),
        "UpdateWorkspaceBundle" => update_workspace_bundle(),
        other => whole(other),
    }
}

/// From now on one operation returns an error.
fn answer(world: &World, call: Call, code: &str) {
    let rule = json!({ "When": { "Operation": call.as_str() }, "Do": { "Answer": { "Code": code, "Message": "said" } } });
    world.script(json!([rule]));
}

async fn making(world: &World, call: Call, code: &str) -> Option<Failure> {
    answer(world, call, code);
    world.start(call.as_str(), request(call.as_str())).await.err()
}

async fn looking(world: &World, call: Call, code: &str, operation: &str) -> Option<Failure> {
    let job = world.start(operation, request(operation)).await.unwrap();
    answer(world, call, code);
    world.look(&job, 1).await.err()
}

async fn adopting(world: &World, call: Call, code: &str, operation: &str) -> Option<Failure> {
    world.start(operation, request(operation)).await.unwrap();
    answer(world, call, code);
    world.start(operation, request(operation)).await.err()
}

async fn replacing(world: &World, call: Call, code: &str, operation: &str) -> Option<Failure> {
    world.script(json!([{ "Do": { "Fail": { "AfterMinutes": 3, "Code": "X", "Message": "failed" } } }]));
    let job = world.start(operation, request(operation)).await.unwrap();
    assert_eq!(world.look(&job, 4).await.unwrap().status, JobStatus::Failed);
    answer(world, call, code);
    let step = step(operation, 0, request(operation));
    world
        .start_with(json!({ "Step": step, "Run": "run-2", "DryRun": false, "ReplaceFailed": true }))
        .await
        .err()
}

async fn delivering(world: &World, call: Call, code: &str, operation: &str) -> Option<Failure> {
    answer(world, call, code);
    world.deliver(operation, request(operation), "run-2").await.err()
}

/// The failure of a call that returns an error, and how often it was sent; `None` where it was no failure.
async fn outcome(call: Call, code: &str) -> (Option<Failure>, usize) {
    let world = &World::with(account()).await;
    let failure = outcome_in(world, call, code).await;
    (failure, world.calls(call.as_str()).len())
}

async fn outcome_in(world: &World, call: Call, code: &str) -> Option<Failure> {
    let account = enable_byol::Aws::new(&world.config);
    match call {
        Call::ImportWorkspaceImage
        | Call::ImportCustomWorkspaceImage
        | Call::CreateWorkspaceImage
        | Call::CreateImportedImage
        | Call::CopyWorkspaceImage
        | Call::CopyImage => making(world, call, code).await,
        Call::DescribeWorkspaceImages => looking(world, call, code, "ImportWorkspaceImage").await,
        Call::DescribeCustomWorkspaceImageImport => {
            looking(world, call, code, "ImportCustomWorkspaceImage").await
        }
        Call::DescribeImages => looking(world, call, code, "CreateImportedImage").await,
        Call::DescribeTags => adopting(world, call, code, "ImportWorkspaceImage").await,
        Call::ListTagsForResource => adopting(world, call, code, "CreateImportedImage").await,
        Call::TagResource => replacing(world, call, code, "CreateImportedImage").await,
        Call::DeleteWorkspaceImage => replacing(world, call, code, "ImportWorkspaceImage").await,
        Call::DeleteImage => replacing(world, call, code, "CreateImportedImage").await,
        Call::DescribeAccount => {
            answer(world, call, code);
            account.account().await.err()
        }
        Call::DescribeAccountModifications => {
            answer(world, call, code);
            account.last_modification().await.err()
        }
        Call::ListAvailableManagementCidrRanges => {
            answer(world, call, code);
            account.offers("10.0.0.0/8").await.err()
        }
        Call::ModifyAccount => {
            answer(world, call, code);
            account.enable("10.90.0.0/16").await.err()
        }
        Call::CreateWorkspaceBundle => delivering(world, call, code, "CreateWorkspaceBundle").await,
        Call::CreateTags | Call::DescribeWorkspaceBundles | Call::UpdateWorkspaceBundle => {
            delivering(world, call, code, "UpdateWorkspaceBundle").await
        }
        Call::DescribeWorkspaceImagePermissions | Call::UpdateWorkspaceImagePermission => {
            delivering(world, call, code, "UpdateWorkspaceImagePermission").await
        }
        Call::DescribeFleets | Call::UpdateFleet => delivering(world, call, code, "UpdateFleet").await,
        Call::DescribeImagePermissions | Call::UpdateImagePermissions => {
            delivering(world, call, code, "UpdateImagePermissions").await
        }
        Call::Publish | Call::GetExecutionHistory | Call::SendTaskSuccess | Call::SendTaskFailure => {
            panic!("the simulator has neither SNS nor Step Functions")
        }
    }
}

#[tokio::test]
async fn the_handlers_follow_the_table_of_errors() {
    let mut tried = 0;
    for call in Call::ALL.iter().copied().filter(|call| !ELSEWHERE.contains(call)) {
        for (code, meaning) in call.errors() {
            let (failure, sent) = outcome(call, code).await;
            if let Meaning::Fails(class) = meaning {
                let tries = if class.retryable() && !ONCE.contains(&call) { 3 } else { 1 };
                assert_eq!(sent, tries, "{call:?} {code}");
            }
            match (meaning, &failure) {
                (Meaning::Fails(class), Some(failure)) => {
                    assert_eq!((failure.class, failure.code.as_str()), (*class, *code), "{call:?}");
                }
                (Meaning::Expected, None) => {}
                // What follows from the error may fail, but never with the error itself.
                (Meaning::Expected, Some(failure)) => assert_ne!(failure.code, *code, "{call:?}"),
                (Meaning::Fails(_), None) => panic!("{call:?} took {code} for no failure"),
            }
            tried += 1;
        }
    }
    let elsewhere: usize = ELSEWHERE.iter().map(|call| call.errors().len()).sum();
    assert_eq!(elsewhere, 15 + 6 + 7 + 6);
    assert_eq!(tried, Call::ALL.iter().map(|call| call.errors().len()).sum::<usize>() - elsewhere);
}
