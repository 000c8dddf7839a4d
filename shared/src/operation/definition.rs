//! What is known of an operation, as data.

use super::{OperationName, fields};
use crate::check::Member;
use crate::delivery::Parameter;
use crate::outcome::{Setting, StepOutcome};
use crate::status::StepKind;
use crate::violation::{DESKPORT, Findings, Path, given};
use serde_json::Value;
use std::fmt;

/// The service that an operation belongs to. Names are unique in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// Amazon WorkSpaces.
    WorkSpaces,
    /// Amazon AppStream 2.0, now called WorkSpaces Applications.
    AppStream,
    /// None of AWS: the operation is Deskport's own.
    Deskport,
}

/// Which images an operation takes from the entry above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageKind {
    /// WorkSpaces images.
    WorkSpaces,
    /// AppStream images.
    AppStream,
    /// Whatever the entry above it gives, and it gives the same.
    Any,
}

impl ImageKind {
    /// Whether an operation that takes this takes what the entry above it gives.
    pub fn takes(self, given: Self) -> bool {
        self == Self::Any || self == given
    }

    /// What an entry gives that takes what is `above`; `None` where that is not known.
    pub fn given(self, above: Option<Self>) -> Option<Self> {
        if self == Self::Any { above } else { Some(self) }
    }
}

impl fmt::Display for ImageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WorkSpaces => "a WorkSpaces image",
            Self::AppStream => "an AppStream image",
            Self::Any => "an image",
        })
    }
}

/// What an operation makes or sets. Names of one thing are unique in a service and Region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Thing {
    /// An image.
    Image,
    /// A bundle of WorkSpaces.
    Bundle,
    /// A fleet of AppStream.
    Fleet,
    /// What another account may do with an image.
    Permission,
    /// What people decide.
    Approval,
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Image => "image",
            Self::Bundle => "bundle",
            Self::Fleet => "fleet",
            Self::Permission => "permission",
            Self::Approval => "approval",
        })
    }
}

/// How a request says in which Region an operation works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionRule {
    /// It does not: in `Imports` that is the run's own Region, in a `Then` the one of the image above.
    Above,
    /// The same, and in `Imports` `Region` may stand beside it.
    BesideImport,
    /// `Region` stands beside it.
    Beside,
    /// A member of the body.
    Member(&'static str),
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
    /// Which function does it.
    pub kind: StepKind,
    /// What it makes or sets.
    pub thing: Thing,
    /// The member that names it, where it has a name.
    pub name: Option<&'static str>,
    /// How a request says where it works.
    pub region: RegionRule,
    /// The member that says which bundle, fleet or permission it sets; `None` where it makes something.
    pub sets: Option<&'static str>,
    /// The members that a parameter of the stack has to allow.
    pub delivers: &'static [(Parameter, &'static str)],
    /// The members that name what the image is made from: one of them is there. Where the request's AMI is taken, it is put into
    /// the first.
    pub sources: &'static [&'static str],
    /// The first source that holds this AMI; `None` where the operation takes no AMI.
    pub ami: Option<fn(&str) -> Value>,
    /// Which images it takes in a `Then`; `None` where it can't stand there.
    pub takes: Option<ImageKind>,
    /// The members that may not stand in a `Then`, because the entry above it names the image.
    pub not_in_then: &'static [&'static str],
    /// What the entries of its own `Then` take.
    pub gives: ImageKind,
    /// Whether BYOL has to be on for the account.
    pub needs_byol: bool,
    /// How long AWS usually takes for a body, in minutes; the sources are AWS's guides.
    pub usual_minutes: fn(&Value) -> u32,
    /// How long people have to answer a body's question, in seconds; `None` where nobody is asked.
    pub(crate) seconds_to_answer: fn(&Value) -> Option<u32>,
    /// The member of a body that asks for PCoIP.
    pub(crate) pcoip: fn(&Value) -> Option<Pcoip<'_>>,
    /// What it means for people that it is done.
    pub meaning: Option<&'static str>,
    /// The body that sets a step's thing back to what it was; `None` where nothing can be set back.
    pub(crate) way_back: Option<fn(&StepOutcome, &Setting) -> Option<Value>>,
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
    /// The account that imports, where it is known.
    pub account: Option<&'a str>,
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

/// The last of these members in the order of the document.
pub(crate) fn later<'a>(body: &Value, members: &[&'a str]) -> Option<&'a str> {
    let keys = body.as_object()?.keys();
    keys.rev().find_map(|key| members.iter().copied().find(|member| member == key))
}

impl Definition {
    /// An operation that nothing more is known of: each file says what is different.
    pub(super) const fn new(operation: OperationName, service: Service) -> Self {
        Self {
            operation,
            service,
            members: &[],
            kind: StepKind::Make,
            thing: Thing::Image,
            name: Some("Name"),
            region: RegionRule::Above,
            sets: None,
            delivers: &[],
            sources: &[],
            ami: None,
            takes: None,
            not_in_then: &[],
            gives: match service {
                Service::WorkSpaces => ImageKind::WorkSpaces,
                Service::AppStream => ImageKind::AppStream,
                Service::Deskport => ImageKind::Any,
            },
            needs_byol: false,
            usual_minutes: |_| 60,
            seconds_to_answer: |_| None,
            pcoip: |_| None,
            meaning: None,
            way_back: None,
            rules: |_, _, _, _| {},
            notes: &[],
            conditions: Vec::new,
        }
    }

    /// The page that documents the operation.
    pub fn documentation(&self) -> String {
        let reference = match self.service {
            Service::WorkSpaces => fields::WORKSPACES,
            Service::AppStream => fields::APPSTREAM,
            Service::Deskport => return DESKPORT.to_owned(),
        };
        format!("{reference}: {}", self.operation)
    }

    /// Whether it may stand in `Imports`: there an operation names what it takes, so one without a source can't.
    pub fn in_imports(&self) -> bool {
        !self.sources.is_empty()
    }

    /// Whether the operation can be made from an AMI.
    pub fn takes_ami(&self) -> bool {
        self.ami.is_some()
    }

    /// Whether a body names its source itself.
    pub fn names_source(&self, body: &Value) -> bool {
        self.ami.is_none() || self.sources.iter().any(|source| body.get(source).is_some())
    }

    /// The member that names what an image is made from where a body leaves it out.
    pub fn source(&self) -> &'static str {
        self.sources.first().copied().unwrap_or_default()
    }

    /// In a `Then` the entry above names the image, so a body names none, and lacks none.
    pub(super) fn not_in_then(&self, body: &Value, path: &Path, findings: &mut Findings) {
        for member in self.not_in_then {
            let here = path.member(member);
            match body.get(member) {
                Some(value) => {
                    let allowed = "not in Then: the entry takes the image of the entry above it";
                    findings.instead(&here, given(value), allowed, DESKPORT);
                }
                None => findings.violations.retain(|violation| violation.path != here.as_str()),
            }
        }
    }

    /// The rules of a body's tags.
    pub(super) fn tags(&self, tags: &Value, path: &Path, findings: &mut Findings) {
        // Tags in the other service's form are one violation, which is reported already.
        let right_form = match self.service {
            Service::WorkSpaces => tags.is_array(),
            Service::AppStream => tags.is_object(),
            Service::Deskport => false,
        };
        if right_form {
            crate::tags::rules(tags, path, findings);
        }
    }
}
