//! CreateWorkspaceImage: captures a running WorkSpace as an image; the WorkSpace is suspended meanwhile.
//!
//! Whether the WorkSpace runs and whether its volumes are encrypted can't be checked here, because nothing in this crate asks
//! AWS. What AWS refuses is reported with its own code.

use super::fields::{WORKSPACE_IMAGE_DESCRIPTION, WORKSPACE_IMAGE_NAME, WORKSPACES, WORKSPACES_TAGS};
use super::request::structure;
use super::{Definition, Note, OperationName, Request, Service};
use crate::check::{Shape, Text};
use crate::pattern;
use crate::tags::Tag;
use crate::violation::DESKPORT;

/// What it does.
pub(super) const ABOUT: &str =
    "Amazon WorkSpaces captures a running WorkSpace, which is suspended meanwhile.";

structure! {
    /// The request of the operation.
    #[derive(Debug)]
    CreateWorkspaceImage in MEMBERS {
        name as "Name": String, Shape::Text(&WORKSPACE_IMAGE_NAME), "The image's name.", with_placeholders();
        description as "Description": String, Shape::Text(&WORKSPACE_IMAGE_DESCRIPTION), "The image's description.", with_placeholders();
        workspace_id as "WorkspaceId": String, Shape::Text(&WORKSPACE_ID), "The running WorkSpace that is captured.";
    } optional {
        tags as "Tags": Vec<Tag>, WORKSPACES_TAGS,
            "Tags of the image, beside deskport:source, deskport:recipe and deskport:run.", with_placeholders(), limited_by(DESKPORT);
    }
}

impl Request for CreateWorkspaceImage {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn source(&self) -> Option<&str> {
        Some(&self.workspace_id)
    }

    fn source_may_change(&self) -> bool {
        true
    }
}

const ENCRYPTED_GUIDE: &str = "WorkSpaces Administration Guide: Encrypted WorkSpaces";

static WORKSPACE_ID: Text = Text {
    min: 0,
    max: usize::MAX,
    form: pattern!("ws-[0-9a-z]{8,63}", "a WorkSpace's id: ws- and 8 to 63 of 0-9 a-z"),
    source: WORKSPACES,
};

pub(super) static DEFINITION: Definition = Definition {
    members: MEMBERS,
    sources: &["WorkspaceId"],
    // The WorkSpaces guide: up to 45 minutes.
    usual_minutes: |_| 45,
    notes: &[
        Note { text: "No two imports of a request capture the same WorkSpace.", source: DESKPORT },
        Note {
            text: "Not checked here: the WorkSpace has no encrypted volume. AWS makes no image of an encrypted WorkSpace.",
            source: ENCRYPTED_GUIDE,
        },
    ],
    ..Definition::new(OperationName::CreateWorkspaceImage, Service::WorkSpaces)
};
