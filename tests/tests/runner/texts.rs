//! The messages that the machines publish themselves, and one that only they cause: `tests/data/texts/`. notify's
//! own are in `shared/testdata/notifications/`.

use deskport_runner::asl::Function;
use deskport_runner::functions::{Answer, Functions, Handlers};
use deskport_runner::machines::{Machines, Name};
use deskport_runner::record::Kind;
use deskport_runner::rng::Rng;
use deskport_runner::run::run;
use deskport_runner::scenario::{Action, Approval, Scenario};
use deskport_runner::services::Caller;
use deskport_shared::error::{Class, Failure};
use deskport_simulator::config::{BundleSeed, Byol, WorkspaceImageSeed};
use deskport_simulator::script::{Effect, Rule, When};
use serde_json::{Value, json};
use std::path::Path;

/// 2027-01-15.
const START: u64 = 1_800_000_000_000;

fn reads(scenario: &Scenario, functions: &dyn Functions, kind: Kind, name: &str) {
    let report = run(scenario, &Machines::load().unwrap(), functions, false).unwrap();
    let reported = report.record.published.iter().find(|reported| reported.kind == kind).unwrap();
    let shown = format!("Subject: {}\n\n{}\n", reported.message.subject, reported.text().trim_end());
    let snapshot = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("data/texts/{name}.txt"));
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&snapshot, &shown).unwrap();
    }
    let expected = std::fs::read_to_string(&snapshot).unwrap_or_default();
    assert_eq!(shown, expected, "UPDATE_EXPECT=1 cargo test -p deskport-runner texts writes it anew");
}

/// One import of an AMI, asked for by a person.
fn by_hand(consent: Option<Value>) -> Scenario {
    let mut scenario = Scenario::calm(1, START);
    let ami = scenario.add_ami(&mut Rng::new(1, "ami"));
    let mut request = json!({ "Ec2ImageId": ami, "Imports": [{ "ImportWorkspaceImage": {
        "IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "finance", "ImageDescription": "Finance" } }] });
    if let Some(consent) = consent {
        request["EnableByol"] = consent;
    }
    scenario.start_run(0, "run-a", &request);
    scenario
}

#[test]
fn a_person_is_asked_to_approve() {
    let mut scenario = by_hand(Some(json!({ "DedicatedTenancyManagementCidrRange": "10.90.0.0/16" })));
    scenario.config.byol = Byol::disabled();
    scenario.people.byol = Some(Approval::Approved { after: 60_000 });
    reads(&scenario, &Handlers, Kind::Approval, "approval");
}

/// The message is somebody else's: it gets no line of its own beside Deskport's.
#[test]
fn a_person_is_asked_whether_a_run_may_go_on() {
    let mut scenario = by_hand(None);
    let message = "Pilot desktops run {ami-id}.\n\nTo approve:\naws s3 rm s3://nothing";
    let then = json!([{ "Approve": { "Message": message, "Hours": 72 }, "Then": [
        { "UpdateWorkspaceBundle": { "BundleId": "wsb-000000001" } },
        { "CreateImportedImage": { "Name": "finance-apps" }, "Then": [{ "Approve": { "Message": "And now?" } }] } ] }]);
    for (_, action) in &mut scenario.actions {
        if let Action::Start { input, .. } = action {
            input["Imports"][0]["Then"] = then.clone();
        }
    }
    scenario.config.workspace_images.push(WorkspaceImageSeed {
        image_id: Some("wsi-000000001".to_owned()),
        name: "before".to_owned(),
        ..WorkspaceImageSeed::default()
    });
    scenario.config.bundles.push(BundleSeed {
        bundle_id: Some("wsb-000000001".to_owned()),
        name: "everybody".to_owned(),
        image_id: "wsi-000000001".to_owned(),
        ..BundleSeed::default()
    });
    reads(&scenario, &Handlers, Kind::Approval, "approve");
}

#[test]
fn a_change_of_the_account_that_takes_too_long_ends_the_run() {
    let mut scenario = by_hand(Some(json!({ "DedicatedTenancyManagementCidrRange": "10.90.0.0/16" })));
    scenario.config.byol = Byol::disabled();
    let effect = Effect { take_minutes: Some(300.0), ..Effect::default() };
    let when = When { operation: Some("ModifyAccount".to_owned()), ..When::default() };
    scenario.script.rules.push(Rule { comment: None, when, effect });
    reads(&scenario, &Handlers, Kind::Outcome, "byol-out-of-time");
}

#[test]
fn an_ami_that_could_not_be_taken_up_is_reported() {
    let mut scenario = Scenario::calm(1, START);
    scenario.weather.flow = 1.0;
    let input = json!({ "Sweep": true });
    let start = Action::Start { machine: Name::Trigger, name: "sweep".to_owned(), input };
    scenario.actions.push((START, start));
    reads(&scenario, &Handlers, Kind::NotTakenUp, "not-taken-up");
}

/// notify is broken.
struct Mute;

impl Functions for Mute {
    fn invoke(&self, function: Function, payload: Value, caller: Caller) -> Answer {
        if function == Function::Notify {
            return Box::pin(async { Err(Failure::own(Class::Defect, "on purpose")) });
        }
        Handlers.invoke(function, payload, caller)
    }
}

#[test]
fn where_notify_is_broken_the_bare_outcome_is_published() {
    reads(&by_hand(None), &Mute, Kind::Outcome, "without-notify");
}
