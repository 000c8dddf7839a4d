//! What the machine `import` is started with: a request, or what the machine `trigger` found.

use crate::json;
use crate::plan::Plan;
use crate::request::{Context, Origin, check};
use crate::violation::{DESKPORT, Findings, Path, given};
use serde_json::Value;

/// Where presets are stored in SSM Parameter Store.
pub const PRESET_PARAMETERS: &str = "/deskport/presets/";
/// The longest name of a preset.
pub const PRESET_NAME_MAX: usize = 40;
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
    },
    /// An event in which the machine `trigger` found no AMI.
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
            return Self::Preset { name, ec2_image_id, document: preset["Document"].as_str() };
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

    /// Checks the input; the plan is there only where there are no violations.
    pub fn check(&self, context: Context<'_>) -> (Findings, Option<Plan>) {
        match self {
            Self::Request(document) => check(document, &Context { origin: Origin::Request, ..context }),
            Self::Preset { name, ec2_image_id, document } => preset(name, ec2_image_id, *document, context),
            Self::Event(event) => (event_faults(event), None),
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
    let fault = |given: String, allowed: String| {
        let mut findings = Findings::default();
        findings.violation(&Path::root(), given, allowed, DESKPORT);
        (findings, None)
    };
    if !is_preset_name(name) {
        let allowed = format!("a tag deskport:preset with 1 to {PRESET_NAME_MAX} of A-Z a-z 0-9 _ -");
        return fault(format!("the tag deskport:preset = {name}"), allowed);
    }
    let parameter = format!("{PRESET_PARAMETERS}{name}");
    let Some(text) = document else {
        return fault(
            format!("no SSM parameter {parameter}"),
            format!(
                "a preset {name}: store it as {parameter}, or change the tag deskport:preset of {ec2_image_id}"
            ),
        );
    };
    match json::read(text.as_bytes()) {
        Ok(document) => {
            check(&document, &Context { origin: Origin::Preset(Some(ec2_image_id.to_owned())), ..context })
        }
        Err(error) => fault(format!("{parameter}: {error}"), "a preset in JSON".to_owned()),
    }
}

/// Whether a preset may be called that.
pub fn is_preset_name(name: &str) -> bool {
    (1..=PRESET_NAME_MAX).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// What an event lacks. Two kinds are known: EC2's AMI State Change, and Tag Change on Resource.
fn event_faults(event: &Value) -> Findings {
    let mut findings = Findings::default();
    let source = "Amazon EC2 User Guide: Monitor AMI events";
    let root = Path::root();
    let (path, value, allowed) = match event["source"].as_str() {
        Some("aws.tag") => (
            root.member("resources").index(0),
            &event["resources"][0],
            "the ARN of an AMI: arn:aws:ec2:REGION::image/ami-...",
        ),
        Some("aws.ec2") => {
            (root.member("detail").member("ImageId"), &event["detail"]["ImageId"], "the id of an AMI")
        }
        Some(_) | None => (root.member("source"), &event["source"], "aws.ec2 or aws.tag"),
    };
    let told = if value.is_null() { crate::violation::NOTHING.to_owned() } else { given(value) };
    findings.violation(&path, told, allowed, source);
    findings
}
