//! AMIs that ask for a preset, and the events that tell of them: in any order, twice or never. The hourly sweep comes round.

use super::{Action, Asked, Scenario, request};
use crate::clock::{HOUR, MINUTE, SECOND};
use crate::machines::Name;
use crate::rng::Rng;
use serde_json::{Value, json};

/// Plans a scenario of events.
pub(super) fn plan(scenario: &mut Scenario, rng: &mut Rng) {
    let presets = ["finance", "Legal_2027", "no-such"];
    for preset in &presets[..2] {
        let document = request::document(scenario, rng, &preset.to_lowercase().replace('_', "-"));
        scenario.presets.insert(format!("/deskport/presets/{preset}"), document.to_string());
    }
    if rng.chance(0.1) {
        scenario.presets.insert("/deskport/presets/finance".to_owned(), "{ \"Imports\": [".to_owned());
    }
    for _ in 0..rng.between(1, 3) {
        let ami = scenario.add_ami(rng);
        let preset = match rng.between(0, 99) {
            0..10 => None,
            10..15 => Some("wrong name/é"),
            15..22 => Some(presets[2]),
            22..65 => Some(presets[0]),
            _ => Some(presets[1]),
        };
        if let Some(preset) = preset {
            ask(scenario, &ami, preset);
        }
        tell(scenario, rng, &ami);
    }
    for hour in 0..3 {
        let at = scenario.start + hour * HOUR + 30 * MINUTE;
        start(scenario, at, &format!("sweep-{hour}"), json!({ "Sweep": true }));
    }
    if rng.chance(0.1) {
        let event = json!({ "source": "aws.ec2", "detail": { "State": "available" } });
        start(scenario, scenario.start, "strange", event);
        scenario.asked.push(Asked { run: "event-strange".to_owned(), consent: None });
    }
}

/// The AMI asks for a preset; the run that must come of it is named after both.
fn ask(scenario: &mut Scenario, ami: &str, preset: &str) {
    for image in scenario.amis.iter_mut().filter(|image| image["ImageId"] == ami) {
        if let Some(tags) = image["Tags"].as_array_mut() {
            tags.push(json!({ "Key": "deskport:preset", "Value": preset }));
        }
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let named: String = preset.chars().map(|c| if allowed(c) { c } else { '.' }).take(41).collect();
    scenario.asked.push(Asked { run: format!("{ami}-{named}"), consent: None });
}

/// Both kinds of events tell of it, each at its own time.
fn tell(scenario: &mut Scenario, rng: &mut Rng, ami: &str) {
    let arn = format!("arn:aws:ec2:eu-west-1::image/{ami}");
    let available = json!({ "source": "aws.ec2", "resources": [arn],
        "detail": { "RequestId": "r", "ImageId": ami, "State": "available", "ErrorMessage": "" } });
    let tagged = json!({ "source": "aws.tag", "resources": [arn], "detail": { "service": "ec2", "resource-type": "image" } });
    for (kind, event) in [("available", available), ("tagged", tagged)] {
        let at = scenario.start + rng.between(0, 90) * SECOND;
        match rng.between(0, 99) {
            0..25 => scenario.actions.push((at, Action::Missed)),
            25..45 => {
                start(scenario, at, &format!("{kind}-{ami}"), event.clone());
                let again = at + rng.between(0, 20) * SECOND;
                scenario.actions.push((again, Action::Twice));
                start(scenario, again, &format!("{kind}-{ami}-again"), event);
            }
            _ => start(scenario, at, &format!("{kind}-{ami}"), event),
        }
    }
}

fn start(scenario: &mut Scenario, at: u64, name: &str, input: Value) {
    scenario.actions.push((at, Action::Start { machine: Name::Trigger, name: name.to_owned(), input }));
}
