//! AMIs that ask for a preset, and their events: in any order, twice or never. Sweeps follow: two hourly ones, and the
//! daily one.

use super::{Action, Asked, Scenario, request};
use crate::clock::{HOUR, MINUTE, SECOND};
use crate::fault::Fault;
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
        match rng.between(0, 9) {
            0 | 1 => comes_later(scenario, rng, &ami, &json!({ "Tags": [] }), "tagged"),
            2 => comes_later(scenario, rng, &ami, &json!({ "State": "pending" }), "available"),
            3 => enabled_again(scenario, rng, &ami),
            _ => {}
        }
        notify_trigger(scenario, rng, &ami);
    }
    for hour in 0..2 {
        let at = scenario.start + hour * HOUR + 30 * MINUTE;
        start(scenario, at, &format!("sweep-{hour}"), json!({ "Sweep": true }));
    }
    // The daily sweep finds what is older and what the other two missed.
    let at = scenario.start + 2 * HOUR + 30 * MINUTE;
    start(scenario, at, "sweep-all", json!({ "Sweep": true, "All": true }));
    if rng.chance(0.1) {
        let event = json!({ "source": "aws.ec2", "detail": { "State": "available" } });
        start(scenario, scenario.start, "strange", event);
        scenario.asked.push(Asked { run: "event-strange".to_owned(), consent: None });
    }
}

/// The AMI asks for a preset; the run that must follow is named after both.
fn ask(scenario: &mut Scenario, ami: &str, preset: &str) {
    for image in scenario.amis.iter_mut().filter(|image| image["ImageId"] == ami) {
        if let Some(tags) = image["Tags"].as_array_mut() {
            tags.push(json!({ "Key": "deskport:preset", "Value": preset }));
        }
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let stored = scenario.presets.contains_key(&format!("/deskport/presets/{preset}"));
    let wrong = match preset.chars().all(allowed) {
        false => "wrong-",
        true if stored => "",
        true => "missing-",
    };
    let named: String = preset.chars().map(|c| if allowed(c) { c } else { '-' }).take(41).collect();
    scenario.asked.push(Asked { run: format!("{wrong}{ami}-{named}"), consent: None });
}

/// At first the AMI does not ask for a run; later it does, and an event may report it. The last sweep comes after that.
fn comes_later(scenario: &mut Scenario, rng: &mut Rng, ami: &str, first: &Value, kind: &str) {
    let at = scenario.start + rng.between(0, 140) * MINUTE;
    for image in scenario.amis.iter_mut().filter(|image| image["ImageId"] == ami) {
        scenario.actions.push((at, Action::Describe { image: image.clone() }));
        for (member, value) in first.as_object().into_iter().flatten() {
            image[member] = value.clone();
        }
    }
    scenario.actions.push((at, Action::Met(Fault::AmiLate)));
    if rng.chance(0.7) {
        start(scenario, at + SECOND, &format!("{kind}-{ami}-later"), event(ami, kind));
    }
}

/// The AMI is disabled for a while; EC2 reports that it is available again.
fn enabled_again(scenario: &mut Scenario, rng: &mut Rng, ami: &str) {
    let disabled = scenario.start + rng.between(0, 100) * MINUTE;
    let enabled = disabled + rng.between(1, 40) * MINUTE;
    for image in scenario.amis.iter().filter(|image| image["ImageId"] == ami) {
        let mut off = image.clone();
        off["State"] = Value::from("disabled");
        scenario.actions.push((disabled, Action::Describe { image: off }));
        scenario.actions.push((enabled, Action::Describe { image: image.clone() }));
    }
    scenario.actions.push((enabled, Action::Met(Fault::AmiAgain)));
    start(scenario, enabled + SECOND, &format!("available-{ami}-enabled"), event(ami, "available"));
}

/// Both kinds of events report it, each at its own time.
fn notify_trigger(scenario: &mut Scenario, rng: &mut Rng, ami: &str) {
    for kind in ["available", "tagged"] {
        let at = scenario.start + rng.between(0, 90) * SECOND;
        match rng.between(0, 99) {
            0..25 => scenario.actions.push((at, Action::Met(Fault::EventMissing))),
            25..45 => {
                start(scenario, at, &format!("{kind}-{ami}"), event(ami, kind));
                let again = at + rng.between(0, 20) * SECOND;
                scenario.actions.push((again, Action::Met(Fault::EventTwice)));
                start(scenario, again, &format!("{kind}-{ami}-again"), event(ami, kind));
            }
            _ => start(scenario, at, &format!("{kind}-{ami}"), event(ami, kind)),
        }
    }
}

/// EC2's event that an AMI is available, or that of its tag.
fn event(ami: &str, kind: &str) -> Value {
    let arn = format!("arn:aws:ec2:eu-west-1::image/{ami}");
    match kind {
        "available" => json!({ "source": "aws.ec2", "resources": [arn],
            "detail": { "RequestId": "r", "ImageId": ami, "State": "available", "ErrorMessage": "" } }),
        _ => json!({ "source": "aws.tag", "resources": [arn],
            "detail": { "service": "ec2", "resource-type": "image" } }),
    }
}

fn start(scenario: &mut Scenario, at: u64, name: &str, input: Value) {
    scenario.actions.push((at, Action::Start { machine: Name::Trigger, name: name.to_owned(), input }));
}
