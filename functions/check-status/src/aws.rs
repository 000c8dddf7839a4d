//! The port over AWS: which operation looks at which image.

use crate::LookAtImage;
use deskport_aws::config::SdkConfig;
use deskport_aws::operation::{
    describe_custom_workspace_image_import, describe_images, describe_workspace_bundles,
    describe_workspace_images,
};
use deskport_aws::{AppStream, Workspaces};
use deskport_shared::error::{Class, Failure};
use deskport_shared::job::{Job, Look};
use deskport_shared::operation::OperationName;

/// The two services.
#[derive(Clone, Debug)]
pub struct Aws {
    workspaces: Workspaces,
    appstream: AppStream,
}

impl Aws {
    /// Clients for both services, made once at start.
    pub fn new(config: &SdkConfig) -> Self {
        Self { workspaces: Workspaces::new(config), appstream: AppStream::new(config) }
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
            OperationName::CreateWorkspaceBundle | OperationName::UpdateWorkspaceBundle => {
                self.look_at_bundle(job).await
            }
            OperationName::Approve => {
                Err(Failure::own(Class::Defect, "Approve makes nothing that could be looked at"))
            }
        }
    }
}

impl Aws {
    /// A change of a bundle is done when the bundle shows the image.
    async fn look_at_bundle(&self, job: &Job) -> Result<Option<Look>, Failure> {
        let missing = || Failure::own(Class::InvalidRequest, "Handle.BundleId: required for a bundle");
        let id = job.bundle_id.as_deref().ok_or_else(missing)?;
        let found = describe_workspace_bundles::by_id(&self.workspaces, id).await?;
        Ok(found
            .map(|bundle| if bundle.image_id == job.image_id { bundle.look } else { Look::not_shown_yet() }))
    }
}

fn image_id(job: &Job) -> Result<&str, Failure> {
    job.image_id
        .as_deref()
        .ok_or_else(|| Failure::own(Class::InvalidRequest, "Job.ImageId: required for a WorkSpaces image"))
}
