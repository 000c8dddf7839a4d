//! The sweeps: which AMIs they find, and what they cost.

use deskport_runner::clock::{self, HOUR, MINUTE};
use deskport_runner::functions::Handlers;
use deskport_runner::machines::{ACCOUNT, Machines, Name};
use deskport_runner::run::{Report, run};
use deskport_runner::scenario::{Action, Asked, Scenario};
use serde_json::{Value, json};

/// 2027-01-15.
const START: u64 = 1_800_000_000_000;
const DAY: u64 = 24 * HOUR;

fn ami(number: u64, age: u64, preset: &str) -> Value {
    json!({
        "ImageId": format!("ami-{number:017x}"), "Name": format!("golden {number}"), "CreationDate": clock::iso(START - age),
        "OwnerId": ACCOUNT, "State": "available", "ImageType": "machine", "Architecture": "x86_64",
        "VirtualizationType": "hvm", "BootMode": "uefi", "EnaSupport": true, "Platform": "windows",
        "PlatformDetails": "Windows", "RootDeviceName": "/dev/sda1",
        "BlockDeviceMappings": [{ "DeviceName": "/dev/sda1", "Ebs": { "Encrypted": false } }],
        "Tags": [{ "Key": "deskport:preset", "Value": preset }],
    })
}

fn preset() -> String {
    json!({ "Imports": [{ "ImportWorkspaceImage": {
        "IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "win-{ami-id}", "ImageDescription": "x" } }] })
    .to_string()
}

fn scenario(amis: Vec<Value>) -> Scenario {
    let mut scenario = Scenario::calm(1, START);
    scenario.config.quotas.workspace_images = 200;
    scenario.presets.insert("/deskport/presets/finance".to_owned(), preset());
    scenario.amis = amis;
    scenario
}

fn sweep(scenario: &mut Scenario, at: u64, name: &str, input: Value) {
    scenario.actions.push((at, Action::Start { machine: Name::Trigger, name: name.to_owned(), input }));
}

fn ask(scenario: &mut Scenario, run: &str) {
    scenario.asked.push(Asked { run: run.to_owned(), consent: None });
}

fn done(scenario: &Scenario) -> Report {
    let report = run(scenario, &Machines::load().unwrap(), &Handlers, true).unwrap();
    assert!(report.violations.is_empty(), "{:#?}", report.violations);
    report
}

fn runs(report: &Report) -> Vec<&str> {
    let runs = report.ended.executions.iter().filter(|execution| execution.of == Name::Import);
    runs.map(|execution| execution.name.as_str()).collect()
}

#[test]
fn hourly_the_last_days_amis_are_looked_at_and_daily_all() {
    let mut scenario = scenario(vec![
        ami(1, 23 * HOUR, "finance"),
        ami(2, 25 * HOUR, "finance"),
        ami(3, 400 * DAY, "finance"),
    ]);
    sweep(&mut scenario, START, "hourly", json!({ "Sweep": true }));
    sweep(&mut scenario, START + HOUR / 2, "daily", json!({ "Sweep": true, "All": true }));
    for number in 1..=3 {
        ask(&mut scenario, &format!("ami-{number:017x}-finance"));
    }
    let report = done(&scenario);
    let mut names = runs(&report);
    names.sort_unstable();
    assert_eq!(names, [1, 2, 3].map(|number| format!("ami-{number:017x}-finance")));
    let begun =
        |name: &str| report.ended.executions.iter().find(|execution| execution.name == name).unwrap().start;
    assert!(begun(names[0]) < START + HOUR / 2 && begun(names[1]) > START + HOUR / 2);
}

/// What the sweep of the version before cost, which listed the AMIs of 7 days each hour: 7 states and 5 for each AMI.
fn before(amis: u64) -> u64 {
    7 + 5 * amis
}

#[test]
fn a_sweep_that_finds_nothing_new_costs_a_quarter_of_what_it_did() {
    for amis in [7, 40, 120] {
        let mut scenario = scenario((0..amis).map(|number| ami(number, HOUR, "finance")).collect());
        sweep(&mut scenario, START, "first", json!({ "Sweep": true }));
        sweep(&mut scenario, START + 10 * HOUR, "hourly", json!({ "Sweep": true }));
        for number in 0..amis {
            ask(&mut scenario, &format!("ami-{number:017x}-finance"));
        }
        let report = done(&scenario);
        let hourly = report.ended.executions.iter().find(|execution| execution.name == "hourly").unwrap();
        // Five states, and five for each page of ten.
        assert_eq!(u64::from(hourly.transitions), 5 + 5 * u64::div_ceil(amis, 10));
        assert!(u64::from(hourly.transitions) * 4 <= before(amis), "{amis}: {}", hourly.transitions);
    }
}

/// A run's name is free again after 90 days: the tag on the AMI is what stays.
#[test]
fn an_ami_is_taken_up_once_however_old_its_run_is() {
    let mut scenario = scenario(vec![ami(1, HOUR, "finance")]);
    let run = "ami-00000000000000001-finance";
    scenario.amis[0]["Tags"].as_array_mut().unwrap().push(json!({ "Key": "deskport:run", "Value": run }));
    let event = json!({ "source": "aws.ec2", "detail": { "ImageId": "ami-00000000000000001", "State": "available" } });
    sweep(&mut scenario, START, "daily", json!({ "Sweep": true, "All": true }));
    sweep(&mut scenario, START + HOUR, "event", event);
    assert_eq!(runs(&done(&scenario)), Vec::<&str>::new());
    // A copy in another Region carries the tags of the AMI that it was made from: it is taken up itself.
    scenario.amis[0]["Tags"][1]["Value"] = json!("ami-00000000000000002-finance");
    ask(&mut scenario, run);
    assert_eq!(runs(&done(&scenario)), [run]);
}

#[test]
fn a_preset_that_is_missing_is_reported_once_and_the_ami_taken_up_when_it_is_stored() {
    let mut scenario = scenario(vec![ami(1, HOUR, "later")]);
    for hour in 0..4 {
        sweep(&mut scenario, START + hour * HOUR, &format!("sweep-{hour}"), json!({ "Sweep": true }));
    }
    let stored = Action::Store { parameter: "/deskport/presets/later".to_owned(), value: preset() };
    scenario.actions.push((START + 90 * MINUTE, stored));
    let [missing, taken] = ["missing-ami-00000000000000001-later", "ami-00000000000000001-later"];
    ask(&mut scenario, missing);
    ask(&mut scenario, taken);
    let report = done(&scenario);
    assert_eq!(runs(&report), [missing, taken]);
    assert_eq!(report.record.published.len(), 2);
    assert_eq!(report.record.made.len(), 1);
}

/// New execution repeats the input: the preset is read anew.
#[test]
fn a_run_that_is_started_again_takes_the_preset_as_it_is_now() {
    let mut scenario = scenario(vec![ami(1, HOUR, "finance")]);
    scenario.presets.insert("/deskport/presets/finance".to_owned(), "{ \"Imports\": [".to_owned());
    let input = json!({ "Preset": { "Ec2ImageId": "ami-00000000000000001", "Name": "finance" } });
    for (number, at) in [START, START + HOUR].into_iter().enumerate() {
        let name = format!("try-{number}");
        ask(&mut scenario, &name);
        scenario.actions.push((at, Action::Start { machine: Name::Import, name, input: input.clone() }));
    }
    let stored = Action::Store { parameter: "/deskport/presets/finance".to_owned(), value: preset() };
    scenario.actions.push((START + MINUTE, stored));
    let report = done(&scenario);
    let statuses: Vec<_> = report
        .record
        .published
        .iter()
        .map(|reported| reported.outcome.as_ref().unwrap()["Status"].clone())
        .collect();
    assert_eq!(statuses, ["FAILED", "SUCCEEDED"]);
}
