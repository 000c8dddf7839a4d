//! Approve: Deskport's own. A run asks people whether it may go on with what stands below the entry.

use super::request::structure;
use super::{Definition, ImageKind, Note, OperationName, Request, Service, StepKind, Thing};
use crate::check::{Form, Shape, Text};
use crate::job::Given;
use crate::violation::DESKPORT;

/// What it does.
pub(super) const ABOUT: &str =
    "Deskport asks people, by a notification, whether the entries of this one's Then may be done.";

structure! {
    /// The request of the operation. It takes any image, and gives the same.
    #[derive(Debug)]
    Approve in MEMBERS {
        message as "Message": String, Shape::Text(&MESSAGE), "What people read before they decide.", with_placeholders();
    } optional {
        hours as "Hours": Option<u32>, Shape::Integer(1, 168), "How long they have to answer; 24 by default.";
    }
}

static MESSAGE: Text = Text { min: 1, max: 500, form: Form::Lines, source: DESKPORT };

/// `Hours` if it is left out.
const HOURS_DEFAULT: u32 = 24;

impl Request for Approve {
    fn name(&self) -> Option<&str> {
        None
    }

    fn source(&self) -> Option<&str> {
        None
    }

    fn take(&mut self, image: &Given) -> bool {
        image.image_id.is_some() || image.image_arn.is_some()
    }
}

pub(super) static DEFINITION: Definition = Definition {
    members: MEMBERS,
    kind: StepKind::Ask,
    thing: Thing::Approval,
    name: None,
    takes: Some(ImageKind::Any),
    // Time that people take does not count.
    usual_minutes: |_| 0,
    seconds_to_answer: |body| {
        let hours = body["Hours"].as_u64().and_then(|hours| u32::try_from(hours).ok());
        // The body may have violations.
        Some(hours.unwrap_or(HOURS_DEFAULT).saturating_mul(3600))
    },
    notes: &[
        Note {
            text: "It stands in Then alone: it takes any image and gives the same to its own Then.",
            source: DESKPORT,
        },
        Note {
            text: "Where it is refused or nobody answers in time, its Then is skipped. Time that people take does not count towards TimeoutMinutes. A dry run asks nobody.",
            source: DESKPORT,
        },
    ],
    ..Definition::new(OperationName::Approve, Service::Deskport)
};
