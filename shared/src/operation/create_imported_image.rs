//! CreateImportedImage: makes an AppStream image from an AMI of Windows Server or from a WorkSpaces image.

mod instance_type;
mod rules;

use super::fields::{APPSTREAM, CALLER_TAGS_MAX};
use super::{Definition, OperationName, Service};
use crate::check::{Form, Member, Shape, Text};
use crate::pattern;
use crate::violation::DESKPORT;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The request of the operation. Without a source it is in a `Then` and takes the import's image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateImportedImage {
    /// The image's name.
    pub name: String,
    /// The AMI that the image is made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_ami_id: Option<String>,
    /// The WorkSpaces image that the image is made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace_image_id: Option<String>,
    /// The role with which AppStream reads the AMI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iam_role_arn: Option<String>,
    /// The image's description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The name that people see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// The caller's tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// How the image is tried out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runtime_validation_config: Option<RuntimeValidationConfig>,
    /// Which agent the image gets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_software_version: Option<String>,
    /// The applications of the image.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub app_catalog_config: Vec<ApplicationConfig>,
}

/// How the image is tried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RuntimeValidationConfig {
    /// The instance type that the image is meant for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intended_instance_type: Option<String>,
}

/// An application of the image. Sensitive: its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ApplicationConfig {
    /// Its name, unique in the image.
    pub name: String,
    /// The name that people see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Where its program is.
    pub absolute_app_path: String,
    /// Where its icon is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absolute_icon_path: Option<String>,
    /// Where its manifest is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absolute_manifest_path: Option<String>,
    /// Where it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_directory: Option<String>,
    /// What it is started with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub launch_parameters: Option<String>,
}

impl fmt::Debug for ApplicationConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApplicationConfig(not shown)")
    }
}

const ARN: &str = "an ARN such as arn:aws:iam::111122223333:role/import";

/// An AppStream image's name. The model's pattern allows 101 characters, but its description 100.
static NAME: Text = Text {
    min: 1,
    max: 100,
    form: Form::Characters { also: "_.-", letter_or_digit_first: true },
    source: APPSTREAM,
};
static SOURCE_AMI_ID: Text = Text {
    min: 0,
    max: usize::MAX,
    form: pattern!("ami-[a-z0-9]{8,17}", "an AMI id: ami- and 8 to 17 of 0-9 a-z"),
    source: APPSTREAM,
};
static WORKSPACE_IMAGE_ID: Text = Text {
    min: 12,
    max: 67,
    form: pattern!("wsi-[0-9a-z]{8,63}", "a WorkSpaces image's id: wsi- and 8 to 63 of 0-9 a-z"),
    source: APPSTREAM,
};
static IAM_ROLE_ARN: Text = Text {
    min: 0,
    max: usize::MAX,
    form: Form::Pattern {
        regex: std::sync::LazyLock::new(|| Text::compile(IAM_ROLE_ARN_PATTERN)),
        pattern: IAM_ROLE_ARN_PATTERN,
        like: ARN,
    },
    source: APPSTREAM,
};
const IAM_ROLE_ARN_PATTERN: &str = r"arn:aws(?:-cn|-iso-b|-iso|-us-gov)?:[A-Za-z0-9][A-Za-z0-9_/.-]{0,62}:[A-Za-z0-9_/.-]{0,63}:[A-Za-z0-9_/.-]{0,63}:[A-Za-z0-9][A-Za-z0-9:_/+=,@.\\-]{0,1023}";
static DESCRIPTION: Text = Text {
    min: 1,
    max: 256,
    form: Form::Characters { also: "_.() -", letter_or_digit_first: false },
    source: APPSTREAM,
};
static DISPLAY_NAME: Text = Text {
    min: 1,
    max: 100,
    form: Form::Characters { also: "_.() -", letter_or_digit_first: false },
    source: APPSTREAM,
};
static TAG_KEY: Text = Text { min: 1, max: 128, form: Form::AppStreamTagKey, source: APPSTREAM };
static TAG_VALUE: Text = Text { min: 0, max: 256, form: Form::AppStreamTag, source: APPSTREAM };
static INSTANCE_TYPE: Text = Text {
    min: 0,
    max: usize::MAX,
    form: pattern!(
        r"[a-zA-Z0-9-]+(\.[a-z0-9-]+)+\.(small|medium|large|xlarge|\d+xlarge|metal)",
        "an AppStream instance type of three parts or more, such as Accelerated.g6e.xlarge"
    ),
    source: APPSTREAM,
};
static APPLICATION_NAME: Text = Text {
    min: 1,
    max: 100,
    form: Form::Characters { also: "_.-", letter_or_digit_first: true },
    source: APPSTREAM,
};
static APPLICATION_DISPLAY_NAME: Text = Text {
    min: 1,
    max: 100,
    form: Form::Characters { also: "_. -", letter_or_digit_first: true },
    source: APPSTREAM,
};
/// The model has no minimum for a path, but its description says 1.
static APPLICATION_PATH: Text = Text { min: 1, max: 32767, form: Form::Any, source: APPSTREAM };
static LAUNCH_PARAMETERS: Text = Text { min: 1, max: 1024, form: Form::NoNul, source: APPSTREAM };

