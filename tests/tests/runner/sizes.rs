//! Step Functions takes 256 KiB: of a task's raw result, of a state's input and output, of a variable.

use deskport_runner::clock::{self, HOUR};
use deskport_runner::engine::Status;
use deskport_runner::functions::Handlers;
use deskport_runner::machines::{ACCOUNT, Machines, Name};
use deskport_runner::run::{Report, run};
use deskport_runner::scenario::{Action, Asked, Scenario};
use deskport_simulator::script::{Effect, ErrorDetail, Fail, Rule, When};
use serde_json::{Value, json};

/// 2027-01-15.
const START: u64 = 1_800_000_000_000;
const TRIGGER: &str = include_str!("../../../statemachine/trigger.asl.json");

/// An AMI of Windows as EC2 describes it: 26 ephemeral mappings and some tags.
fn windows(number: usize, preset: Option<&str>) -> Value {
    let ephemeral = (0..26).map(|disk| json!({ "DeviceName": format!("xvdc{}", char::from(b'a' + disk)), "VirtualName": format!("ephemeral{disk}") }));
    let root = json!({ "DeviceName": "/dev/sda1", "Ebs": { "Encrypted": false, "VolumeSize": 60, "VolumeType": "gp3", "SnapshotId": "snap-0123456789abcdef0" } });
    let mut tags: Vec<Value> =
        ["team", "cost-center", "built-by", "source-image", "release", "windows-version"]
            .iter()
            .map(|key| json!({ "Key": key, "Value": format!("{key} of the golden image number {number}") }))
            .collect();
    tags.extend(preset.map(|name| json!({ "Key": "deskport:preset", "Value": name })));
    json!({
        "ImageId": format!("ami-{number:017x}"), "Name": format!("golden {number}"), "CreationDate": clock::iso(START - HOUR),
        "OwnerId": ACCOUNT, "State": "available", "ImageType": "machine", "Architecture": "x86_64",
        "VirtualizationType": "hvm", "BootMode": "uefi", "TpmSupport": "v2.0", "EnaSupport": true, "Platform": "windows",
        "PlatformDetails": "Windows", "RootDeviceName": "/dev/sda1", "RootDeviceType": "ebs", "Hypervisor": "xen",
        "Description": "Golden image of the month, built by the pipeline of the desktop team", "Public": false,
        "ImageLocation": format!("{ACCOUNT}/golden {number}"), "UsageOperation": "RunInstances:0002", "SriovNetSupport": "simple",
        "BlockDeviceMappings": std::iter::once(root).chain(ephemeral).collect::<Vec<_>>(), "Tags": tags,
    })
}

fn body(name: &str) -> Value {
    json!({ "ImportWorkspaceImage": { "IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": name, "ImageDescription": "x" } })
}

/// 120 AMIs that ask for a preset, and one sweep.
fn sweep() -> Scenario {
    let mut scenario = Scenario::calm(1, START);
    scenario.config.quotas.workspace_images = 200;
    let preset = json!({ "Imports": [body("win-{ami-id}")] }).to_string();
    scenario.presets.insert("/deskport/presets/finance".to_owned(), preset);
    scenario.amis = (0..120).map(|number| windows(number, Some("finance"))).collect();
    let ids = scenario.amis.iter().map(|ami| ami["ImageId"].as_str().unwrap().to_owned());
    scenario.asked = ids.map(|id| Asked { run: format!("{id}-finance"), consent: None }).collect();
    let start =
        Action::Start { machine: Name::Trigger, name: "sweep".to_owned(), input: json!({ "Sweep": true }) };
    scenario.actions.push((START, start));
    scenario
}

fn trigger(report: &Report) -> (Status, Option<&str>) {
    let trigger = report.ended.executions.iter().find(|execution| execution.of == Name::Trigger).unwrap();
    (trigger.status, trigger.error.as_ref().map(|error| error.error.as_str()))
}

#[test]
fn one_sweep_takes_up_120_amis_of_windows() {
    let scenario = sweep();
    let report = run(&scenario, &Machines::load().unwrap(), &Handlers, false).unwrap();
    assert!(report.violations.is_empty(), "{:#?}", report.violations);
    assert_eq!(trigger(&report), (Status::Succeeded, None));
    assert_eq!(report.record.made.len(), 120);
}

/// The same without pages: the response is too large, and no catch helps.
#[test]
fn a_response_of_more_than_256_kib_ends_the_execution() {
    let unpaged = TRIGGER.replace("'MaxResults': 10}", "'MaxResults': 1000}");
    assert_ne!(unpaged, TRIGGER);
    let machines = Machines::load().unwrap().with(Name::Trigger, &unpaged).unwrap();
    let report = run(&sweep(), &machines, &Handlers, false).unwrap();
    assert_eq!(trigger(&report), (Status::Failed, Some("States.DataLimitExceeded")));
    assert!(report.record.made.is_empty());
}

