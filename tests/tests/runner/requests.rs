//! Requests for the tests that go through a scenario step by step.

use deskport_runner::clock::MINUTE;
use deskport_runner::machines::ACCOUNT;
use deskport_runner::rng::Rng;
use deskport_runner::scenario::{Action, Scenario};
use deskport_simulator::Service;
use deskport_simulator::config::{AppStreamImageSeed, Byol};
use deskport_simulator::script::{Effect, Rule, When};
use serde_json::json;

/// 2027-01-15.
pub(crate) const START: u64 = 1_800_000_000_000;

/// All four operations, one of them with a chain, in an account that BYOL is on for; every import takes a few minutes.
pub(crate) fn all_routes() -> Scenario {
    let mut scenario = Scenario::calm(7, START);
    let ami = scenario.add_ami(&mut Rng::new(1, "tests"));
    let infrastructure =
        format!("arn:aws:imagebuilder:eu-west-1:{ACCOUNT}:infrastructure-configuration/byol");
    let request = json!({ "Ec2ImageId": ami, "Imports": [
        { "ImportWorkspaceImage": {
            "IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "regular", "ImageDescription": "x",
            "Tags": [{ "Key": "team", "Value": "finance" }] },
          "Then": [{ "CreateImportedImage": { "Name": "regular" } }, { "CreateImportedImage": { "Name": "regular-2" } }] },
        { "ImportCustomWorkspaceImage": {
            "ImageName": "custom", "ImageDescription": "x", "ComputeType": "BASE", "Protocol": "DCV",
            "Platform": "WINDOWS", "OsVersion": "Windows_11", "InfrastructureConfigurationArn": infrastructure } },
        { "CreateWorkspaceImage": { "Name": "captured", "Description": "x", "WorkspaceId": "ws-0a1b2c3d4" } },
        { "CreateImportedImage": { "Name": "apps", "IamRoleArn": format!("arn:aws:iam::{ACCOUNT}:role/import") } } ] });
    scenario.start_run(0, "run", &request);
    take(&mut scenario, "*", 6.0);
    scenario
}

/// One import in an account that BYOL is off for, with the consent to switch it on.
pub(crate) fn byol() -> Scenario {
    let mut scenario = Scenario::calm(8, START);
    let ami = scenario.add_ami(&mut Rng::new(1, "tests"));
    scenario.config.byol = Byol::disabled();
    let request = json!({ "Ec2ImageId": ami, "EnableByol": { "ChooseRange": true }, "Imports": [
        { "ImportWorkspaceImage": {
            "IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "regular", "ImageDescription": "x" } } ] });
    scenario.start_run(0, "run", &request);
    take(&mut scenario, "*", 6.0);
    let when = When { operation: Some("ModifyAccount".to_owned()), ..When::default() };
    let effect = Effect { take_minutes: Some(4.0), ..Effect::default() };
    scenario.script.rules.push(Rule { comment: None, when, effect });
    scenario
}

/// One import that takes almost a week, with a chain of one.
pub(crate) fn week() -> Scenario {
    let mut scenario = Scenario::calm(9, START);
    let ami = scenario.add_ami(&mut Rng::new(1, "tests"));
    let request = json!({ "Ec2ImageId": ami, "TimeoutMinutes": 10_080, "Imports": [
        { "ImportWorkspaceImage": {
            "IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "regular", "ImageDescription": "x" },
          "Then": [{ "CreateImportedImage": { "Name": "apps" } }] } ] });
    scenario.start_run(0, "run", &request);
    take(&mut scenario, "regular", 8_000.0);
    take(&mut scenario, "apps", 1_800.0);
    scenario
}

/// The same, where the chain waits for a slot for three days.
pub(crate) fn week_with_a_full_quota() -> Scenario {
    let mut scenario = week();
    scenario.script.rules.clear();
    take(&mut scenario, "regular", 1_800.0);
    take(&mut scenario, "apps", 1_800.0);
    scenario.config.app_stream_images =
        vec![AppStreamImageSeed { name: "old".to_owned(), ..AppStreamImageSeed::default() }];
    scenario.config.quotas.app_stream_images = 1;
    let delete = Action::Delete {
        service: Service::AppStream,
        operation: "DeleteImage",
        input: json!({ "Name": "old" }),
    };
    scenario.actions.push((START + 6_200 * MINUTE, delete));
    scenario
}

pub(crate) fn take(scenario: &mut Scenario, name: &str, minutes: f64) {
    let when = When { image_name: Some(name.to_owned()), ..When::default() };
    let effect = Effect { take_minutes: Some(minutes), ..Effect::default() };
    scenario.script.rules.push(Rule { comment: None, when, effect });
}
