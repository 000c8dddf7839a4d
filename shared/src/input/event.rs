//! The input of the machine `trigger` if it found no AMI in it: an event of another kind, or something that is not an event.
//! `trigger` reads two kinds: EC2's AMI State Change, and Tag Change on Resource. Assumed of EventBridge: every event names its
//! source.

use crate::namespace::Namespace;
use crate::request::MEMBERS;
use crate::status::ViolationOf;
use crate::violation::{DESKPORT, Findings, NOTHING, Path, given};
use serde_json::Value;

const AMI_EVENTS: &str = "Amazon EC2 User Guide: Monitor AMI events";
const TAG_EVENTS: &str = "Amazon EventBridge User Guide: Tag change events on AWS resources";
const NO_EVENT: &str = "an event of EventBridge with the source aws.ec2 or aws.tag, or { \"Sweep\": true }";
const REQUEST: &str = "an event, which names its source: a request is the input of the state machine import";

/// What is wrong with it.
pub(super) fn violations(event: &Value, namespace: &Namespace) -> Findings {
    let root = Path::root();
    let mut findings = Findings::default();
    let mut add = |of, path: &Path, value: &Value, allowed: &str, source: &str| {
        let given = if value.is_null() { NOTHING.to_owned() } else { given(value) };
        findings.violation_of(of, path, given, allowed, source);
    };
    let source = root.member("source");
    match event["source"].as_str() {
        Some("aws.tag") => {
            let path = root.member("resources").index(0);
            let allowed = "the ARN of an AMI: arn:aws:ec2:REGION::image/ami-...";
            add(ViolationOf::Event, &path, &event["resources"][0], allowed, TAG_EVENTS);
        }
        Some("aws.ec2") => {
            let path = root.member("detail").member("ImageId");
            add(ViolationOf::Event, &path, &event["detail"]["ImageId"], "the id of an AMI", AMI_EVENTS);
        }
        Some("aws.imagebuilder") => {
            let tag = namespace.preset_tag();
            let allowed = format!(
                "nothing: no rule is needed for it. Give the output AMI the tag {tag} (amiTags in the distribution settings): its \
                 own event starts the run"
            );
            add(ViolationOf::Event, &source, &event["source"], &allowed, DESKPORT);
        }
        Some(_) => add(ViolationOf::Event, &source, &event["source"], "aws.ec2 or aws.tag", AMI_EVENTS),
        None if is_request(event) => {
            add(ViolationOf::Machine, &root, &"a request".into(), REQUEST, DESKPORT);
        }
        None => add(ViolationOf::Machine, &source, &event["source"], NO_EVENT, DESKPORT),
    }
    findings
}

/// Whether it has a member that only a request has.
fn is_request(event: &Value) -> bool {
    let has = |name: &str| event.get(name).is_some();
    MEMBERS.iter().any(|member| has(member.name))
}
