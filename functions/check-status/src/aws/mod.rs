//! The adapters: one file for each AWS operation that check-status calls.

mod describe_custom_workspace_image_import;
mod describe_images;
mod describe_workspace_images;

use crate::LookAtImage;
use deskport_aws::client;
use deskport_shared::error::{Class, Failure};
use deskport_shared::job::{Job, Look};
use deskport_shared::operation::OperationName;

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
                describe_workspace_images::look(&self.workspaces, job.operation, image_id(job)?).await
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