static RUNTIME_VALIDATION: &[Member] = &[Member::optional(
    "IntendedInstanceType",
    Shape::Text(&INSTANCE_TYPE),
    "The instance type that the image is meant for: GeneralPurpose.*, MemoryOptimized.*, ComputeOptimized.* or Accelerated.* for one made from an AMI, stream.* for one made from a BYOL image.",
)];

static APPLICATION: Shape = Shape::Structure(&[
    Member::required("Name", Shape::Text(&APPLICATION_NAME), "Its name, unique in the image."),
    Member::optional("DisplayName", Shape::Text(&APPLICATION_DISPLAY_NAME), "The name that people see."),
    Member::required("AbsoluteAppPath", Shape::Text(&APPLICATION_PATH), "Where its program is."),
    Member::optional("AbsoluteIconPath", Shape::Text(&APPLICATION_PATH), "Where its icon is."),
    Member::optional("AbsoluteManifestPath", Shape::Text(&APPLICATION_PATH), "Where its manifest is."),
    Member::optional("WorkingDirectory", Shape::Text(&APPLICATION_PATH), "Where it runs."),
    Member::optional("LaunchParameters", Shape::Text(&LAUNCH_PARAMETERS), "What it is started with."),
]);

pub(crate) static DEFINITION: Definition = Definition {
    operation: OperationName::CreateImportedImage,
    service: Service::AppStream,
    members: &[
        Member::required("Name", Shape::Text(&NAME), "The image's name.").with_placeholders(),
        Member::optional(
            "SourceAmiId",
            Shape::Text(&SOURCE_AMI_ID),
            "The AMI; the request's Ec2ImageId where neither source is given.",
        ),
        Member::optional(
            "WorkspaceImageId",
            Shape::Text(&WORKSPACE_IMAGE_ID),
            "A WorkSpaces image, instead of an AMI.",
        ),
        Member::optional(
            "IamRoleArn",
            Shape::Text(&IAM_ROLE_ARN),
            "The role with which AppStream reads the AMI.",
        )
        .arn("a role of another account can't be passed to AppStream"),
        Member::optional("Description", Shape::Text(&DESCRIPTION), "The image's description.")
            .with_placeholders(),
        Member::optional("DisplayName", Shape::Text(&DISPLAY_NAME), "The name that people see.")
            .with_placeholders(),
        Member::optional(
            "Tags",
            Shape::Map(1, CALLER_TAGS_MAX, &TAG_KEY, &TAG_VALUE),
            "Tags of the image, beside deskport:source, deskport:recipe and deskport:run.",
        )
        .with_placeholders()
        .limited_by(DESKPORT),
        Member::optional(
            "RuntimeValidationConfig",
            Shape::Structure(RUNTIME_VALIDATION),
            "How the image is tried out.",
        ),
        Member::optional(
            "AgentSoftwareVersion",
            Shape::Enum(&["CURRENT_LATEST", "ALWAYS_LATEST"]),
            "Which agent the image gets.",
        ),
        Member::optional(
            "AppCatalogConfig",
            Shape::List(0, 50, &APPLICATION),
            "The applications of the image.",
        )
        .sensitive(),
    ],
    name: "Name",
    source: "SourceAmiId",
    rules: rules::rules,
    notes: rules::NOTES,
    conditions: rules::conditions,
};
