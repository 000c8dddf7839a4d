//! workspaces:DescribeWorkspaceImages, to find an image by its name: the operation has no filter for it.

use crate::ports::Standing;
use aws_sdk_workspaces::Client;
use aws_sdk_workspaces::types::{ImageType, WorkspaceImageState};
use deskport_aws::{Call, failure};
use deskport_shared::error::{Class, Failure};

/// The most pages that are read: 2,500 images, where the quota is 40 unless it was raised.
const PAGES_MAX: usize = 100;

/// The image's id, and its standing.
pub(super) async fn by_name(client: &Client, name: &str) -> Result<Option<(String, Standing)>, Failure> {
    let mut token = None;
    for _ in 0..PAGES_MAX {
        let page = client
            .describe_workspace_images()
            .image_type(ImageType::Owned)
            .set_next_token(token)
            .send()
            .await
            .map_err(|error| failure(Call::DescribeWorkspaceImages, &error))?;
        if let Some(image) = page.images().iter().find(|image| image.name() == Some(name)) {
            let failed = image.state() == Some(&WorkspaceImageState::Error);
            let standing = if failed { Standing::Failed } else { Standing::Sound };
            return Ok(image.image_id().map(|id| (id.to_owned(), standing)));
        }
        token = page.next_token().map(str::to_owned);
        if token.is_none() {
            return Ok(None);
        }
    }
    Err(Failure::own(
        Class::Defect,
        format!("no image named {name} in the first {PAGES_MAX} pages of images"),
    ))
}
