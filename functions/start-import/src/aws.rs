//! The ports over AWS: which operation makes, finds and deletes which image.

use crate::no_image;
use crate::ports::{DeleteImage, FindImage, Found, Made, MakeImage, OwnTag};
use deskport_aws::config::SdkConfig;
use deskport_aws::operation::{
    create_imported_image, create_workspace_image, delete_image, delete_workspace_image, describe_images,
    describe_tags, describe_workspace_images, import_custom_workspace_image, import_workspace_image,
    list_tags_for_resource, tag_resource,
};
use deskport_aws::{AppStream, Workspaces};
use deskport_shared::error::{Class, Failure};
use deskport_shared::operation::{Body, Service};
use deskport_shared::tags::{RECIPE, RUN, SOURCE};
use std::collections::HashMap;

/// The two services.
#[derive(Clone, Debug)]
pub struct Aws {
    workspaces: Workspaces,
    appstream: AppStream,
}

impl MakeImage for Aws {
    async fn make(&self, body: &Body, own_tags: &[OwnTag], dry_run: bool) -> Result<Made, Failure> {
        let made = match body {
            Body::ImportWorkspaceImage(body) => {
                import_workspace_image::call(&self.workspaces, body, own_tags).await
            }
            Body::ImportCustomWorkspaceImage(body) => {
                import_custom_workspace_image::call(&self.workspaces, body, own_tags).await
            }
            Body::CreateWorkspaceImage(body) => {
                create_workspace_image::call(&self.workspaces, body, own_tags).await
            }
            Body::CreateImportedImage(body) => {
                create_imported_image::call(&self.appstream, body, own_tags, dry_run).await
            }
            Body::CreateWorkspaceBundle(_) | Body::UpdateWorkspaceBundle(_) => {
                return Err(Failure::own(Class::Defect, "deliver does this step"));
            }
            Body::Approve(_) => return Err(no_image()),
        };
        made.or_else(|failure| match failure.code.as_str() {
            "ResourceAlreadyExistsException" => Ok(Made::NameInUse),
            _ => Err(failure),
        })
    }
}

impl FindImage for Aws {
    async fn find(&self, service: Service, name: &str) -> Result<Option<Found>, Failure> {
        match service {
            Service::WorkSpaces => {
                let Some((id, standing)) = describe_workspace_images::by_name(&self.workspaces, name).await?
                else {
                    return Ok(None);
                };
                let tags = describe_tags::all(&self.workspaces, &id).await?;
                Ok(Some(Found { image_id: Some(id), standing, ..tagged(tags) }))
            }
            Service::AppStream => {
                let Some(image) = describe_images::by_name(&self.appstream, name).await? else {
                    return Ok(None);
                };
                let tags = list_tags_for_resource::all(&self.appstream, &image.arn).await?;
                let (standing, created) = (image.standing, image.created);
                Ok(Some(Found { image_arn: Some(image.arn), standing, created, ..tagged(tags) }))
            }
            Service::Deskport => Err(no_image()),
        }
    }
}

/// What an image's tags say of it.
fn tagged(mut tags: HashMap<String, String>) -> Found {
    let (source, recipe, run) = (tags.remove(SOURCE), tags.remove(RECIPE), tags.remove(RUN));
    Found { source, recipe, run, ..Found::default() }
}

impl DeleteImage for Aws {
    async fn mark(&self, found: &Found, run: &str) -> Result<(), Failure> {
        let missing = || Failure::own(Class::Defect, "an image without an ARN was found");
        let arn = found.image_arn.as_deref().ok_or_else(missing)?;
        tag_resource::set(&self.appstream, arn, RUN, run).await
    }

    async fn delete(&self, service: Service, name: &str, found: &Found) -> Result<(), Failure> {
        match (service, &found.image_id) {
            (Service::WorkSpaces, Some(id)) => delete_workspace_image::by_id(&self.workspaces, id).await,
            (Service::WorkSpaces, None) => {
                Err(Failure::own(Class::Defect, "an image without an id was found"))
            }
            (Service::AppStream, _) => delete_image::by_name(&self.appstream, name).await,
            (Service::Deskport, _) => Err(no_image()),
        }
    }
}

impl Aws {
    /// Clients for both services, made once at start.
    pub fn new(config: &SdkConfig) -> Self {
        Self { workspaces: Workspaces::new(config), appstream: AppStream::new(config) }
    }
}
