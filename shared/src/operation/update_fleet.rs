//! UpdateFleet: gives an AppStream fleet another image, and changes nothing else of it.

use super::fields::{APPSTREAM, APPSTREAM_IMAGE_NAME};
use super::request::structure;
use super::{
    Definition, Facts, ImageKind, Note, OperationName, RegionRule, Request, Service, StepKind, Thing,
};
use crate::check::{Form, Shape, Text};
use crate::delivery::Parameter;
use crate::job::Given;
use crate::pattern;
use crate::violation::{DESKPORT, Findings, NOTHING, Path, given};
use serde_json::{Value, json};

/// What it does.
pub(super) const ABOUT: &str =
    "Amazon AppStream gives a fleet the image: instances get it after their sessions.";

structure! {
    /// The request of the operation. Without an image it is in a `Then` and takes that of the entry above it.
    #[derive(Debug)]
    UpdateFleet in MEMBERS {
        name as "Name": String, Shape::Text(&APPSTREAM_IMAGE_NAME),
            "The fleet. AWS's model lets it be left out, and the service refuses that.", with_placeholders();
    } optional {
        image_name as "ImageName": Option<String>, Shape::Text(&IMAGE_NAME), "The image, one of the account's own; or ImageArn.",
            with_placeholders();
        image_arn as "ImageArn": Option<String>, Shape::Text(&IMAGE_ARN), "The image by its ARN, which may be shared with the account.",
            arn("a fleet takes an image of its own Region, and one of another account that shares it");
    }
}

static IMAGE_NAME: Text = Text { min: 1, max: usize::MAX, form: Form::Any, source: APPSTREAM };
static IMAGE_ARN: Text = Text {
    min: 0,
    max: usize::MAX,
    form: pattern!(
        r"arn:aws(?:-cn|-iso-b|-iso|-us-gov)?:[A-Za-z0-9][A-Za-z0-9_/.-]{0,62}:[A-Za-z0-9_/.-]{0,63}:[A-Za-z0-9_/.-]{0,63}:[A-Za-z0-9][A-Za-z0-9:_/+=,@.\\-]{0,1023}",
        "the ARN of an image"
    ),
    source: APPSTREAM,
};

/// The members that name the image.
const IMAGE: [&str; 2] = ["ImageName", "ImageArn"];

impl Request for UpdateFleet {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn source(&self) -> Option<&str> {
        self.image_arn.as_deref().or(self.image_name.as_deref())
    }

    fn take(&mut self, image: &Given) -> bool {
        self.image_arn.clone_from(&image.image_arn);
        self.image_arn.is_some()
    }
}

/// Outside a `Then` exactly one member names the image.
fn rules(body: &Value, path: &Path, facts: &Facts<'_>, findings: &mut Findings) {
    if facts.in_then {
        return;
    }
    if IMAGE.iter().all(|member| body.get(member).is_none()) {
        findings.violation(&path.member(IMAGE[0]), NOTHING, "one of ImageName, ImageArn", DESKPORT);
    }
    if let (Some(_), Some(value)) = (body.get(IMAGE[0]), body.get(IMAGE[1])) {
        findings.instead(&path.member(IMAGE[1]), given(value), "one of ImageName, ImageArn", DESKPORT);
    }
}

pub(super) static DEFINITION: Definition = Definition {
    members: MEMBERS,
    kind: StepKind::Deliver,
    thing: Thing::Fleet,
    region: RegionRule::BesideImport,
    sets: Some("Name"),
    sources: &IMAGE,
    takes: Some(ImageKind::AppStream),
    not_in_then: &IMAGE,
    delivers: &[(Parameter::Fleets, "Name")],
    rules,
    meaning: Some(
        "New instances of the fleet have this image. Sessions go on; their instances are replaced after they end, unused ones from time to time.",
    ),
    way_back: Some(|step, before| Some(json!({ "Name": step.name.as_ref()?, "ImageArn": before.image()? }))),
    // It is a change of a setting.
    usual_minutes: |_| 0,
    notes: &[
        Note {
            text: "The stack's parameter DeliveryFleets names the fleet, or is *. In Imports exactly one of ImageName, ImageArn; no other member of a fleet is changed.",
            source: DESKPORT,
        },
        Note {
            text: "Not checked here: the fleet is not an elastic one, which has no image; the image runs on its instance type; another operating system needs a fleet that is stopped.",
            source: "Amazon AppStream 2.0 API Reference: UpdateFleet",
        },
    ],
    conditions: || vec![json!({ "oneOf": [{ "required": ["ImageName"] }, { "required": ["ImageArn"] }] })],
    ..Definition::new(OperationName::UpdateFleet, Service::AppStream)
};
