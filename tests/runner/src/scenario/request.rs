//! Requests, made of the four operations.

use super::delivery::{Spot, Targets};
use super::{SECRET, Scenario};
use crate::machines::{ACCOUNT, role_arn};
use crate::rng::Rng;
use deskport_shared::operation::{OperationName, StepKind};
use deskport_simulator::config::WorkspaceSeed;
use serde_json::{Value, json};

/// Two days: a request with a longer `TimeoutMinutes` is patient, and its imports may take as long.
pub(super) const PATIENT: u64 = 2880;

/// A request for an AMI. `word` is a part of every name in it.
pub(super) fn draw(scenario: &mut Scenario, rng: &mut Rng, ami: &str, word: &str) -> Value {
    let mut request = document(scenario, rng, word);
    request["Ec2ImageId"] = Value::from(ami);
    request
}

/// A request without its AMI, as a preset holds it.
pub(super) fn document(scenario: &mut Scenario, rng: &mut Rng, word: &str) -> Value {
    let count = match rng.between(0, 99) {
        0..2 => 40,
        2..40 => 1,
        40..70 => 2,
        _ => rng.between(3, 6),
    };
    // In forty imports nothing follows: their images alone fill the quota.
    let chains = count < 40;
    let unique = rng.chance(0.6);
    let mut targets = Targets::draw(scenario, rng);
    let imports: Vec<Value> = (0..count)
        .map(|number| {
            let name =
                if unique { format!("{word}-{number}-{{ami-id}}") } else { format!("{word}-{number}") };
            import(scenario, rng, (&name, number), chains, &mut targets)
        })
        .collect();
    let mut request = json!({ "Imports": imports });
    match rng.between(0, 99) {
        0..50 => {}
        50..70 => request["TimeoutMinutes"] = Value::from(rng.between(30, 200)),
        70..95 => request["TimeoutMinutes"] = Value::from(rng.between(200, PATIENT)),
        _ => request["TimeoutMinutes"] = Value::from(rng.between(PATIENT, 10_080)),
    }
    if rng.chance(0.06) {
        request["DryRun"] = Value::Bool(true);
    }
    request
}

fn import(
    scenario: &mut Scenario,
    rng: &mut Rng,
    (name, number): (&str, u64),
    chains: bool,
    targets: &mut Targets,
) -> Value {
    let list = json!([{ "Key": "team", "Value": format!("team-{number}") }]);
    let (mut import, to_workspaces) = match rng.between(0, 9) {
        0..4 => (regular(rng, name, &list), true),
        4..6 => (custom(rng, name, &list), true),
        6..8 => (capture(scenario, name, number, &list), true),
        _ => (appstream(rng, name), false),
    };
    if to_workspaces && chains && rng.chance(0.35) {
        let steps = rng.between(1, 2);
        let step = |step| {
            let name = format!("{name}-then-{step}");
            json!({ "CreateImportedImage": { "Name": name, "AppCatalogConfig": applications() } })
        };
        import["Then"] = (0..steps).map(step).collect();
    }
    if chains && rng.chance(0.3) {
        let mut spot = Spot::first();
        let entries: Vec<Value> = (0..rng.between(1, 2))
            .filter_map(|_| {
                if to_workspaces { targets.entry(rng, &mut spot) } else { targets.apps_entry(rng, &mut spot) }
            })
            .collect();
        let mut then = import["Then"].as_array().cloned().unwrap_or_default();
        then.extend(entries);
        if !then.is_empty() {
            import["Then"] = Value::from(then);
        }
    }
    import
}

fn regular(rng: &mut Rng, name: &str, tags: &Value) -> Value {
    let mut body = json!({
        "IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": name, "ImageDescription": "Desktop of {date}", "Tags": tags,
    });
    if rng.chance(0.3) {
        body["Applications"] = json!(["Microsoft_Office_2019"]);
    }
    json!({ "ImportWorkspaceImage": body, "OsVersion": "Windows_11" })
}

fn custom(rng: &mut Rng, name: &str, tags: &Value) -> Value {
    let infrastructure =
        format!("arn:aws:imagebuilder:eu-west-1:{ACCOUNT}:infrastructure-configuration/byol");
    let mut body = json!({
        "ImageName": name, "ImageDescription": "Custom import", "ComputeType": "BASE", "Protocol": "DCV",
        "Platform": "WINDOWS", "OsVersion": "Windows_11", "InfrastructureConfigurationArn": infrastructure, "Tags": tags,
    });
    if rng.chance(0.2) {
        let arn =
            format!("arn:aws:imagebuilder:eu-west-1:{ACCOUNT}:image/desktop/1.0.0/{}", rng.between(1, 9));
        body["ImageSource"] = json!({ "ImageBuildVersionArn": arn });
    }
    json!({ "ImportCustomWorkspaceImage": body })
}

fn capture(scenario: &mut Scenario, name: &str, number: u64, tags: &Value) -> Value {
    let workspace = format!("ws-{number:09}");
    if scenario.config.workspaces.iter().all(|each| each.workspace_id != workspace) {
        scenario.config.workspaces.push(WorkspaceSeed::new(&workspace));
    }
    json!({ "CreateWorkspaceImage": {
        "Name": name, "Description": "Captured", "WorkspaceId": workspace, "Tags": tags } })
}

fn appstream(rng: &mut Rng, name: &str) -> Value {
    let mut body = json!({ "Name": name, "IamRoleArn": role_arn(), "AppCatalogConfig": applications() });
    if rng.chance(0.5) {
        body["Tags"] = json!({ "team": "apps" });
    }
    json!({ "CreateImportedImage": body })
}

/// A catalog whose every text holds the mark.
fn applications() -> Value {
    let text = |path: &str| format!("{path}{SECRET}");
    json!([{ "Name": SECRET, "DisplayName": SECRET, "AbsoluteAppPath": text("C:/"), "LaunchParameters": text("/key=") }])
}

/// The names that a request's steps get, with the operation of each.
pub(super) fn names(request: &Value, ami: &str) -> Vec<(String, String)> {
    let mut names = Vec::new();
    for import in request["Imports"].as_array().into_iter().flatten() {
        for (operation, body) in entries(import).into_iter().filter_map(operation) {
            // What is set, and a bundle that is made, has no course of its own.
            let makes = OperationName::from_name(operation)
                .is_some_and(|operation| operation.definition().kind == StepKind::Make);
            let members = ["ImageName", "DestinationImageName", "Name"];
            let name = members.iter().find_map(|member| body[*member].as_str()).filter(|_| makes);
            if let Some(name) = name {
                names.push((operation.to_owned(), name.replace("{ami-id}", ami)));
            }
        }
    }
    names
}

/// An entry and all below it.
fn entries(entry: &Value) -> Vec<&Value> {
    let below = entry["Then"].as_array().into_iter().flatten().flat_map(entries);
    std::iter::once(entry).chain(below).collect()
}

fn operation(step: &Value) -> Option<(&str, &Value)> {
    let members = step.as_object()?.iter();
    let mut bodies = members.filter(|(member, body)| body.is_object() && *member != "Then");
    bodies.next().map(|(operation, body)| (operation.as_str(), body))
}
