//! The four operations that make an image, one file each: the request, its rules, its tests.
//! To add a fifth, add a file, a variant here and its match arms.

mod create_imported_image;
mod create_workspace_image;
pub mod fields;
mod import_custom_workspace_image;
mod import_workspace_image;

pub use create_imported_image::{ApplicationConfig, CreateImportedImage, RuntimeValidationConfig};
pub use create_workspace_image::CreateWorkspaceImage;
pub use import_custom_workspace_image::{ImageSource, ImportCustomWorkspaceImage};
pub(crate) use import_workspace_image::windows_11_body;
pub use import_workspace_image::{INGESTION_PROCESSES, ImportWorkspaceImage};

use crate::check::{Member, Shape, walk};
use crate::violation::{DESKPORT, Findings, Path, given};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// An AWS operation that makes an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OperationName {
    /// Amazon WorkSpaces: an AMI becomes a BYOL image.
    ImportWorkspaceImage,
    /// Amazon WorkSpaces: an AMI, import task or Image Builder image becomes an image.
    ImportCustomWorkspaceImage,
    /// Amazon WorkSpaces: a WorkSpace becomes an image.
    CreateWorkspaceImage,
    /// Amazon AppStream 2.0: an AMI or a WorkSpaces image becomes an image.
    CreateImportedImage,
}

/// The service that an operation belongs to. Names are unique in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// Amazon WorkSpaces.
    WorkSpaces,
    /// Amazon AppStream 2.0, now called WorkSpaces Applications.
    AppStream,
}

/// Everything that is needed to check an operation's request.
#[derive(Debug)]
pub struct Definition {
    /// Which operation.
    pub operation: OperationName,
    /// Whose operation.
    pub service: Service,
    /// Its members.
    pub members: &'static [Member],
    /// The member that names the image.
    pub name: &'static str,
    /// The member that names what the image is made from.
    pub source: &'static str,
    /// Rules between members.
    pub(crate) rules: fn(&Value, &Path, &Facts<'_>, &mut Findings),
    /// The same rules in words.
    pub notes: &'static [Note],
    /// Those of them that a JSON Schema can express, as members of its `allOf`.
    pub(crate) conditions: fn() -> Vec<Value>,
}

/// A rule between members, in words.
#[derive(Clone, Copy, Debug)]
pub struct Note {
    /// The rule.
    pub text: &'static str,
    /// The page that it comes from.
    pub source: &'static str,
}

/// What rules between members need to know from outside the body.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts<'a> {
    /// `OsVersion` beside the body.
    pub os_version: Option<OsVersion<'a>>,
    /// Whether the body is in a `Then`.
    pub in_then: bool,
    /// Whether the WorkSpaces image that a body in `Then` takes is a BYOL image.
    pub byol: bool,
}

/// The member of a body that asks for PCoIP, which Windows 11 does not support.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pcoip<'a> {
    /// The member's name.
    pub(crate) member: &'static str,
    /// Its value.
    pub(crate) given: &'a str,
    /// What to write for Windows 11 instead.
    pub(crate) instead: String,
}

/// `OsVersion` beside a body.
#[derive(Clone, Copy, Debug)]
pub struct OsVersion<'a> {
    /// The version.
    pub value: &'a str,
    /// Where it is.
    pub path: &'a Path,
    /// Whether it comes after the body: if the two clash, the violation is at the later one.
    pub comes_after: bool,
}

fn no_rules(_: &Value, _: &Path, _: &Facts<'_>, _: &mut Findings) {}

fn no_conditions() -> Vec<Value> {
    Vec::new()
}

/// The last of these members in the order of the document.
fn later<'a>(body: &Value, members: &[&'a str]) -> Option<&'a str> {
    let keys = body.as_object()?.keys();
    keys.rev().find_map(|key| members.iter().copied().find(|member| member == key))
}

impl OperationName {
    /// Every operation, in the order of the documentation.
    pub const ALL: [Self; 4] = [
        Self::ImportWorkspaceImage,
        Self::ImportCustomWorkspaceImage,
        Self::CreateWorkspaceImage,
        Self::CreateImportedImage,
    ];

