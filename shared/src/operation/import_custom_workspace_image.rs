//! ImportCustomWorkspaceImage: makes a WorkSpaces image from an AMI, an EC2 import task or an Image Builder image, and builds
//! and tests it in the caller's account.

use super::fields::{
    BYOL_GUIDE, EC2_IMAGE_ID, OS_VERSIONS, VM_IMPORT, WINDOWS_11, WORKSPACE_IMAGE_DESCRIPTION,
    WORKSPACE_IMAGE_NAME, WORKSPACES, WORKSPACES_CORE, WORKSPACES_TAGS,
};
use super::request::structure;
use super::{Definition, Facts, Note, OperationName, Pcoip, Request, Service, later};
use crate::check::{Member, Shape, Text};
use crate::delivery::Parameter;
use crate::pattern;
use crate::tags::Tag;
use crate::violation::{DESKPORT, Findings, Path};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What it does.
pub(super) const ABOUT: &str = "Amazon WorkSpaces builds and tests an image from an AMI, an import task or an Image Builder image, in the caller's account.";

structure! {
    /// The request of the operation.
    #[derive(Debug)]
    ImportCustomWorkspaceImage in MEMBERS {
        image_name as "ImageName": String, Shape::Text(&WORKSPACE_IMAGE_NAME), "The image's name.", with_placeholders();
        image_description as "ImageDescription": String, Shape::Text(&WORKSPACE_IMAGE_DESCRIPTION),
            "The image's description.", with_placeholders();
        compute_type as "ComputeType": String, Shape::Enum(&["BASE", "GRAPHICS_G4DN", "GRAPHICS_G6", "GRAPHICS_G7"]),
            "The hardware of the desktops.";
        protocol as "Protocol": String, Shape::Enum(&["PCOIP", "DCV", "BYOP"]), "The streaming protocol.";
        image_source as "ImageSource": ImageSource, Shape::Union(IMAGE_SOURCE),
            "What it is made from; the request's Ec2ImageId where it is left out.";
        infrastructure_configuration_arn as "InfrastructureConfigurationArn": String, Shape::Text(&INFRASTRUCTURE_CONFIGURATION_ARN),
            "The Image Builder infrastructure configuration that the build runs in.",
            arn("the build runs where the import is made, with a configuration of that account and Region");
        platform as "Platform": String, Shape::Enum(&["WINDOWS"]), "The platform.";
        os_version as "OsVersion": String, Shape::Enum(OS_VERSIONS), "The version of Windows.";
    } optional {
        tags as "Tags": Vec<Tag>, WORKSPACES_TAGS,
            "Tags of the image, beside deskport:source, deskport:recipe and deskport:run.", with_placeholders(), limited_by(DESKPORT);
        image_validation_mode as "ImageValidationMode": Option<String>, Shape::Enum(&["CUSTOMER_MANAGED", "SERVICE_MANAGED"]),
            "Who validates the image.";
    }
}

impl Request for ImportCustomWorkspaceImage {
    fn name(&self) -> Option<&str> {
        Some(&self.image_name)
    }

    fn source(&self) -> Option<&str> {
        Some(match &self.image_source {
            ImageSource::Ec2ImportTaskId(id) | ImageSource::Ec2ImageId(id) => id,
            ImageSource::ImageBuildVersionArn(arn) => arn,
        })
    }

    /// An Image Builder image whose version is left open (`x`, or no build) may be another one tomorrow.
    fn source_may_change(&self) -> bool {
        match &self.image_source {
            ImageSource::ImageBuildVersionArn(arn) => !is_one_build(arn),
            ImageSource::Ec2ImportTaskId(_) | ImageSource::Ec2ImageId(_) => false,
        }
    }
}

/// Whether an ARN of Image Builder ends in a version and a build, all in numbers: `.../1.0.0/1`.
fn is_one_build(arn: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = arn.rsplit('/');
    let build = parts.next().is_some_and(number);
    build
        && parts
            .next()
            .is_some_and(|version| version.split('.').count() == 3 && version.split('.').all(number))
}

/// What a custom image is made from: exactly one of three.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImageSource {
    /// An EC2 VM Import/Export task.
    Ec2ImportTaskId(String),
    /// An image version of EC2 Image Builder.
    ImageBuildVersionArn(String),
    /// An AMI.
    Ec2ImageId(String),
}

static EC2_IMPORT_TASK_ID: Text = Text {
    min: 19,
    max: 28,
    form: pattern!(
        "import-ami-([a-zA-Z0-9]{8}|[a-zA-Z0-9]{17})",
        "an EC2 import task id: import-ami- and 8 or 17 letters or digits"
    ),
    source: WORKSPACES,
};

