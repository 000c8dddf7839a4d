//! CreateWorkspaceBundle: makes a bundle with an image, from which new WorkSpaces are made.

use super::fields::{WORKSPACE_IMAGE_ID, WORKSPACES, WORKSPACES_TAGS};
use super::request::structure;
use super::{Definition, ImageKind, Note, OperationName, RegionRule, Request, Service, StepKind, Thing};
use crate::check::{Form, Shape, Text};
use crate::delivery::Parameter;
use crate::job::Given;
use crate::tags::Tag;
use crate::violation::DESKPORT;

/// What it does.
pub(super) const ABOUT: &str =
    "Amazon WorkSpaces makes a bundle with the image: new WorkSpaces can be made from it.";

structure! {
    /// The request of the operation. Without an image it is in a `Then` and takes that of the entry above it.
    #[derive(Debug)]
    CreateWorkspaceBundle in MEMBERS {
        bundle_name as "BundleName": String, Shape::Text(&BUNDLE_NAME), "The bundle's name.", with_placeholders();
        bundle_description as "BundleDescription": String, Shape::Text(&BUNDLE_DESCRIPTION),
            "The bundle's description.", with_placeholders();
        compute_type as "ComputeType": ComputeType, Shape::Structure(COMPUTE_TYPE), "The hardware of the desktops.";
        user_storage as "UserStorage": Storage, Shape::Structure(STORAGE), "The volume of the user.";
    } optional {
        image_id as "ImageId": Option<String>, Shape::Text(&WORKSPACE_IMAGE_ID), "The image.", required_outside_then();
        root_storage as "RootStorage": Option<Storage>, Shape::Structure(STORAGE), "The volume of the system.";
        tags as "Tags": Vec<Tag>, WORKSPACES_TAGS,
            "Tags of the bundle, beside deskport:source, deskport:recipe and deskport:run.", with_placeholders(), limited_by(DESKPORT);
    }
}

structure! {
    /// The hardware of the desktops.
    #[derive(Debug)]
    ComputeType in COMPUTE_TYPE {
        name as "Name": String, Shape::Enum(COMPUTE_TYPES), "Its name. AWS's model lets it be left out, and the service refuses that.";
    } optional {}
}

structure! {
    /// A volume.
    #[derive(Debug)]
    Storage in STORAGE {
        capacity as "Capacity": String, Shape::Text(&CAPACITY), "Its size in GiB.";
    } optional {}
}

static COMPUTE_TYPES: &[&str] = &[
    "VALUE",
    "STANDARD",
    "PERFORMANCE",
    "POWER",
    "GRAPHICS",
    "POWERPRO",
    "GENERALPURPOSE_4XLARGE",
    "GENERALPURPOSE_8XLARGE",
    "GRAPHICSPRO",
    "GRAPHICS_G4DN",
    "GRAPHICSPRO_G4DN",
    "GRAPHICS_G6_XLARGE",
    "GRAPHICS_G6_2XLARGE",
    "GRAPHICS_G6_4XLARGE",
    "GRAPHICS_G6_8XLARGE",
    "GRAPHICS_G6_16XLARGE",
    "GRAPHICS_GR6_4XLARGE",
    "GRAPHICS_GR6_8XLARGE",
    "GRAPHICS_G6F_LARGE",
    "GRAPHICS_G6F_XLARGE",
    "GRAPHICS_G6F_2XLARGE",
    "GRAPHICS_G6F_4XLARGE",
    "GRAPHICS_GR6F_4XLARGE",
    "GRAPHICS_G7_2XLARGE",
    "GRAPHICS_G7_4XLARGE",
    "GRAPHICS_G7_8XLARGE",
    "GRAPHICS_G7_12XLARGE",
];

static BUNDLE_NAME: Text = Text {
    min: 1,
    max: 64,
    form: Form::Characters { also: r"_./()\-", letter_or_digit_first: false },
    source: WORKSPACES,
};
static BUNDLE_DESCRIPTION: Text = Text {
    min: 1,
    max: 255,
    form: Form::Characters { also: "_./() -", letter_or_digit_first: false },
    source: WORKSPACES,
};
static CAPACITY: Text = Text { min: 1, max: usize::MAX, form: Form::Any, source: WORKSPACES };

impl Request for CreateWorkspaceBundle {
    fn name(&self) -> Option<&str> {
        Some(&self.bundle_name)
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
    name: Some("BundleName"),
    sources: &["ImageId"],
    takes: Some(ImageKind::WorkSpaces),
    not_in_then: &["ImageId"],
    delivers: &[(Parameter::Bundles, "BundleName")],
    meaning: Some("WorkSpaces can be made from it now."),
    // A bundle is made within minutes; AWS states no time.
    usual_minutes: |_| 0,
    notes: &[Note {
        text: "The stack's parameter DeliveryBundles names the bundle, or is *.",
        source: DESKPORT,
    }],
    ..Definition::new(OperationName::CreateWorkspaceBundle, Service::WorkSpaces)
};
