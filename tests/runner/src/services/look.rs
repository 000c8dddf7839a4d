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

impl LookAtImage for Caller {
    async fn look(&self, job: &Job) -> Result<Option<Look>, Failure> {
        let look = match job.operation {
            OperationName::ImportWorkspaceImage | OperationName::CreateWorkspaceImage => {
                self.look_at_image(job.operation, image_id(job)?).await?
            }
            OperationName::ImportCustomWorkspaceImage => self.look_at_custom_import(image_id(job)?).await?,
            OperationName::CreateImportedImage => self.look_in_appstream(job).await?,
        };
        self.note(job, look.as_ref());
        Ok(look)
    }
}

impl Caller {
    async fn look_at_image(&self, operation: OperationName, id: &str) -> Result<Option<Look>, Failure> {
        let input = json!({ "ImageIds": [id] });
        let answer = self.call(Service::Workspaces, "DescribeWorkspaceImages", &input).await?;
        let mut images = answer["Images"].as_array().into_iter().flatten();
        Ok(images.find(|image| image["ImageId"] == id).map(|image| {
            let summary = (image["ErrorCode"].as_str(), image["ErrorMessage"].as_str());
            read(image, "AVAILABLE", "ERROR", || error(operation, &image["ErrorDetails"], summary))
        }))
    }

    async fn look_at_custom_import(&self, id: &str) -> Result<Option<Look>, Failure> {
        let input = json!({ "ImageId": id });
        match self.call(Service::Workspaces, "DescribeCustomWorkspaceImageImport", &input).await {
            Err(failure) if failure.code == "ResourceNotFoundException" => Ok(None),
            Err(failure) => Err(failure),
            Ok(answer) => {
                let summary = (None, answer["StateMessage"].as_str());
                let operation = OperationName::ImportCustomWorkspaceImage;
                Ok(Some(read(&answer, "COMPLETED", "ERROR", || {
                    error(operation, &answer["ErrorDetails"], summary)
                })))
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
                    let summary = (reason["Code"].as_str(), reason["Message"].as_str());
                    read(image, "AVAILABLE", "FAILED", || {
                        error(job.operation, &image["ImageErrors"], summary)
                    })
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
fn error(operation: OperationName, details: &Value, summary: (Option<&str>, Option<&str>)) -> StepError {
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let details = details.as_array().into_iter().flatten().map(|detail| {
        (detail["ErrorCode"].as_str().map(str::to_owned), text(detail["ErrorMessage"].as_str()))
    });
    let summary = (summary.0.map(str::to_owned), text(summary.1));
    StepError::all(operation, details.chain([summary]).collect())
}
