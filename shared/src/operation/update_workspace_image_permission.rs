//! UpdateWorkspaceImagePermission: lets another account copy an image, or no longer.

use super::fields::{ACCOUNT_ID, WORKSPACE_IMAGE_ID, other_account};
use super::request::structure;
use super::{Definition, ImageKind, Note, OperationName, RegionRule, Request, Service, StepKind, Thing};
use crate::check::Shape;
use crate::delivery::Parameter;
use crate::job::Given;
use crate::violation::DESKPORT;
use serde_json::json;

/// What it does.
pub(super) const ABOUT: &str = "Amazon WorkSpaces lets another account copy an image, or no longer.";

structure! {
    /// The request of the operation. Without an image it is in a `Then` and takes that of the entry above it.
    #[derive(Debug)]
    UpdateWorkspaceImagePermission in MEMBERS {
        allow_copy_image as "AllowCopyImage": bool, Shape::Boolean, "Whether the account may copy the image.";
        shared_account_id as "SharedAccountId": String, Shape::Text(&ACCOUNT_ID), "The account, another one than one's own.";
    } optional {
        image_id as "ImageId": Option<String>, Shape::Text(&WORKSPACE_IMAGE_ID), "The image.", required_outside_then();
    }
}

impl Request for UpdateWorkspaceImagePermission {
    fn name(&self) -> Option<&str> {
        None
    }

    fn source(&self) -> Option<&str> {
        self.image_id.as_deref()
    }

    fn shared_with(&self) -> Option<&str> {
        Some(&self.shared_account_id)
    }

    fn take(&mut self, image: &Given) -> bool {
        self.image_id.clone_from(&image.image_id);
        self.image_id.is_some()
    }
}

pub(super) static DEFINITION: Definition = Definition {
    members: MEMBERS,
    kind: StepKind::Deliver,
    thing: Thing::Permission,
    name: None,
    region: RegionRule::BesideImport,
    sets: Some("SharedAccountId"),
    sources: &["ImageId"],
    takes: Some(ImageKind::WorkSpaces),
    not_in_then: &["ImageId"],
    delivers: &[(Parameter::Accounts, "SharedAccountId")],
    rules: other_account,
    meaning: Some(
        "Where the account may copy the image, it has to do that before it can use it (CopyWorkspaceImage in that account, with this image and Region as the source). Copies that it has made stay its own, whatever the permission says.",
    ),
    way_back: Some(|step, before| {
        Some(json!({ "ImageId": step.image_id.as_ref()?, "SharedAccountId": step.shared_account_id.as_ref()?,
            "AllowCopyImage": before.allow_copy_image? }))
    }),
    // It is a change of a setting.
    usual_minutes: |_| 0,
    notes: &[
        Note {
            text: "The stack's parameter DeliveryAccounts names the account, or is *. It is not the account that shares.",
            source: DESKPORT,
        },
        Note {
            text: "Not checked here: a BYOL image is shared only with an account that has BYOL and the same payer; in GovCloud nothing is shared.",
            source: "WorkSpaces Administration Guide: Share or unshare a custom WorkSpaces image",
        },
    ],
    ..Definition::new(OperationName::UpdateWorkspaceImagePermission, Service::WorkSpaces)
};
