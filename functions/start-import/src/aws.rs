//! The ports over AWS: which operation makes, finds and deletes which image.

use crate::no_image;
use crate::ports::{DeleteImage, FindImage, Found, Made, MakeImage, OwnTag};
use deskport_aws::Services;
use deskport_aws::config::SdkConfig;
use deskport_aws::operation::{
    copy_image, copy_workspace_image, create_imported_image, create_workspace_image, delete_image,
    delete_workspace_image, describe_images, describe_tags, describe_workspace_images,
    import_custom_workspace_image, import_workspace_image, list_tags_for_resource, tag_resource,
};
use deskport_shared::error::{Class, Failure};
use deskport_shared::operation::{Body, Service};
use deskport_shared::tags::{RECIPE, RUN, SOURCE};
use std::collections::HashMap;

/// The two services, where the image is made.
#[derive(Clone, Debug)]
pub struct Aws(Services);

impl MakeImage for Aws {
    async fn make(
        &self,
        body: &Body,
        own_tags: &[OwnTag],
        from: Option<&str>,
        dry_run: bool,
    ) -> Result<Made, Failure> {
        let made = match body {
            Body::ImportWorkspaceImage(body) => {
                import_workspace_image::call(&self.0.workspaces, body, own_tags).await
            }
            Body::ImportCustomWorkspaceImage(body) => {
                import_custom_workspace_image::call(&self.0.workspaces, body, own_tags).await
            }
            Body::CreateWorkspaceImage(body) => {
                create_workspace_image::call(&self.0.workspaces, body, own_tags).await
            }
            Body::CreateImportedImage(body) => {
                create_imported_image::call(&self.0.appstream, body, own_tags, dry_run).await
            }
            Body::CopyWorkspaceImage(body) => copy_workspace_image::call(&self.0, body, own_tags).await,
            Body::CopyImage(body) => copy_image::call(&self.0.in_region(from).appstream, body).await,
            Body::CreateWorkspaceBundle(_)
            | Body::UpdateWorkspaceBundle(_)
            | Body::UpdateWorkspaceImagePermission(_)
            | Body::UpdateFleet(_)
            | Body::UpdateImagePermissions(_) => {
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
                let Some((id, standing)) =
                    describe_workspace_images::by_name(&self.0.workspaces, name).await?
                else {
                    return Ok(None);
                };
                let tags = describe_tags::all(&self.0.workspaces, &id).await?;
                Ok(Some(Found { image_id: Some(id), standing, ..tagged(tags) }))
            }
            Service::AppStream => {
                let Some(image) = describe_images::by_name(&self.0.appstream, name).await? else {
                    return Ok(None);
                };
                let tags = list_tags_for_resource::all(&self.0.appstream, &image.arn).await?;
                let (standing, created, description) = (image.standing, image.created, image.description);
                Ok(Some(Found { image_arn: Some(image.arn), standing, created, description, ..tagged(tags) }))
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
    async fn mark(&self, found: &Found, tags: &[(&str, &str)]) -> Result<(), Failure> {
        let missing = || Failure::own(Class::Defect, "an image without an ARN was found");
        let arn = found.image_arn.as_deref().ok_or_else(missing)?;
        tag_resource::set(&self.0.appstream, arn, tags).await
    }

    async fn delete(&self, service: Service, name: &str, found: &Found) -> Result<(), Failure> {
        match (service, &found.image_id) {
            (Service::WorkSpaces, Some(id)) => delete_workspace_image::by_id(&self.0.workspaces, id).await,
            (Service::WorkSpaces, None) => {
                Err(Failure::own(Class::Defect, "an image without an id was found"))
            }
            (Service::AppStream, _) => delete_image::by_name(&self.0.appstream, name).await,
            (Service::Deskport, _) => Err(no_image()),
        }
    }
}

impl Aws {
    /// Clients for both services in the function's own Region, made once at start.
    pub fn new(config: &SdkConfig) -> Self {
        Self(Services::new(config))
    }

    /// The same in another Region; `None` is the function's own.
    #[must_use]
    pub fn in_region(&self, region: Option<&str>) -> Self {
        Self(self.0.in_region(region))
    }
}
