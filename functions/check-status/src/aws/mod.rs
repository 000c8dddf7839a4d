//! The adapters: one file for each AWS operation that check-status calls.

mod describe_custom_workspace_image_import;
mod describe_images;
mod describe_workspace_images;

use crate::LookAtImage;
use deskport_runtime::client;
use deskport_shared::error::{Class, Failure};
use deskport_shared::job::{Job, Look};
use deskport_shared::operation::OperationName;
use deskport_shared::outcome::StepError;

/// The two services.
#[derive(Clone, Debug)]
pub struct Aws {
    workspaces: aws_sdk_workspaces::Client,
    appstream: aws_sdk_appstream::Client,
}

impl Aws {
    /// Clients for both services, made once at start.
    pub fn new(config: &aws_config::SdkConfig) -> Self {
        let workspaces = client!(
            aws_sdk_workspaces,
            config,
            [
                describe_workspace_images::DescribeWorkspaceImagesError => DescribeWorkspaceImages,
                describe_custom_workspace_image_import::DescribeCustomWorkspaceImageImportError => DescribeCustomWorkspaceImageImport,
            ]
        );
        let appstream = client!(
            aws_sdk_appstream,
            config,
            [describe_images::DescribeImagesError => DescribeImages]
        );
        Self { workspaces, appstream }
    }
}

impl LookAtImage for Aws {
    async fn look(&self, job: &Job) -> Result<Option<Look>, Failure> {
        match job.operation {
            OperationName::ImportWorkspaceImage | OperationName::CreateWorkspaceImage => {
                describe_workspace_images::look(&self.workspaces, image_id(job)?).await
            }
            OperationName::ImportCustomWorkspaceImage => {
                describe_custom_workspace_image_import::look(&self.workspaces, image_id(job)?).await
            }
            OperationName::CreateImportedImage => describe_images::look(&self.appstream, job).await,
        }
    }
}

fn image_id(job: &Job) -> Result<&str, Failure> {
    job.image_id
        .as_deref()
        .ok_or_else(|| Failure::own(Class::InvalidRequest, "Job.ImageId: required for a WorkSpaces image"))
}

/// Where a service gives no code at all.
const NO_CODE: &str = "Unknown";

/// One error out of all that a service returns for a failed image: the first code leads, and every message
/// and every remedy is kept.
fn error(details: Vec<(String, String)>, fallback: (Option<&str>, Option<&str>)) -> StepError {
    let details = if details.is_empty() {
        vec![(
            fallback.0.unwrap_or(NO_CODE).to_owned(),
            fallback.1.unwrap_or("the service gave no message").to_owned(),
        )]
    } else {
        details
    };
    let mut all = details.into_iter().map(|(code, message)| StepError::new(code, message));
    let Some(mut first) = all.next() else { return StepError::new(NO_CODE, "") };
    for next in all {
        first.message = format!("{}; {}: {}", first.message, next.code, next.message);
        if !first.remedy.contains(&next.remedy) {
            first.remedy = format!("{} {}", first.remedy, next.remedy);
        }
    }
    StepError::with(&first.code, &first.message, &first.remedy)
}
