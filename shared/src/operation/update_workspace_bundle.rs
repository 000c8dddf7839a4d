//! UpdateWorkspaceBundle: gives a bundle another image. New WorkSpaces get it; those that exist keep theirs until they are
//! rebuilt or migrated.

use super::fields::{WORKSPACE_IMAGE_ID, WORKSPACES};
use super::request::structure;
use super::{Definition, ImageKind, Note, OperationName, RegionRule, Request, Service, StepKind, Thing};
use crate::check::{Shape, Text};
use crate::delivery::Parameter;
use crate::job::Given;
use crate::pattern;
use crate::violation::DESKPORT;
use serde_json::json;

/// What it does.
pub(super) const ABOUT: &str = "Amazon WorkSpaces gives a bundle the image: new desktops get it, existing ones keep theirs until they are rebuilt.";

structure! {
    /// The request of the operation. Without an image it is in a `Then` and takes that of the entry above it.
    #[derive(Debug)]
    UpdateWorkspaceBundle in MEMBERS {
        bundle_id as "BundleId": String, Shape::Text(&BUNDLE_ID), "The bundle, one of the account's own.";
    } optional {
        image_id as "ImageId": Option<String>, Shape::Text(&WORKSPACE_IMAGE_ID), "The image.", required_outside_then();
    }
}

static BUNDLE_ID: Text = Text {
    min: 0,
    max: usize::MAX,
    form: pattern!("wsb-[0-9a-z]{8,63}", "a bundle's id: wsb- and 8 to 63 of 0-9 a-z"),
    source: WORKSPACES,
};

impl Request for UpdateWorkspaceBundle {
    fn name(&self) -> Option<&str> {
        None
    }

    fn source(&self) -> Option<&str> {
        self.image_id.as_deref()
    }

    fn take(&mut self, image: &Given) -> bool {
        self.image_id.clone_from(&image.image_id);
        self.image_id.is_some()
    }
}

pub(super) static DEFINITION: Definition = Definition {
    members: MEMBERS,
    kind: StepKind::Deliver,
    thing: Thing::Bundle,
    region: RegionRule::BesideImport,
    name: None,
    sets: Some("BundleId"),
    sources: &["ImageId"],
    takes: Some(ImageKind::WorkSpaces),
    not_in_then: &["ImageId"],
    delivers: &[(Parameter::Bundles, "BundleId")],
    meaning: Some(
        "New WorkSpaces of the bundle get this image. Existing ones keep theirs until they are rebuilt or migrated.",
    ),
    way_back: Some(|step, before| {
        Some(json!({ "BundleId": step.bundle_id.as_ref()?, "ImageId": before.image()? }))
    }),
    // It is a change of a setting.
    usual_minutes: |_| 0,
    notes: &[Note {
        text: "The stack's parameter DeliveryBundles names the bundle, or is *. Not checked here: the bundle is the account's own.",
        source: DESKPORT,
    }],
    ..Definition::new(OperationName::UpdateWorkspaceBundle, Service::WorkSpaces)
};
