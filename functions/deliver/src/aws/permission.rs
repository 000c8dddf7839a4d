//! What other accounts may do with an image. It has no tags: what an account may do now is all that is known.

use crate::ports::Found;
use deskport_aws::operation::{
    describe_image_permissions, describe_images, describe_workspace_image_permissions,
};
use deskport_aws::{AppStream, Workspaces};
use deskport_shared::error::Failure;
use deskport_shared::job::Look;
use deskport_shared::operation::{UpdateImagePermissions, UpdateWorkspaceImagePermission};
use deskport_shared::outcome::Setting;
use std::collections::HashMap;

/// The permission of an account for a WorkSpaces image; `None` where there is no such image, or none yet.
pub(super) async fn of_workspaces(
    aws: &Workspaces,
    body: &UpdateWorkspaceImagePermission,
) -> Result<Option<Found>, Failure> {
    let Some(image) = body.image_id.as_deref() else { return Ok(None) };
    let allowed = describe_workspace_image_permissions::allows(aws, image, &body.shared_account_id).await?;
    let wanted = Setting::of_workspace_image(body.allow_copy_image);
    Ok(allowed.map(|allowed| found(image, None, Setting::of_workspace_image(allowed), wanted)))
}

/// The permissions of an account for an AppStream image; `None` where there is no such image, or none yet.
pub(super) async fn of_appstream(
    aws: &AppStream,
    body: &UpdateImagePermissions,
) -> Result<Option<Found>, Failure> {
    let Some(name) = body.name.as_deref() else { return Ok(None) };
    let Some(image) = describe_images::by_name(aws, name).await? else { return Ok(None) };
    let shared = describe_image_permissions::of(aws, name, &body.shared_account_id).await?;
    let given = &body.image_permissions;
    let wanted = Setting::of_appstream_image(
        given.allow_fleet.unwrap_or(false),
        given.allow_image_builder.unwrap_or(false),
    );
    let setting = shared.map(|(fleet, builder)| Setting::of_appstream_image(fleet, builder));
    Ok(setting.map(|setting| found(name, Some(image.arn), setting, wanted)))
}

fn found(image: &str, image_arn: Option<String>, setting: Setting, wanted: Setting) -> Found {
    let look = Look::succeeded("SHOWN");
    let wanted = Some(wanted);
    Found { id: image.to_owned(), image_arn, setting, wanted, look, obstacle: None, tags: HashMap::new() }
}