/// One run of a request, and what it reports.
fn outcome(request: &Value, amis: Vec<Value>) -> Value {
    let mut scenario = Scenario::calm(1, START);
    scenario.amis = amis;
    scenario.start_run(0, "run-a", request);
    let report = run(&scenario, &Machines::load().unwrap(), &Handlers, false).unwrap();
    assert!(report.violations.is_empty(), "{:#?}", report.violations);
    assert_eq!(report.record.published.len(), 1);
    report.record.published[0].outcome.clone().unwrap()
}

#[test]
fn a_request_of_256_kib_full_of_ami_ids_is_a_violation() {
    let ids: Vec<String> = (0..10_000).map(|number| format!("ami-{number:017x}")).collect();
    let request = json!({ "Ec2ImageId": ids[0], "Imports": [body("x")], "Others": ids });
    let bytes = request.to_string().len();
    assert!((240_000..262_144).contains(&bytes), "{bytes}");
    let outcome = outcome(&request, (0..200).map(|number| windows(number, None)).collect());
    assert_eq!(outcome["Violations"][0]["Path"], "");
    assert!(outcome["Violations"][0]["Given"].as_str().unwrap().contains(&bytes.to_string()), "{outcome}");
}

#[test]
fn forty_imports_of_forty_amis_are_planned() {
    let imports: Vec<Value> = (0..40)
        .map(|number| {
            let mut import = body(&format!("image-{number}"));
            import["ImportWorkspaceImage"]["Ec2ImageId"] = json!(format!("ami-{number:017x}"));
            import
        })
        .collect();
    let outcome =
        outcome(&json!({ "Imports": imports }), (0..40).map(|number| windows(number, None)).collect());
    assert_eq!(outcome["Status"], "SUCCEEDED", "{outcome}");
}

#[test]
fn as_many_ami_ids_as_a_short_request_holds_are_described_in_pages() {
    let ids: Vec<String> = (0..5_000).map(|number| format!("ami-{number:017x}")).collect();
    let request = json!({ "Ec2ImageId": ids[0], "Imports": [body("x")], "Others": ids });
    let outcome = outcome(&request, (0..200).map(|number| windows(number, None)).collect());
    assert_eq!(outcome["Violations"][0]["Path"], "/Others");
}

/// AWS's words of a failure, endless, and of the kind that takes most room as JSON.
fn words() -> String {
    "\"quoted\" C:\\path\u{1}\n日本語 ".repeat(8_000)
}

/// This many imports, all of which fail with those words: the images', or the calls'.
fn all_fail(count: usize, called: bool) -> Value {
    let mut scenario = Scenario::calm(1, START);
    scenario.amis = vec![windows(0, None)];
    let imports: Vec<Value> = (0..count).map(|number| body(&format!("image-{number}"))).collect();
    scenario.start_run(0, "run-a", &json!({ "Ec2ImageId": format!("ami-{:017x}", 0), "Imports": imports }));
    let mut effect = Effect::default();
    if called {
        let answer = json!({ "Code": "InvalidParameterValuesException", "Message": words(), "Status": 400 });
        effect.answer = serde_json::from_value(answer).unwrap();
    } else {
        let detail = ErrorDetail { error_code: "DomainJoined".to_owned(), error_message: Some(words()) };
        let (code, message) = (Some("DomainJoined".to_owned()), Some(words()));
        effect.fail = Some(Fail { after_minutes: None, code, message, errors: vec![detail; 20] });
    }
    let when = When { operation: Some("ImportWorkspaceImage".to_owned()), ..When::default() };
    scenario.script.rules.push(Rule { comment: None, when, effect });
    let report = run(&scenario, &Machines::load().unwrap(), &Handlers, false).unwrap();
    assert!(report.violations.is_empty(), "{:#?}", report.violations);
    assert_eq!(report.record.published.len(), 1);
    let published = &report.record.published[0];
    let text = published.text();
    assert!((0..count).all(|number| text.contains(&format!("\"image-{number}\""))), "{text}");
    published.outcome.clone().unwrap()
}

#[test]
fn imports_whose_failures_have_words_without_end_are_all_reported() {
    for (count, called) in [(14, false), (40, false), (14, true), (40, true)] {
        let outcome = all_fail(count, called);
        let imports = outcome["Imports"].as_array().unwrap();
        assert_eq!(imports.len(), count);
        for step in imports.iter().flat_map(|import| import["Steps"].as_array().unwrap()) {
            let said = step["Error"]["Message"].as_str().unwrap();
            assert!(said.contains("bytes left out"), "{said}");
        }
    }
}
