//! What an import is made from: its own source, or the request's AMI.

use crate::ami::Image;
use crate::check::{meant, walk};
use crate::operation::Definition;
use crate::placeholder::Values;
use crate::violation::{DESKPORT, Findings, NOTHING, Path};
use serde_json::Value;

use super::Context;

/// An AMI as far as it is known: the request's, or the one that an import is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ami<'a> {
    /// This one.
    Known(&'a str),
    /// The event will name it.
    Later,
    /// The member that names it has a violation. What only follows from that is not reported.
    Invalid,
    /// There is none.
    None,
}

/// An AMI id that is used for the check if the AMI is not known.
const SOME_AMI: &str = "ami-00000000";

/// What an import is made from.
pub(super) struct Source<'a> {
    /// The AMI that its placeholders refer to.
    pub(super) ami: Ami<'a>,
    /// The AMI that it is made from, with the path of the member that names it.
    pub(super) made_from: Option<(&'a str, Path)>,
    /// For the check: what replaces a source that the body leaves out.
    filled_in: Option<&'a str>,
    /// Whether the body names its source itself.
    own: bool,
}

impl<'a> Source<'a> {
    /// Finds the source of a body outside `Then`, and reports if it has none.
    pub(super) fn find(
        body: &'a Value,
        definition: &Definition,
        request_ami: Ami<'a>,
        path: &Path,
        findings: &mut Findings,
    ) -> Self {
        if definition.names_source(body) {
            return Self::own(body, definition, request_ami, path);
        }
        let unnamed = |ami, filled_in| Self { ami, made_from: None, filled_in, own: false };
        if misspells_source(body, definition) {
            return unnamed(Ami::Invalid, None);
        }
        match request_ami {
            Ami::Known(id) => {
                let made_from = Some((id, Path::root().member("Ec2ImageId")));
                Self { ami: request_ami, made_from, filled_in: Some(id), own: false }
            }
            Ami::Later | Ami::Invalid => unnamed(request_ami, Some(SOME_AMI)),
            Ami::None => {
                let needs = format!(
                    "required if the request has no Ec2ImageId: the source of {}",
                    definition.operation
                );
                findings.violation(&path.member(definition.source()), NOTHING, needs, DESKPORT);
                unnamed(Ami::Invalid, None)
            }
        }
    }

    /// The source of a body in `Then`: the image that its import makes.
    pub(super) fn of_then(ami: Ami<'a>) -> Self {
        Self { ami, made_from: None, filled_in: None, own: true }
    }

    fn own(body: &'a Value, definition: &Definition, request_ami: Ami<'a>, path: &Path) -> Self {
        let other = Self { ami: request_ami, made_from: None, filled_in: None, own: true };
        let Some(value) = body.get(definition.source()) else { return other };
        if !definition.takes_ami() {
            return other;
        }
        if !is_right(value, definition) {
            return Self { ami: Ami::Invalid, ..other };
        }
        let here = path.member(definition.source());
        let (id, here) = match value {
            Value::Object(union) => {
                (union.get("Ec2ImageId").and_then(Value::as_str), here.member("Ec2ImageId"))
            }
            Value::String(id) => (Some(id.as_str()), here),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => (None, here),
        };
        match id {
            Some(id) => Self { ami: Ami::Known(id), made_from: Some((id, here)), ..other },
            None => other,
        }
    }

    /// The body as it is sent, and as it is checked: they differ only if the AMI is not known.
    pub(super) fn complete(&self, body: &Value, definition: &Definition) -> (Value, Value) {
        let (mut request, mut checkable) = (body.clone(), body.clone());
        if let Some(id) = self.filled_in {
            let value = definition.ami.map(|named| named(id)).unwrap_or_default();
            if self.made_from.is_some() {
                request[definition.source()] = value.clone();
            }
            checkable[definition.source()] = value;
        }
        (request, checkable)
    }

    /// Removes from a body's findings what is reported elsewhere: violations of a source that the body does not name.
    pub(super) fn settle(&self, findings: &mut Findings, definition: &Definition, path: &Path) {
        if !self.own {
            let member = path.member(definition.source());
            findings.violations.retain(|v| v.path != member.as_str());
        }
    }
}

/// Whether the body leaves its source to the request.
pub(super) fn lacks_source(body: &Value, definition: &Definition) -> bool {
    body.is_object() && !definition.names_source(body) && !misspells_source(body, definition)
}

fn misspells_source(body: &Value, definition: &Definition) -> bool {
    let meant = body.as_object().map(|object| meant(object, definition.members)).unwrap_or_default();
    meant.iter().any(|name| definition.sources.contains(name))
}

fn is_right(value: &Value, definition: &Definition) -> bool {
    let mut findings = Findings::default();
    for member in definition.members.iter().filter(|m| m.name == definition.source()) {
        walk(value, member.shape, &Path::root(), DESKPORT, false, &mut findings);
    }
    findings.violations.is_empty()
}

impl<'a> Ami<'a> {
    /// What placeholders are filled with.
    pub(super) fn values(self, context: &Context<'a>) -> Values<'a> {
        match self {
            Ami::Known(id) => described(context, id).map_or(Values::Named(id), Values::Described),
            Ami::Later | Ami::Invalid => Values::Later,
            Ami::None => Values::NoAmi(context.start_date),
        }
    }

    /// What the names that can't be filled in yet have in common: the same text of the same AMI is the same name.
    pub(super) fn key(self) -> &'a str {
        match self {
            Ami::Known(id) => id,
            Ami::Later | Ami::Invalid | Ami::None => "",
        }
    }
}

/// The description of an AMI, if there is one.
pub(super) fn described<'a>(context: &Context<'a>, id: &str) -> Option<&'a Image> {
    context.images.iter().find(|image| image.image_id == id)
}
