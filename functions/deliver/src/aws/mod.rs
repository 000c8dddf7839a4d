//! The port over AWS: which operation looks at, tags, sets and makes what. One file for each thing.

mod bundle;
mod fleet;
mod permission;

use crate::ports::{Deliver, Found};
use crate::set::missing;
use deskport_aws::Services;
use deskport_aws::config::SdkConfig;
use deskport_aws::image::OwnTag;
use deskport_aws::operation::{
    create_workspace_bundle, update_fleet, update_image_permissions, update_workspace_bundle,
    update_workspace_image_permission,
};
use deskport_shared::error::{Class, Failure};
use deskport_shared::operation::Body;

/// The services, where something is changed.
#[derive(Clone, Debug)]
pub struct Aws(Services);

impl Aws {
    /// Clients in the function's own Region, made once at start.
    pub fn new(config: &SdkConfig) -> Self {
        Self(Services::new(config))
    }

    /// The same in another Region; `None` is the function's own.
    #[must_use]
    pub fn in_region(&self, region: Option<&str>) -> Self {
        Self(self.0.in_region(region))
    }
}

impl Deliver for Aws {
    async fn find(&self, body: &Body) -> Result<Option<Found>, Failure> {
        let Services { workspaces, appstream, .. } = &self.0;
        match body {
            Body::CreateWorkspaceBundle(body) => bundle::made(workspaces, body).await,
            Body::UpdateWorkspaceBundle(body) => bundle::set(workspaces, body).await,
            Body::UpdateWorkspaceImagePermission(body) => permission::of_workspaces(workspaces, body).await,
            Body::UpdateFleet(body) => fleet::set(appstream, body).await,
            Body::UpdateImagePermissions(body) => permission::of_appstream(appstream, body).await,
            Body::ImportWorkspaceImage(_)
            | Body::ImportCustomWorkspaceImage(_)
            | Body::CreateWorkspaceImage(_)
            | Body::CreateImportedImage(_)
            | Body::CopyWorkspaceImage(_)
            | Body::CopyImage(_)
            | Body::Approve(_) => Err(not_here(body)),
        }
    }

    async fn obstacles(&self, bodies: &[&Body]) -> Result<Vec<Option<Failure>>, Failure> {
        let bundles = bundle::all(&self.0.workspaces, bodies).await?;
        let mut obstacles = Vec::new();
        for body in bodies {
            obstacles.push(match body {
                Body::UpdateWorkspaceBundle(named) => {
                    match bundles.iter().find(|one| one.id == named.bundle_id) {
                        Some(bundle) => bundle::obstacle(bundle),
                        None => Some(missing(body)),
                    }
                }
                Body::UpdateFleet(named) => match fleet::set(&self.0.appstream, named).await? {
                    Some(found) => found.obstacle,
                    None => Some(missing(body)),
                },
                // What is made is there or not, and the image of a permission may be made by the run itself.
                Body::CreateWorkspaceBundle(_)
                | Body::UpdateWorkspaceImagePermission(_)
                | Body::UpdateImagePermissions(_)
                | Body::ImportWorkspaceImage(_)
                | Body::ImportCustomWorkspaceImage(_)
                | Body::CreateWorkspaceImage(_)
                | Body::CreateImportedImage(_)
                | Body::CopyWorkspaceImage(_)
                | Body::CopyImage(_)
                | Body::Approve(_) => None,
            });
        }
        Ok(obstacles)
    }

    async fn tag(&self, body: &Body, found: &Found, tags: &[OwnTag]) -> Result<(), Failure> {
        if let Body::UpdateWorkspaceBundle(_) = body {
            bundle::tag(&self.0.workspaces, &found.id, tags).await
        } else if let Body::UpdateFleet(_) = body {
            fleet::tag(&self.0.appstream, &found.id, tags).await
        } else {
            Err(not_here(body))
        }
    }

    async fn set(&self, body: &Body, found: &Found) -> Result<(), Failure> {
        let Services { workspaces, appstream, .. } = &self.0;
        if let Body::UpdateWorkspaceBundle(body) = body {
            update_workspace_bundle::call(workspaces, body).await
        } else if let Body::UpdateWorkspaceImagePermission(body) = body {
            update_workspace_image_permission::call(workspaces, body).await
        } else if let Body::UpdateFleet(body) = body {
            update_fleet::image(appstream, &body.name, found.image_arn.as_deref().unwrap_or_default()).await
        } else if let Body::UpdateImagePermissions(body) = body {
            update_image_permissions::call(appstream, body).await
        } else {
            Err(not_here(body))
        }
    }

    async fn make(&self, body: &Body, own_tags: &[OwnTag]) -> Result<Option<String>, Failure> {
        let Body::CreateWorkspaceBundle(body) = body else { return Err(not_here(body)) };
        let bundle = create_workspace_bundle::call(&self.0.workspaces, body, own_tags).await?;
        Ok(bundle.map(|bundle| bundle.id))
    }
}

/// A step that is another function's.
fn not_here(body: &Body) -> Failure {
    Failure::own(Class::Defect, format!("deliver does no {} in this way", body.operation()))
}
