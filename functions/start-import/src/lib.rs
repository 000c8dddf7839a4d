//! start-import: starts one step, or adopts the image that an earlier call made. Called twice, it makes
//! one image: no operation of AWS takes a client token, so the image's name is the key.

mod aws;
mod ports;

pub use aws::Aws;
pub use ports::{FindImage, Found, Made, MakeImage, OwnTag};

use deskport_runtime::parse;
use deskport_shared::error::{Class, Failure};
use deskport_shared::job::Job;
use deskport_shared::operation::{Body, OperationName};
use deskport_shared::plan::Step;
use deskport_shared::status::JobStatus;
use deskport_shared::tags;
use serde::Deserialize;
use serde_json::Value;

/// What the machine `image` hands in.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct StartInput {
    /// The step.
    step: Step,
    /// The run's name.
    run: String,
    /// Whether nothing is started.
    dry_run: bool,
    /// In a `Then`: the WorkSpaces image that the import made.
    #[serde(default)]
    workspace_image_id: Option<String>,
}

/// Starts a step.
///
/// # Errors
/// `NameTaken` where an image of somebody else has the name; else the class of the service's error.
pub async fn handle(aws: &(impl MakeImage + FindImage), input: Value) -> Result<Job, Failure> {
    let input: StartInput = parse(input)?;
    let body = with_image(input.step.body()?, &input)?;
    if input.dry_run {
        return dry_run(aws, &body).await;
    }
    let source = body.source().unwrap_or_default();
    let own_tags = tags::own(source, &input.run);
    let made = match aws.make(&body, &own_tags, false).await {
        Err(failure) if may_hide_own_effect(&failure) => {
            // A lost reply may have made the image that now fills the quota or holds the WorkSpace.
            let found = aws.find(body.operation().definition().service, body.name()).await?;
            return match found {
                Some(found) if found.source.as_deref() == Some(own_tags[0].1.as_str()) => {
                    adopted(&body, found, &input.run)
                }
                Some(_) | None => Err(failure),
            };
        }
        made => made?,
    };
    match made {
        Made::Started { image_id, image_arn } => Ok(job(&body, JobStatus::InProgress, image_id, image_arn)),
        Made::NameInUse => adopt(aws, &body, &own_tags[0].1, &own_tags[1].1).await,
        Made::WouldStart => Err(Failure::own(Class::Defect, "a dry run was answered where none was asked")),
    }
}

/// Whether an error may come from an earlier call of our own whose reply was lost: the services check a quota
/// or a WorkSpace's state before they look at the name.
fn may_hide_own_effect(failure: &Failure) -> bool {
    failure.class == Class::QuotaExceeded || failure.code == "InvalidResourceStateException"
}

/// The body of a `Then` step takes the image that the import made.
fn with_image(body: Body, input: &StartInput) -> Result<Body, Failure> {
    match body {
        Body::CreateImportedImage(mut body) if input.step.step > 0 && !input.dry_run => {
            let missing = || Failure::own(Class::InvalidRequest, "WorkspaceImageId: required in a Then");
            body.workspace_image_id = Some(input.workspace_image_id.clone().ok_or_else(missing)?);
            Ok(Body::CreateImportedImage(body))
        }
        Body::CreateImportedImage(_)
        | Body::ImportWorkspaceImage(_)
        | Body::ImportCustomWorkspaceImage(_)
        | Body::CreateWorkspaceImage(_) => Ok(body),
    }
}

/// AppStream checks a request without starting it; WorkSpaces has no such call.
async fn dry_run(aws: &impl MakeImage, body: &Body) -> Result<Job, Failure> {
    let asked = body.operation() == OperationName::CreateImportedImage && body.source().is_some();
    if !asked {
        return Ok(job(body, JobStatus::Skipped, None, None));
    }
    match aws.make(body, &[], true).await? {
        Made::WouldStart => Ok(job(body, JobStatus::Succeeded, None, None)),
        Made::NameInUse => {
            Err(Failure::own(Class::NameTaken, format!("an image named {} exists", body.name())))
        }
        Made::Started { .. } => Err(Failure::own(Class::Defect, "an image was started in a dry run")),
    }
}

/// The name is in use: an image made from the same source is ours, any other is not.
async fn adopt(aws: &impl FindImage, body: &Body, source: &str, run: &str) -> Result<Job, Failure> {
    let name = body.name();
    match aws.find(body.operation().definition().service, name).await? {
        Some(found) if found.source.as_deref() == Some(source) => adopted(body, found, run),
        Some(found) => {
            let made_from = match &found.source {
                Some(source) => format!("made from {source}"),
                None => "not made by Deskport".to_owned(),
            };
            Err(taken(name, &found, &format!("was {made_from}")))
        }
        // AWS says that the name is in use and shows no such image: the list is not current yet.
        None => {
            let said = format!("the name {name} is in use, but no image shows it yet");
            Err(Failure::own(Class::ServiceUnavailable, said))
        }
    }
}

/// An image of ours goes on as our job; only one that an earlier run left failed is in the way.
fn adopted(body: &Body, found: Found, run: &str) -> Result<Job, Failure> {
    if found.failed && found.run.as_deref() != Some(run) {
        let run = found.run.as_deref().unwrap_or("unknown");
        let said = format!("an earlier run ({run}) left failed: delete it, or change the name");
        return Err(taken(body.name(), &found, &said));
    }
    let job = job(body, JobStatus::InProgress, found.image_id, found.image_arn);
    Ok(Job { adopted: true, ..job })
}

fn taken(name: &str, found: &Found, which: &str) -> Failure {
    let id = found.image_id.as_deref().or(found.image_arn.as_deref()).unwrap_or("an image");
    Failure::own(Class::NameTaken, format!("the name {name} is that of {id}, which {which}"))
}

fn job(body: &Body, status: JobStatus, image_id: Option<String>, image_arn: Option<String>) -> Job {
    Job { image_id, image_arn, ..Job::started(body.operation(), body.name().to_owned(), status) }
}
