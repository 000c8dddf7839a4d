//! What the machine `import` is started with: a request, or what the machine `trigger` found.

mod event;

use crate::outcome::Preset;
use crate::plan::Plan;
use crate::request::{Context, Origin, check};
use crate::status::ViolationOf;
use crate::violation::{DESKPORT, Findings, Path};
use crate::{bounds, foreign, json};
use serde_json::Value;

/// Where presets are stored in SSM Parameter Store.
pub const PRESET_PARAMETERS: &str = "/deskport/presets/";
/// The longest name of a preset.
pub const PRESET_NAME_MAX: usize = 40;
/// How much of a preset's name the outcome shows, in bytes: more than a right one has. A tag's value has 256 characters.
const NAME_SHOWN_MAX: usize = 2 * PRESET_NAME_MAX;
/// The longest input that a run is planned from, in characters of its JSON. Step Functions hands on 256 KiB at most, and
/// beside the request there are the descriptions of its AMIs; the machine `import` passes on nothing that is longer.
pub const INPUT_MAX: u64 = 180_000;

/// An execution's input.
#[derive(Clone, Debug, PartialEq)]
pub enum Input<'a> {
    /// A request that a person started the run with.
    Request(&'a Value),
    /// A preset that an AMI asked for by its tag.
    Preset {
        /// The preset's name, as the tag has it.
        name: &'a str,
        /// The AMI.
        ec2_image_id: &'a str,
        /// The parameter's value; `None` where there is no such parameter.
        document: Option<&'a str>,
        /// The parameter's version.
        version: Option<u64>,
    },
    /// An input in which the machine `trigger` found no AMI.
    Event(&'a Value),
    /// An input of more characters than [`INPUT_MAX`]; how many.
    TooLong(u64),
}

impl<'a> Input<'a> {
    /// Distinguishes them. No request has a member `Preset` or `Event`, and these stand alone. `length` is how many
    /// characters the execution's input has as JSON, where the machine says it.
    pub fn read(input: &'a Value, length: Option<u64>) -> Self {
        if let Some(length) = length.filter(|length| *length > INPUT_MAX) {
            return Self::TooLong(length);
        }
        let alone =
            |member: &str| input.as_object().filter(|o| o.len() == 1)?.get(member).filter(|v| v.is_object());
        if let Some(preset) = alone("Preset")
            && let (Some(name), Some(ec2_image_id)) = (preset["Name"].as_str(), preset["Ec2ImageId"].as_str())
        {
            let (document, version) = (preset["Document"].as_str(), preset["Version"].as_u64());
            return Self::Preset { name, ec2_image_id, document, version };
        }
        alone("Event").map_or(Self::Request(input), Self::Event)
    }

    /// The AMI that the run is about, for the outcome; `None` where the input names none.
    pub fn ec2_image_id(&self) -> Option<&'a str> {
        match self {
            Self::Request(document) => document.get("Ec2ImageId")?.as_str(),
            Self::Preset { ec2_image_id, .. } => Some(ec2_image_id),
            Self::Event(_) | Self::TooLong(_) => None,
        }
    }

    /// The preset that the run takes, for the outcome.
    pub fn preset(&self) -> Option<Preset> {
        match self {
            Self::Preset { name, version, .. } => {
                Some(Preset { name: bounds::text(&foreign::line(name), NAME_SHOWN_MAX), version: *version })
            }
            Self::Request(_) | Self::Event(_) | Self::TooLong(_) => None,
        }
    }

    /// Whether the run is a dry run, even where its document has violations.
    pub fn is_dry_run(&self) -> bool {
        let document = match self {
            Self::Request(document) => document.get("DryRun").cloned(),
            Self::Preset { document, .. } => {
                document.and_then(|text| json::read(text.as_bytes()).ok()?.get("DryRun").cloned())
            }
            Self::Event(_) | Self::TooLong(_) => None,
        };
        document == Some(Value::Bool(true))
    }

    /// Checks the input; the plan is there only where there are no violations.
    pub fn check(&self, context: Context<'_>) -> (Findings, Option<Plan>) {
        match self {
            Self::Request(document) => check(document, &Context { origin: Origin::Request, ..context }),
            Self::Preset { name, ec2_image_id, document, .. } => {
                preset(name, ec2_image_id, *document, context)
            }
            Self::Event(event) => (event::violations(event), None),
            Self::TooLong(length) => (too_long(*length), None),
        }
    }
}

fn too_long(length: u64) -> Findings {
    let mut findings = Findings::default();
    let allowed = format!("at most {INPUT_MAX} characters: split the request into several");
    findings.violation(&Path::root(), format!("a request of {length} characters"), allowed, DESKPORT);
    findings
}

fn preset(
    name: &str,
    ec2_image_id: &str,
    document: Option<&str>,
    context: Context<'_>,
) -> (Findings, Option<Plan>) {
    let only = |of: ViolationOf, given: String, allowed: String| {
        let mut findings = Findings::default();
        findings.violation_of(of, &Path::root(), given, allowed, DESKPORT);
        (findings, None)
    };
    if !is_preset_name(name) {
        let allowed = format!("a tag deskport:preset with 1 to {PRESET_NAME_MAX} of A-Z a-z 0-9 _ -");
        return only(ViolationOf::Tag, format!("the tag deskport:preset = {name}"), allowed);
    }
    let parameter = format!("{PRESET_PARAMETERS}{name}");
    let Some(text) = document else {
        return only(
            ViolationOf::Preset,
            format!("no SSM parameter {parameter}"),
            format!(
                "a preset {name}: store it as {parameter}, or change the tag deskport:preset of {ec2_image_id}"
            ),
        );
    };
    match json::read(text.as_bytes()) {
        Ok(document) => {
            let origin = Origin::Preset(Some(ec2_image_id.to_owned()));
            let (findings, plan) = check(&document, &Context { origin, ..context });
            (findings.of_preset(), plan)
        }
        Err(error) => {
            only(ViolationOf::Preset, format!("{parameter}: {error}"), "a preset in JSON".to_owned())
        }
    }
}

/// Whether a preset may be called that.
pub fn is_preset_name(name: &str) -> bool {
    (1..=PRESET_NAME_MAX).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}