    /// The operation's definition.
    pub fn definition(self) -> &'static Definition {
        match self {
            Self::ImportWorkspaceImage => &import_workspace_image::DEFINITION,
            Self::ImportCustomWorkspaceImage => &import_custom_workspace_image::DEFINITION,
            Self::CreateWorkspaceImage => &create_workspace_image::DEFINITION,
            Self::CreateImportedImage => &create_imported_image::DEFINITION,
        }
    }

    /// AWS's name of it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ImportWorkspaceImage => "ImportWorkspaceImage",
            Self::ImportCustomWorkspaceImage => "ImportCustomWorkspaceImage",
            Self::CreateWorkspaceImage => "CreateWorkspaceImage",
            Self::CreateImportedImage => "CreateImportedImage",
        }
    }

    /// The operation of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|o| o.as_str() == name)
    }

    /// Whether BYOL has to be on for the account.
    pub const fn needs_byol(self) -> bool {
        match self {
            Self::ImportWorkspaceImage | Self::ImportCustomWorkspaceImage => true,
            Self::CreateWorkspaceImage | Self::CreateImportedImage => false,
        }
    }

    /// How long AWS usually takes for it, in minutes. Guides: BYOL import at least 90 (with Office 180),
    /// CreateWorkspaceImage up to 45, AppStream import 30 to 60.
    pub const fn usual_minutes(self, with_office: bool) -> u32 {
        match (self, with_office) {
            (Self::ImportWorkspaceImage, true) => 180,
            (Self::ImportWorkspaceImage | Self::ImportCustomWorkspaceImage, _) => 90,
            (Self::CreateWorkspaceImage, _) => 45,
            (Self::CreateImportedImage, _) => 60,
        }
    }
}

impl fmt::Display for OperationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A checked request of one operation: made by `Body::check` alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// ImportWorkspaceImage.
    ImportWorkspaceImage(ImportWorkspaceImage),
    /// ImportCustomWorkspaceImage.
    ImportCustomWorkspaceImage(ImportCustomWorkspaceImage),
    /// CreateWorkspaceImage.
    CreateWorkspaceImage(CreateWorkspaceImage),
    /// CreateImportedImage.
    CreateImportedImage(CreateImportedImage),
}

impl Body {
    /// Checks a body, placeholders filled in and source given, by all rules of its operation.
    /// `None` if it has violations: they are in `findings`.
    pub fn check(
        operation: OperationName,
        body: &Value,
        path: &Path,
        facts: &Facts<'_>,
        findings: &mut Findings,
    ) -> Option<Self> {
        let definition = operation.definition();
        let source = definition.documentation();
        let mut found = Findings::default();
        walk(body, Shape::Structure(definition.members), path, &source, false, &mut found);
        if body.is_object() {
            (definition.rules)(body, path, facts, &mut found);
            definition.tags(&body["Tags"], &path.member("Tags"), &mut found);
            if let Some(value) = body.get("DryRun") {
                let allowed = "not in a body: the request's DryRun applies to all imports";
                found.instead(&path.member("DryRun"), given(value), allowed, DESKPORT);
            }
        }
        let parsed =
            if found.violations.is_empty() { Self::parse(operation, body, path, &mut found) } else { None };
        findings.violations.append(&mut found.violations);
        findings.warnings.append(&mut found.warnings);
        parsed
    }

    fn parse(operation: OperationName, body: &Value, path: &Path, findings: &mut Findings) -> Option<Self> {
        let parsed = match operation {
            OperationName::ImportWorkspaceImage => {
                Deserialize::deserialize(body).map(Self::ImportWorkspaceImage)
            }
            OperationName::ImportCustomWorkspaceImage => {
                Deserialize::deserialize(body).map(Self::ImportCustomWorkspaceImage)
            }
            OperationName::CreateWorkspaceImage => {
                Deserialize::deserialize(body).map(Self::CreateWorkspaceImage)
            }
            OperationName::CreateImportedImage => {
                Deserialize::deserialize(body).map(Self::CreateImportedImage)
            }
        };
        // The shapes and the structs agree, so this happens only if a shape is out of date. serde's
        // message may quote the value, so it is not shown.
        parsed
            .map_err(|_| {
                findings.violation(
                    path,
                    "a body",
                    "the members of the operation",
                    &operation.definition().documentation(),
                )
            })
            .ok()
    }

