//! The adapters: one file for each AWS operation that start-import calls.

mod create_imported_image;
mod create_workspace_image;
mod delete_image;
mod delete_workspace_image;
mod describe_images;
mod describe_tags;
mod describe_workspace_images;
mod import_custom_workspace_image;
mod import_workspace_image;
mod list_tags_for_resource;
mod tag_resource;

use crate::ports::{DeleteImage, FindImage, Found, Made, MakeImage, OwnTag};
use deskport_aws::client;
use deskport_shared::error::{Class, Failure};
use deskport_shared::operation::{Body, Service};
use deskport_shared::tags::{RECIPE, RUN, SOURCE, Tag};
use std::collections::HashMap;

/// The two services.
#[derive(Clone, Debug)]
pub struct Aws {
    workspaces: aws_sdk_workspaces::Client,
    appstream: aws_sdk_appstream::Client,
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
        }
    }
}

impl Aws {
    /// Clients for both services, made once at start.
    pub fn new(config: &aws_config::SdkConfig) -> Self {
        let workspaces = client!(
            aws_sdk_workspaces,
            config,
            [
                create_workspace_image::CreateWorkspaceImageError => CreateWorkspaceImage,
                delete_workspace_image::DeleteWorkspaceImageError => DeleteWorkspaceImage,
                describe_tags::DescribeTagsError => DescribeTags,
                describe_workspace_images::DescribeWorkspaceImagesError => DescribeWorkspaceImages,
                import_custom_workspace_image::ImportCustomWorkspaceImageError => ImportCustomWorkspaceImage,
                import_workspace_image::ImportWorkspaceImageError => ImportWorkspaceImage,
            ]
        );
        let appstream = client!(
            aws_sdk_appstream,
            config,
            [
                create_imported_image::CreateImportedImageError => CreateImportedImage,
                delete_image::DeleteImageError => DeleteImage,
                describe_images::DescribeImagesError => DescribeImages,
                list_tags_for_resource::ListTagsForResourceError => ListTagsForResource,
                tag_resource::TagResourceError => TagResource,
            ]
        );
        Self { workspaces, appstream }
    }
}

/// The caller's tags and Deskport's, as WorkSpaces takes them.
fn workspaces_tags(tags: &[Tag], own: &[OwnTag]) -> Result<Vec<aws_sdk_workspaces::types::Tag>, Failure> {
    let tags = tags.iter().map(|t| (t.key.as_str(), t.value.as_deref()));
    let own = own.iter().map(|(key, value)| (*key, Some(value.as_str())));
    tags.chain(own)
        .map(|(key, value)| {
            let tag = aws_sdk_workspaces::types::Tag::builder()
                .key(key)
                .set_value(value.map(str::to_owned))
                .build();
            tag.map_err(|error| Failure::own(Class::Defect, error.to_string()))
        })
        .collect()
}

/// WorkSpaces' response to a call that makes an image.
fn started(image_id: Option<&str>) -> Made {
    let started = |id: &str| Made::Started { image_id: Some(id.to_owned()), image_arn: None };
    image_id.map_or(Made::Unnamed, started)
}
