//! CreateWorkspaceImage: captures a running WorkSpace as an image; the WorkSpace is suspended meanwhile.
//!
//! Whether the WorkSpace runs and whether its volumes are encrypted can't be checked here, because nothing in this crate asks
//! AWS. What AWS refuses is reported with its own code.

use super::fields::{WORKSPACE_IMAGE_DESCRIPTION, WORKSPACE_IMAGE_NAME, WORKSPACES, WORKSPACES_TAGS};
use super::{Definition, Note, OperationName, Service, no_conditions, no_rules};
use crate::check::{Member, Shape, Text};
use crate::pattern;
use crate::tags::Tag;
use crate::violation::DESKPORT;
use serde::{Deserialize, Serialize};

/// The request of the operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct CreateWorkspaceImage {
    /// The image's name.
    pub name: String,
    /// The image's description.
    pub description: String,
    /// The WorkSpace that is captured.
    pub workspace_id: String,
    /// The caller's tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

const ENCRYPTED_GUIDE: &str = "WorkSpaces Administration Guide: Encrypted WorkSpaces";

static WORKSPACE_ID: Text = Text {
    min: 0,
    max: usize::MAX,
    form: pattern!("ws-[0-9a-z]{8,63}", "a WorkSpace's id: ws- and 8 to 63 of 0-9 a-z"),
    source: WORKSPACES,
};

pub(crate) static DEFINITION: Definition = Definition {
    operation: OperationName::CreateWorkspaceImage,
    service: Service::WorkSpaces,
    members: &[
        Member::required("Name", Shape::Text(&WORKSPACE_IMAGE_NAME), "The image's name.").with_placeholders(),
        Member::required(
            "Description",
            Shape::Text(&WORKSPACE_IMAGE_DESCRIPTION),
            "The image's description.",
        )
        .with_placeholders(),
        Member::required(
            "WorkspaceId",
            Shape::Text(&WORKSPACE_ID),
            "The running WorkSpace that is captured.",
        ),
        WORKSPACES_TAGS,
    ],
    name: "Name",
    source: "WorkspaceId",
    rules: no_rules,
    notes: &[
        Note { text: "No two imports of a request capture the same WorkSpace.", source: DESKPORT },
        Note {
            text: "Not checked here: the WorkSpace has no encrypted volume. AWS makes no image of an encrypted WorkSpace.",
            source: ENCRYPTED_GUIDE,
        },
    ],
    conditions: no_conditions,
};
