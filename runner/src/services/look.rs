//! check-status's port.

use super::Caller;
use crate::fault::Fault;
use check_status::LookAtImage;
use deskport_shared::error::{Class, Failure};
use deskport_shared::job::{Job, Look};
use deskport_shared::operation::OperationName;
use deskport_shared::outcome::StepError;
use deskport_shared::status::JobStatus;
use deskport_simulator::Service;
use serde_json::{Value, json};

/// Where a service gives no code at all.
const NO_CODE: &str = "Unknown";
/// Where it gives no message.
const NO_MESSAGE: &str = "the service gave no message";

impl LookAtImage for Caller {
    async fn look(&self, job: &Job) -> Result<Option<Look>, Failure> {
        let look = match job.operation {
            OperationName::ImportWorkspaceImage | OperationName::CreateWorkspaceImage => {
                self.look_at_image(image_id(job)?).await?
            }
            OperationName::ImportCustomWorkspaceImage => self.look_at_custom_import(image_id(job)?).await?,
            OperationName::CreateImportedImage => self.look_in_appstream(job).await?,
        };
        self.note(job, look.as_ref());
        Ok(look)
    }
}

impl Caller {
    async fn look_at_image(&self, id: &str) -> Result<Option<Look>, Failure> {
        let input = json!({ "ImageIds": [id] });
        let answer = self.call(Service::Workspaces, "DescribeWorkspaceImages", &input).await?;
        let mut images = answer["Images"].as_array().into_iter().flatten();
        Ok(images.find(|image| image["ImageId"] == id).map(|image| {
            let fallback = (image["ErrorCode"].as_str(), image["ErrorMessage"].as_str());
            read(image, "AVAILABLE", "ERROR", || error(&image["ErrorDetails"], fallback))
        }))
    }

    async fn look_at_custom_import(&self, id: &str) -> Result<Option<Look>, Failure> {
        let input = json!({ "ImageId": id });
        match self.call(Service::Workspaces, "DescribeCustomWorkspaceImageImport", &input).await {
            Err(failure) if failure.code == "ResourceNotFoundException" => Ok(None),
            Err(failure) => Err(failure),
            Ok(answer) => {
                let fallback = (None, answer["StateMessage"].as_str());
                Ok(Some(read(&answer, "COMPLETED", "ERROR", || error(&answer["ErrorDetails"], fallback))))
            }
        }
    }

    async fn look_in_appstream(&self, job: &Job) -> Result<Option<Look>, Failure> {
        let name = job.name.as_str();
        let input = match &job.image_arn {
            Some(arn) => json!({ "Arns": [arn] }),
            None => json!({ "Names": [name], "Type": "PRIVATE" }),
        };
        match self.call(Service::AppStream, "DescribeImages", &input).await {
            Err(failure) if failure.code == "ResourceNotFoundException" => Ok(None),
            Err(failure) => Err(failure),
            Ok(answer) => {
                let mut images = answer["Images"].as_array().into_iter().flatten();
                Ok(images.find(|image| image["Name"] == name).map(|image| {
                    let reason = &image["StateChangeReason"];
                    let fallback = (reason["Code"].as_str(), reason["Message"].as_str());
                    read(image, "AVAILABLE", "FAILED", || error(&image["ImageErrors"], fallback))
                }))
            }
        }
    }

    /// Counts what was seen, and notes an image whose end was seen.
    fn note(&self, job: &Job, look: Option<&Look>) {
        let Some(look) = look else { return self.world.met(Fault::Invisible) };
        if look.state.starts_with(crate::scenario::UNKNOWN_STATE) {
            self.world.met(Fault::UnknownState);
        }
        if look.status == JobStatus::Failed {
            self.world.met(Fault::ImageFails);
        }
        let ended = matches!(look.status, JobStatus::Succeeded | JobStatus::Failed);
        if let Some(id) = job.image_id.as_ref().or(job.image_arn.as_ref()).filter(|_| ended) {
            let now = self.world.now.get();
            self.world.record.borrow_mut().seen_ended.entry(id.clone()).or_insert(now);
        }
    }
}

fn image_id(job: &Job) -> Result<&str, Failure> {
    let missing = || Failure::own(Class::InvalidRequest, "Job.ImageId: required for a WorkSpaces image");
    job.image_id.as_deref().ok_or_else(missing)
}

/// What an image's state means: one with an unknown state is still running.
fn read(image: &Value, ready: &str, failed: &str, error: impl FnOnce() -> StepError) -> Look {
    let state = image["State"].as_str().unwrap_or("none");
    if state == ready {
        Look::succeeded(state)
    } else if state == failed {
        Look::failed(state, error())
    } else {
        let progress = image["ProgressPercentage"].as_u64().and_then(|progress| u8::try_from(progress).ok());
        Look::in_progress(state, progress)
    }
}

/// One error out of all that a service returns, as check-status's adapters build it.
fn error(details: &Value, fallback: (Option<&str>, Option<&str>)) -> StepError {
    let told = details.as_array().into_iter().flatten().map(|detail| {
        let code = detail["ErrorCode"].as_str().unwrap_or(NO_CODE);
        StepError::new(code, detail["ErrorMessage"].as_str().unwrap_or_default())
    });
    let first = told.reduce(|first, next| StepError {
        message: format!("{}; {}: {}", first.message, next.code, next.message),
        ..first
    });
    match first {
        Some(first) => StepError::with(&first.code, &first.message, &first.remedy),
        None => StepError::new(fallback.0.unwrap_or(NO_CODE), fallback.1.unwrap_or(NO_MESSAGE)),
    }
}
