//! UpdateImagePermissions: lets another account use an image for fleets and image builders, or no longer.

use super::fields::{ACCOUNT_ID, APPSTREAM_IMAGE_NAME, other_account};
use super::request::structure;
use super::{
    Definition, Facts, ImageKind, Note, OperationName, RegionRule, Request, Service, StepKind, Thing,
};
use crate::check::Shape;
use crate::delivery::Parameter;
use crate::job::Given;
use crate::violation::{DESKPORT, Findings, Path};
use serde_json::{Value, json};

/// What it does.
pub(super) const ABOUT: &str =
    "Amazon AppStream lets another account use an image for fleets and image builders, or no longer.";

structure! {
    /// The request of the operation. Without an image it is in a `Then` and takes that of the entry above it.
    #[derive(Debug)]
    UpdateImagePermissions in MEMBERS {
        shared_account_id as "SharedAccountId": String, Shape::Text(&ACCOUNT_ID), "The account, another one than one's own.";
        image_permissions as "ImagePermissions": ImagePermissions, Shape::Structure(IMAGE_PERMISSIONS),
            "What the account may do with the image. Both false ends the sharing.";
    } optional {
        name as "Name": Option<String>, Shape::Text(&APPSTREAM_IMAGE_NAME), "The image.", with_placeholders(),
            required_outside_then();
    }
}

structure! {
    /// What an account may do with an image. One that is left out is false.
    #[derive(Debug)]
    ImagePermissions in IMAGE_PERMISSIONS {
    } optional {
        allow_fleet as "allowFleet": Option<bool>, Shape::Boolean, "Whether it may use the image for fleets.";
        allow_image_builder as "allowImageBuilder": Option<bool>, Shape::Boolean, "Whether it may use the image for image builders.";
    }
}

impl Request for UpdateImagePermissions {
    fn name(&self) -> Option<&str> {
        None
    }

    fn source(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn shared_with(&self) -> Option<&str> {
        Some(&self.shared_account_id)
    }

    fn take(&mut self, image: &Given) -> bool {
        self.name.clone_from(&image.image_name);
        self.name.is_some()
    }
}

fn rules(body: &Value, path: &Path, facts: &Facts<'_>, findings: &mut Findings) {
    other_account(body, path, facts, findings);
    let here = path.member("ImagePermissions");
    if body["ImagePermissions"].as_object().is_some_and(serde_json::Map::is_empty) {
        findings.violation(&here, "{}", "at least one of allowFleet, allowImageBuilder", DESKPORT);
    }
}

pub(super) static DEFINITION: Definition = Definition {
    members: MEMBERS,
    kind: StepKind::Deliver,
    thing: Thing::Permission,
    name: None,
    region: RegionRule::BesideImport,
    sets: Some("SharedAccountId"),
    sources: &["Name"],
    takes: Some(ImageKind::AppStream),
    not_in_then: &["Name"],
    delivers: &[(Parameter::Accounts, "SharedAccountId")],
    rules,
    meaning: Some(
        "Where the account may use the image, it does so by the image's ARN, in this Region: UpdateFleet with ImageArn, or a new image builder. A fleet of the account that may no longer use it goes down to no instance.",
    ),
    way_back: Some(|step, before| {
        let name = step.image_arn.as_ref()?.rsplit_once(":image/")?.1;
        Some(json!({ "Name": name, "SharedAccountId": step.shared_account_id.as_ref()?,
            "ImagePermissions": { "allowFleet": before.allow_fleet?, "allowImageBuilder": before.allow_image_builder? } }))
    }),
    // It is a change of a setting.
    usual_minutes: |_| 0,
    notes: &[Note {
        text: "The stack's parameter DeliveryAccounts names the account, or is *. It is not the account that shares. A permission that is left out is false.",
        source: DESKPORT,
    }],
    conditions: || vec![json!({ "properties": { "ImagePermissions": { "minProperties": 1 } } })],
    ..Definition::new(OperationName::UpdateImagePermissions, Service::AppStream)
};