static IMAGE_BUILD_VERSION_ARN: Text = Text {
    min: 1,
    max: 2048,
    form: pattern!(
        r"arn:aws[^:]*:imagebuilder:[^:]+:(?:[0-9]{12}|aws(?:-[a-z-]+)?):image/[a-z0-9-_]+/(?:(?:([0-9]+|x)\.([0-9]+|x)\.([0-9]+|x))|(?:[0-9]+\.[0-9]+\.[0-9]+/[0-9]+))",
        "an Image Builder image version ARN: arn:aws:imagebuilder:REGION:ACCOUNT:image/NAME/1.0.0/1"
    ),
    source: WORKSPACES,
};

static INFRASTRUCTURE_CONFIGURATION_ARN: Text = Text {
    min: 1,
    max: 2048,
    form: pattern!(
        r"arn:aws[^:]*:imagebuilder:[^:]+:(?:[0-9]{12}|aws):infrastructure-configuration/[a-z0-9-_]+",
        "an infrastructure configuration ARN: arn:aws:imagebuilder:REGION:ACCOUNT:infrastructure-configuration/NAME, NAME in lower case"
    ),
    source: WORKSPACES,
};

static IMAGE_SOURCE: &[Member] = &[
    Member::optional("Ec2ImportTaskId", Shape::Text(&EC2_IMPORT_TASK_ID), "A VM Import/Export task."),
    Member::optional(
        "ImageBuildVersionArn",
        Shape::Text(&IMAGE_BUILD_VERSION_ARN),
        "An Image Builder image version.",
    )
    .arn("have Image Builder distribute its AMI there, and name that one as Ec2ImageId"),
    Member::optional("Ec2ImageId", Shape::Text(&EC2_IMAGE_ID), "An AMI."),
];

pub(super) static DEFINITION: Definition = Definition {
    members: MEMBERS,
    delivers: &[(Parameter::Configurations, "InfrastructureConfigurationArn")],
    name: Some("ImageName"),
    sources: &["ImageSource"],
    ami: Some(|id| json!({ "Ec2ImageId": id })),
    needs_byol: true,
    // The WorkSpaces guide: at least 90 minutes.
    usual_minutes: |_| 90,
    pcoip,
    rules,
    notes: &[
        Note {
            text: "With OsVersion Windows_11, Protocol is DCV or BYOP: Windows 11 does not support PCoIP.",
            source: BYOL_GUIDE,
        },
        Note {
            text: "A warning: an import task can't be checked here. It has to be imported with --license-type BYOL, and Windows 11 also with --boot-mode uefi.",
            source: VM_IMPORT,
        },
        Note {
            text: "A warning: ImageBuildVersionArn and InfrastructureConfigurationArn belong to the account and Region of the import.",
            source: WORKSPACES,
        },
        Note {
            text: "A warning: Protocol BYOP is for accounts that AWS has allow-listed for WorkSpaces Core.",
            source: BYOL_GUIDE,
        },
    ],
    conditions,
    ..Definition::new(OperationName::ImportCustomWorkspaceImage, Service::WorkSpaces)
};

/// The member of a body that asks for PCoIP, if there is one.
fn pcoip(body: &Value) -> Option<Pcoip<'_>> {
    let given = body["Protocol"].as_str().filter(|protocol| *protocol == "PCOIP")?;
    Some(Pcoip {
        member: "Protocol",
        given,
        instead: "Protocol DCV or BYOP, with OsVersion Windows_11".to_owned(),
    })
}

/// Of an import task only the id is known here.
const IMPORT_TASK: &str = "checked as far as possible: an import task can't be checked here. For WorkSpaces the machine has to \
    be imported with --license-type BYOL, and Windows 11 with --boot-mode uefi as well, or VM Import converts UEFI and GPT to \
    BIOS and MBR";

fn rules(body: &Value, path: &Path, _: &Facts<'_>, findings: &mut Findings) {
    let task = path.member("ImageSource").member("Ec2ImportTaskId");
    if let Some(id) =
        body["ImageSource"]["Ec2ImportTaskId"].as_str().filter(|_| !findings.has_violation(&task))
    {
        findings.warning(&task, id, IMPORT_TASK, VM_IMPORT);
    }
    if body["Protocol"] == "BYOP" {
        findings.warning(&path.member("Protocol"), "BYOP", WORKSPACES_CORE, BYOL_GUIDE);
    }
    if body["OsVersion"] == WINDOWS_11 && body["Protocol"] == "PCOIP" {
        let (member, given, allowed) = match later(body, &["OsVersion", "Protocol"]) {
            Some("OsVersion") => ("OsVersion", WINDOWS_11, "Windows_10, or Protocol DCV or BYOP"),
            Some(_) | None => ("Protocol", "PCOIP", "DCV or BYOP, or OsVersion Windows_10"),
        };
        let allowed = format!("{allowed}: Windows 11 does not support PCoIP");
        findings.violation(&path.member(member), given, allowed, BYOL_GUIDE);
    }
}

/// The same for the JSON Schema.
fn conditions() -> Vec<Value> {
    vec![json!({
        "if": { "properties": { "OsVersion": { "const": WINDOWS_11 } }, "required": ["OsVersion"] },
        "then": { "properties": { "Protocol": { "enum": ["DCV", "BYOP"] } } }
    })]
}