    /// Which operation this is a request of.
    pub const fn operation(&self) -> OperationName {
        match self {
            Self::ImportWorkspaceImage(_) => OperationName::ImportWorkspaceImage,
            Self::ImportCustomWorkspaceImage(_) => OperationName::ImportCustomWorkspaceImage,
            Self::CreateWorkspaceImage(_) => OperationName::CreateWorkspaceImage,
            Self::CreateImportedImage(_) => OperationName::CreateImportedImage,
        }
    }

    /// The name that the image gets.
    pub fn name(&self) -> &str {
        match self {
            Self::ImportWorkspaceImage(body) => &body.image_name,
            Self::ImportCustomWorkspaceImage(body) => &body.image_name,
            Self::CreateWorkspaceImage(body) => &body.name,
            Self::CreateImportedImage(body) => &body.name,
        }
    }

    /// What the image is made from, as its `deskport:source` tag says; `None` in a `Then`.
    pub fn source(&self) -> Option<&str> {
        match self {
            Self::ImportWorkspaceImage(body) => Some(&body.ec2_image_id),
            Self::ImportCustomWorkspaceImage(body) => Some(match &body.image_source {
                ImageSource::Ec2ImportTaskId(id) | ImageSource::Ec2ImageId(id) => id,
                ImageSource::ImageBuildVersionArn(arn) => arn,
            }),
            Self::CreateWorkspaceImage(body) => Some(&body.workspace_id),
            Self::CreateImportedImage(body) => {
                body.source_ami_id.as_deref().or(body.workspace_image_id.as_deref())
            }
        }
    }

    /// The AMI that the image is made from, if it is made from one.
    pub fn source_ami(&self) -> Option<&str> {
        match self {
            Self::ImportWorkspaceImage(body) => Some(&body.ec2_image_id),
            Self::ImportCustomWorkspaceImage(body) => match &body.image_source {
                ImageSource::Ec2ImageId(id) => Some(id),
                ImageSource::Ec2ImportTaskId(_) | ImageSource::ImageBuildVersionArn(_) => None,
            },
            Self::CreateWorkspaceImage(_) => None,
            Self::CreateImportedImage(body) => body.source_ami_id.as_deref(),
        }
    }
}

impl Serialize for Body {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::ImportWorkspaceImage(body) => body.serialize(serializer),
            Self::ImportCustomWorkspaceImage(body) => body.serialize(serializer),
            Self::CreateWorkspaceImage(body) => body.serialize(serializer),
            Self::CreateImportedImage(body) => body.serialize(serializer),
        }
    }
}

impl Definition {
    /// The page that documents the operation.
    pub fn documentation(&self) -> String {
        let reference = match self.service {
            Service::WorkSpaces => fields::WORKSPACES,
            Service::AppStream => fields::APPSTREAM,
        };
        format!("{reference}: {}", self.operation)
    }

    fn tags(&self, tags: &Value, path: &Path, findings: &mut Findings) {
        // Tags in the other service's form are one violation, which is reported already.
        let right_form = match self.service {
            Service::WorkSpaces => tags.is_array(),
            Service::AppStream => tags.is_object(),
        };
        if right_form {
            crate::tags::rules(tags, path, findings);
        }
    }

    /// Whether a body asks for PCoIP.
    pub(crate) fn pcoip<'b>(&self, body: &'b Value) -> Option<Pcoip<'b>> {
        match self.operation {
            OperationName::ImportWorkspaceImage => import_workspace_image::pcoip(body),
            OperationName::ImportCustomWorkspaceImage => import_custom_workspace_image::pcoip(body),
            OperationName::CreateWorkspaceImage | OperationName::CreateImportedImage => None,
        }
    }

    /// Whether its images live in WorkSpaces, so that a `Then` may follow.
    pub fn makes_workspaces_image(&self) -> bool {
        self.service == Service::WorkSpaces
    }
}
