//! ImportWorkspaceImage: an AMI of Windows 10 or 11 becomes a BYOL image of WorkSpaces.

use super::fields::{
    BYOL_GUIDE, EC2_IMAGE_ID, WORKSPACE_IMAGE_DESCRIPTION, WORKSPACE_IMAGE_NAME, WORKSPACES_TAGS,
};
use super::{Definition, Facts, OperationName, Service};
use crate::check::{Member, Shape};
use crate::tags::Tag;
use crate::violation::{Findings, Path, given};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The request of the operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ImportWorkspaceImage {
    /// The AMI that the image is made from.
    pub ec2_image_id: String,
    /// How the image is ingested, by graphics and protocol.
    pub ingestion_process: String,
    /// The image's name.
    pub image_name: String,
    /// The image's description.
    pub image_description: String,
    /// The caller's tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
    /// The Office that is added, at most one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub applications: Vec<String>,
}

/// The eight ingestion processes. `_WSP` is DCV, `_BYOP` is bring-your-own-protocol, neither is PCoIP.
pub static INGESTION_PROCESSES: &[&str] = &[
    "BYOL_REGULAR",
    "BYOL_GRAPHICS",
    "BYOL_GRAPHICSPRO",
    "BYOL_GRAPHICS_G4DN",
    "BYOL_REGULAR_WSP",
    "BYOL_GRAPHICS_G4DN_WSP",
    "BYOL_REGULAR_BYOP",
    "BYOL_GRAPHICS_G4DN_BYOP",
];

static APPLICATION: Shape = Shape::Enum(&["Microsoft_Office_2016", "Microsoft_Office_2019"]);

pub(crate) static DEFINITION: Definition = Definition {
    operation: OperationName::ImportWorkspaceImage,
    service: Service::WorkSpaces,
    members: &[
        Member::required(
            "Ec2ImageId",
            Shape::Text(&EC2_IMAGE_ID),
            "The AMI; the request's Ec2ImageId where it is left out.",
        ),
        Member::required(
            "IngestionProcess",
            Shape::Enum(INGESTION_PROCESSES),
            "Graphics and protocol of the desktops.",
        ),
        Member::required("ImageName", Shape::Text(&WORKSPACE_IMAGE_NAME), "The image's name.")
            .with_placeholders(),
        Member::required(
            "ImageDescription",
            Shape::Text(&WORKSPACE_IMAGE_DESCRIPTION),
            "The image's description.",
        )
        .with_placeholders(),
        WORKSPACES_TAGS,
        Member::optional(
            "Applications",
            Shape::List(1, 1, &APPLICATION),
            "The Office that is added, one at most.",
        ),
    ],
    name: "ImageName",
    source: "Ec2ImageId",
    rules,
};

fn rules(body: &Value, path: &Path, facts: &Facts<'_>, findings: &mut Findings) {
    let Some(process) = body["IngestionProcess"].as_str().filter(|p| INGESTION_PROCESSES.contains(p)) else {
        return;
    };
    let here = path.member("IngestionProcess");
    if process.ends_with("_BYOP") {
        let doubt = "an account that AWS has allow-listed for WorkSpaces Core; others are refused";
        findings.warning(&here, process, doubt, BYOL_GUIDE);
    }
    if facts.os_version != Some("Windows_11") {
        return;
    }
    if !process.ends_with("_WSP") && !process.ends_with("_BYOP") {
        let allowed =
            "an ingestion process that ends in _WSP (DCV) or _BYOP: Windows 11 does not support PCoIP";
        findings.violation(&here, process, allowed, BYOL_GUIDE);
        return;
    }
    windows_11_office(body, process, &path.member("Applications"), findings);
}

fn windows_11_office(body: &Value, process: &str, path: &Path, findings: &mut Findings) {
    let Some(application) = body["Applications"].get(0) else { return };
    if findings.faulty(path) || !process.ends_with("_WSP") {
        return;
    }
    if process.contains("GRAPHICS") {
        let allowed = "no Applications: Windows 11 with graphics takes no Office";
        findings.violation(path, given(&body["Applications"]), allowed, BYOL_GUIDE);
    } else if application != "Microsoft_Office_2019" {
        let allowed = "Microsoft_Office_2019: the only Office that Windows 11 takes";
        findings.violation(&path.index(0), given(application), allowed, BYOL_GUIDE);
    }
}
