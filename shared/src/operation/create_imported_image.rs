//! CreateImportedImage: makes an AppStream image from an AMI of Windows Server or from a WorkSpaces image.

mod instance_type;
mod rules;

use super::fields::{APPSTREAM, APPSTREAM_IMAGE_NAME, CALLER_TAGS_MAX};
use super::request::structure;
use super::{Definition, ImageKind, OperationName, Request, Service};
use crate::check::{Form, Shape, Text};
use crate::delivery::Parameter;
use crate::job::Given;
use crate::pattern;
use crate::violation::DESKPORT;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt;

/// What it does.
pub(super) const ABOUT: &str = "Amazon AppStream 2.0 makes an image from an AMI of Windows Server 2022 or 2025, or from a WorkSpaces image.";

structure! {
    /// The request of the operation. Without a source it is in a `Then` and takes the image of the entry above it.
    #[derive(Debug)]
    CreateImportedImage in MEMBERS {
        name as "Name": String, Shape::Text(&APPSTREAM_IMAGE_NAME), "The image's name.", with_placeholders();
    } optional {
        source_ami_id as "SourceAmiId": Option<String>, Shape::Text(&SOURCE_AMI_ID),
            "The AMI; the request's Ec2ImageId where neither source is given.";
        workspace_image_id as "WorkspaceImageId": Option<String>, Shape::Text(&WORKSPACE_IMAGE_ID),
            "A WorkSpaces image, instead of an AMI.";
        iam_role_arn as "IamRoleArn": Option<String>, Shape::Text(&IAM_ROLE_ARN),
            "The role with which AppStream reads the AMI.", arn("a role of another account can't be passed to AppStream");
        description as "Description": Option<String>, Shape::Text(&DESCRIPTION), "The image's description.", with_placeholders();
        display_name as "DisplayName": Option<String>, Shape::Text(&DISPLAY_NAME), "The name that people see.", with_placeholders();
        tags as "Tags": BTreeMap<String, String>, Shape::Map(1, CALLER_TAGS_MAX, &TAG_KEY, &TAG_VALUE),
            "Tags of the image, beside deskport:source, deskport:recipe and deskport:run.", with_placeholders(), limited_by(DESKPORT);
        runtime_validation_config as "RuntimeValidationConfig": Option<RuntimeValidationConfig>, Shape::Structure(RUNTIME_VALIDATION),
            "How the image is tried out.";
        agent_software_version as "AgentSoftwareVersion": Option<String>, Shape::Enum(&["CURRENT_LATEST", "ALWAYS_LATEST"]),
            "Which agent the image gets.";
        app_catalog_config as "AppCatalogConfig": Vec<ApplicationConfig>, Shape::List(0, 50, &Shape::Structure(APPLICATION)),
            "The applications of the image.", sensitive();
    }
}

structure! {
    /// How the image is tried out.
    #[derive(Debug)]
    RuntimeValidationConfig in RUNTIME_VALIDATION {
    } optional {
        intended_instance_type as "IntendedInstanceType": Option<String>, Shape::Text(&INSTANCE_TYPE),
            "The instance type that the image is meant for: GeneralPurpose.*, MemoryOptimized.*, ComputeOptimized.* or Accelerated.* for one made from an AMI, stream.* for one made from a BYOL image.";
    }
}

structure! {
    /// An application of the image. Sensitive: its `Debug` shows nothing of it.
    ApplicationConfig in APPLICATION {
        name as "Name": String, Shape::Text(&APPLICATION_NAME), "Its name, unique in the image.";
        absolute_app_path as "AbsoluteAppPath": String, Shape::Text(&APPLICATION_PATH), "Where its program is.";
    } optional {
        display_name as "DisplayName": Option<String>, Shape::Text(&APPLICATION_DISPLAY_NAME), "The name that people see.";
        absolute_icon_path as "AbsoluteIconPath": Option<String>, Shape::Text(&APPLICATION_PATH), "Where its icon is.";
        absolute_manifest_path as "AbsoluteManifestPath": Option<String>, Shape::Text(&APPLICATION_PATH), "Where its manifest is.";
        working_directory as "WorkingDirectory": Option<String>, Shape::Text(&APPLICATION_PATH), "Where it runs.";
        launch_parameters as "LaunchParameters": Option<String>, Shape::Text(&LAUNCH_PARAMETERS), "What it is started with.";
    }
}

impl fmt::Debug for ApplicationConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApplicationConfig(not shown)")
    }
}

impl Request for CreateImportedImage {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn take(&mut self, image: &Given) -> bool {
        self.workspace_image_id.clone_from(&image.image_id);
        self.workspace_image_id.is_some()
    }

    fn source(&self) -> Option<&str> {
        self.source_ami_id.as_deref().or(self.workspace_image_id.as_deref())
    }
}

const ARN: &str = "an ARN such as arn:aws:iam::111122223333:role/import";

/// An AppStream image's name. The model's pattern allows 101 characters, but its description 100.
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

pub(super) static DEFINITION: Definition = Definition {
    members: MEMBERS,
    sources: &["SourceAmiId", "WorkspaceImageId"],
    ami: Some(|id| json!(id)),
    takes: Some(ImageKind::WorkSpaces),
    not_in_then: &["SourceAmiId", "WorkspaceImageId", "IamRoleArn"],
    delivers: &[(Parameter::Roles, "IamRoleArn")],
    // The WorkSpaces Applications guide: 30 to 60 minutes.
    usual_minutes: |_| 60,
    rules: rules::rules,
    notes: rules::NOTES,
    conditions: rules::conditions,
    ..Definition::new(OperationName::CreateImportedImage, Service::AppStream)
};
