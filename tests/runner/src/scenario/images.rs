//! How the imports of a scenario go, and what stands in their way.

use super::request::PATIENT;
use super::{Action, Scenario, UNKNOWN_STATE, request};
use crate::clock::MINUTE;
use crate::rng::Rng;
use deskport_simulator::Service;
use deskport_simulator::config::{AppStreamImageSeed, Tag, WorkspaceImageSeed};
use deskport_simulator::script::{Effect, ErrorDetail, Fail, Rule, When};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Codes with which imports fail.
const CODES: [&str; 4] = ["DomainJoined", "ZeroRearmCount", "InPlaceUpgrade", "ANewCodeOfAws"];
/// A rule's room for an image's operation: the share of imports that go their usual way.
const USUAL: f64 = 0.45;

/// Draws a course for every image that the scenario may make, and what stands in its way.
pub(super) fn finish(scenario: &mut Scenario, rng: &mut Rng) {
    let mut known = BTreeSet::new();
    let patience = patience(scenario);
    for (operation, name) in named(scenario) {
        if known.insert((operation.clone(), name.clone())) {
            if !rng.chance(USUAL) {
                scenario.script.rules.push(rule(rng, &operation, &name, patience));
            }
            if rng.chance(0.02) {
                take_name(scenario, rng, &operation, &name);
            }
        }
    }
    if rng.chance(if patience > PATIENT { 0.3 } else { 0.12 }) {
        fill_quota(scenario, rng, known.len(), patience);
    }
    if rng.chance(0.2) {
        scenario.config.page_size = Some(usize::try_from(rng.between(1, 3)).unwrap_or(1));
    }
}

/// Every request of the scenario, in a run or in a preset.
fn documents(scenario: &Scenario) -> Vec<Value> {
    let started = scenario.actions.iter().filter_map(|(_, action)| match action {
        Action::Start { input, .. } => Some(input.clone()),
        Action::Abort { .. }
        | Action::Delete { .. }
        | Action::Describe { .. }
        | Action::Store { .. }
        | Action::Met(_) => None,
    });
    let presets = scenario.presets.values().filter_map(|text| serde_json::from_str::<Value>(text).ok());
    started.chain(presets).collect()
}

/// How long the scenario's imports are waited for at most, in minutes.
fn patience(scenario: &Scenario) -> u64 {
    let said = documents(scenario).into_iter().filter_map(|document| document["TimeoutMinutes"].as_u64());
    said.max().unwrap_or_default()
}

/// Every name that a run of the scenario may make.
fn named(scenario: &Scenario) -> Vec<(String, String)> {
    let ids: Vec<&str> = scenario.amis.iter().filter_map(|ami| ami["ImageId"].as_str()).collect();
    let documents = documents(scenario);
    let all = documents.iter().flat_map(|document| {
        let own = document["Ec2ImageId"].as_str();
        let ids = own.map_or_else(|| ids.clone(), |own| vec![own]);
        ids.into_iter().flat_map(|id| request::names(document, id)).collect::<Vec<_>>()
    });
    all.collect()
}

fn rule(rng: &mut Rng, operation: &str, name: &str, patience: u64) -> Rule {
    let mut effect = Effect::default();
    let patient = patience > PATIENT;
    if rng.chance(0.6) {
        let usual = if rng.chance(0.1) { 1500 } else { 400 };
        let longest = if patient { patience } else { usual };
        effect.take_minutes = Some(minutes(rng.between(1, longest)));
    }
    let never = if patient { 40 } else { 24 };
    match rng.between(0, 99) {
        0..18 => effect.fail = Some(fail(rng)),
        share if share < never => effect.never_end = true,
        _ => {}
    }
    if rng.chance(0.2) {
        effect.show_state = Some(format!("{UNKNOWN_STATE}_{}", rng.between(1, 9)));
    }
    if rng.chance(0.2) {
        effect.hide_minutes = Some(minutes(rng.between(1, 8)));
    }
    // What failed once may succeed when it is made again.
    let first_calls = (effect.fail.is_some() && rng.chance(0.3)).then_some(1);
    let when = When {
        operation: Some(operation.to_owned()),
        image_name: Some(name.to_owned()),
        first_calls,
        ..When::default()
    };
    if effect == Effect::default() {
        effect.take_minutes = Some(5.0);
    }
    Rule { comment: None, when, effect }
}

fn fail(rng: &mut Rng) -> Fail {
    let code = rng.pick(&CODES).copied().unwrap_or_default();
    let detail =
        ErrorDetail { error_code: code.to_owned(), error_message: Some("by the scenario".to_owned()) };
    let after_minutes = rng.chance(0.7).then(|| minutes(rng.between(0, 300)));
    let errors = if rng.chance(0.7) { vec![detail] } else { Vec::new() };
    Fail { after_minutes, code: Some(code.to_owned()), message: Some("by the scenario".to_owned()), errors }
}

/// As the simulator takes minutes.
pub(super) fn minutes(minutes: u64) -> f64 {
    f64::from(u32::try_from(minutes).unwrap_or(u32::MAX))
}

/// Somebody else's image has the name.
fn take_name(scenario: &mut Scenario, rng: &mut Rng, operation: &str, name: &str) {
    if operation == "CreateImportedImage" {
        let image = AppStreamImageSeed { name: name.to_owned(), ..AppStreamImageSeed::default() };
        scenario.config.app_stream_images.push(image);
        return;
    }
    let source = Tag { key: "deskport:source".to_owned(), value: "ami-00000000".to_owned() };
    let tags = if rng.chance(0.5) { vec![source] } else { Vec::new() };
    let image = WorkspaceImageSeed { name: name.to_owned(), tags, ..WorkspaceImageSeed::default() };
    scenario.config.workspace_images.push(image);
}

/// Older images leave room for fewer than are asked for; in time some are deleted, or none.
fn fill_quota(scenario: &mut Scenario, rng: &mut Rng, asked: usize, patience: u64) {
    let room = rng.index(asked.max(1));
    let old = 8;
    for number in 0..old {
        let image = WorkspaceImageSeed {
            image_id: Some(format!("wsi-0000000{number:02}")),
            name: format!("old-{number}"),
            ..WorkspaceImageSeed::default()
        };
        scenario.config.workspace_images.push(image);
        let image = AppStreamImageSeed { name: format!("old-{number}"), ..AppStreamImageSeed::default() };
        scenario.config.app_stream_images.push(image);
    }
    scenario.config.quotas.workspace_images = scenario.config.workspace_images.len() + room;
    scenario.config.quotas.app_stream_images = scenario.config.app_stream_images.len() + room;
    for number in 0..old {
        if rng.chance(0.6) {
            let at = scenario.start + rng.between(1, patience.max(900)) * MINUTE;
            let input = json!({ "ImageId": format!("wsi-0000000{number:02}") });
            let (service, operation) = (Service::Workspaces, "DeleteWorkspaceImage");
            scenario.actions.push((at, Action::Delete { service, operation, input }));
            let input = json!({ "Name": format!("old-{number}") });
            let (service, operation) = (Service::AppStream, "DeleteImage");
            scenario.actions.push((at, Action::Delete { service, operation, input }));
        }
    }
}
