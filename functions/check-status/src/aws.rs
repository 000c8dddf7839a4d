//! The port over AWS: which operation looks at which image.

use crate::LookAtImage;
use deskport_aws::config::SdkConfig;
use deskport_aws::operation::{
    describe_custom_workspace_image_import, describe_fleets, describe_image_permissions, describe_images,
    describe_workspace_bundles, describe_workspace_image_permissions, describe_workspace_images,
};
use deskport_aws::{AppStream, Services, Workspaces};
use deskport_shared::error::{Class, Failure};
use deskport_shared::job::{Job, Look};
use deskport_shared::operation::OperationName;
use deskport_shared::outcome::Setting;

/// The two services.
#[derive(Clone, Debug)]
pub struct Aws(Services);

impl Aws {
    /// Clients for both services, made once at start.
    pub fn new(config: &SdkConfig) -> Self {
        Self(Services::new(config))
    }
}

impl LookAtImage for Aws {
    async fn look(&self, job: &Job) -> Result<Option<Look>, Failure> {
        let Services { workspaces, appstream, .. } = &self.0.in_region(job.region.as_deref());
        match job.operation {
            OperationName::ImportWorkspaceImage
            | OperationName::CreateWorkspaceImage
            | OperationName::CopyWorkspaceImage => {
                describe_workspace_images::look(workspaces, job.operation, image_id(job)?).await
            }
            OperationName::ImportCustomWorkspaceImage => {
                describe_custom_workspace_image_import::look(workspaces, image_id(job)?).await
            }
            OperationName::CreateImportedImage | OperationName::CopyImage => {
                describe_images::look(appstream, job).await
            }
            OperationName::CreateWorkspaceBundle | OperationName::UpdateWorkspaceBundle => {
                bundle(workspaces, job).await
            }
            OperationName::UpdateWorkspaceImagePermission => workspace_image(workspaces, job).await,
            OperationName::UpdateFleet => fleet(appstream, job).await,
            OperationName::UpdateImagePermissions => appstream_image(appstream, job).await,
            OperationName::Approve => {
                Err(Failure::own(Class::Defect, "Approve makes nothing that could be looked at"))
            }
        }
    }
}

/// A change of a bundle is done when the bundle shows the image.
async fn bundle(aws: &Workspaces, job: &Job) -> Result<Option<Look>, Failure> {
    let missing = || Failure::own(Class::InvalidRequest, "Handle.BundleId: required for a bundle");
    let id = job.bundle_id.as_deref().ok_or_else(missing)?;
    let found = describe_workspace_bundles::by_id(aws, id).await?;
    Ok(found.map(|bundle| shown(job, &Setting::of_bundle(bundle.image_id), bundle.look)))
}

async fn workspace_image(aws: &Workspaces, job: &Job) -> Result<Option<Look>, Failure> {
    let allowed = describe_workspace_image_permissions::allows(aws, image_id(job)?, account(job)?).await?;
    Ok(allowed.map(|allowed| shown(job, &Setting::of_workspace_image(allowed), Look::succeeded("SHOWN"))))
}

async fn fleet(aws: &AppStream, job: &Job) -> Result<Option<Look>, Failure> {
    let found = describe_fleets::by_name(aws, &job.name).await?;
    Ok(found.map(|fleet| shown(job, &Setting::of_fleet(fleet.image_arn), Look::succeeded(fleet.state))))
}

async fn appstream_image(aws: &AppStream, job: &Job) -> Result<Option<Look>, Failure> {
    let missing = || Failure::own(Class::InvalidRequest, "Handle.ImageArn: required for an AppStream image");
    let name = job.image_name().ok_or_else(missing)?;
    let shared = describe_image_permissions::of(aws, name, account(job)?).await?;
    let setting = shared.map(|(fleet, builder)| Setting::of_appstream_image(fleet, builder));
    Ok(setting.map(|setting| shown(job, &setting, Look::succeeded("SHOWN"))))
}

/// What is set is done when the service shows it; what is made, when it is ready.
fn shown(job: &Job, setting: &Setting, look: Look) -> Look {
    let set = job.wanted.as_ref().is_none_or(|wanted| wanted == setting);
    if set { look } else { Look::not_shown_yet() }
}

fn account(job: &Job) -> Result<&str, Failure> {
    let missing = || Failure::own(Class::InvalidRequest, "Handle.SharedAccountId: required for a permission");
    job.shared_account_id.as_deref().ok_or_else(missing)
}

fn image_id(job: &Job) -> Result<&str, Failure> {
    job.image_id
        .as_deref()
        .ok_or_else(|| Failure::own(Class::InvalidRequest, "Job.ImageId: required for a WorkSpaces image"))
}
