//! Entries that ask people: approved, refused, forgotten, in a dry run, and too late.

use crate::requests::{START, take};
use deskport_runner::clock::{self, HOUR, MINUTE};
use deskport_runner::functions::Handlers;
use deskport_runner::machines::{Machines, Name};
use deskport_runner::record::Kind;
use deskport_runner::rng::Rng;
use deskport_runner::run::{Report, run};
use deskport_runner::scenario::{Action, Approval, Scenario};
use serde_json::{Value, json};

const PATH: &str = "/Imports/0/Then/0";

/// An import of 200 minutes, and below an approval an image of AppStream, within 5 hours.
fn scenario(answer: Approval) -> Scenario {
    let mut scenario = Scenario::calm(9, START);
    let ami = scenario.add_ami(&mut Rng::new(1, "tests"));
    let request = json!({ "Ec2ImageId": ami, "TimeoutMinutes": 300, "Imports": [
        { "ImportWorkspaceImage": {
            "IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "regular", "ImageDescription": "x" },
          "Then": [{ "Approve": { "Message": "Go on?", "Hours": 120 },
            "Then": [{ "CreateImportedImage": { "Name": "apps" } }] }] } ] });
    scenario.start_run(0, "run", &request);
    scenario.people.entries.insert(PATH.to_owned(), answer);
    take(&mut scenario, "regular", 200.0);
    take(&mut scenario, "apps", 90.0);
    scenario
}

/// The same as a dry run.
fn dry(mut scenario: Scenario) -> Scenario {
    for (_, action) in &mut scenario.actions {
        if let Action::Start { input, .. } = action {
            input["DryRun"] = json!(true);
        }
    }
    scenario
}

fn done(scenario: &Scenario) -> Report {
    let report = run(scenario, &Machines::load().unwrap(), &Handlers, true).unwrap();
    assert!(report.violations.is_empty(), "{:#?}\n{}", report.violations, report.timeline.join("\n"));
    report
}

fn steps(report: &Report) -> Vec<Value> {
    let mut outcomes = report.record.published.iter().filter_map(|message| message.outcome.as_ref());
    outcomes.next().unwrap()["Imports"][0]["Steps"].as_array().unwrap().clone()
}

/// How each step ended, with the code of its error.
fn ends(report: &Report) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    steps(report).iter().map(|step| (text(&step["Status"]), text(&step["Error"]["Code"]))).collect()
}

fn questions(report: &Report) -> usize {
    report.record.published.iter().filter(|message| message.kind == Kind::Approval).count()
}

fn made(report: &Report) -> Vec<&str> {
    report.record.made.iter().map(|made| made.name.as_str()).collect()
}

fn end(status: &str, code: &str) -> (String, String) {
    (status.to_owned(), code.to_owned())
}

#[test]
fn the_time_that_people_take_to_approve_does_not_count() {
    let report = done(&scenario(Approval::Approved { after: 100 * HOUR }));
    assert_eq!(ends(&report), [end("SUCCEEDED", ""), end("SUCCEEDED", ""), end("SUCCEEDED", "")]);
    let step = &steps(&report)[1];
    let time = |member: &str| clock::read(step[member].as_str().unwrap()).unwrap();
    assert_eq!((time("EndedAt") - time("StartedAt")) / HOUR, 100);
    let own: Vec<_> = step.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(own, ["Path", "Operation", "Status", "StartedAt", "EndedAt"]);
    assert_eq!((questions(&report), made(&report)), (1, vec!["regular", "apps"]));
}

/// 200 minutes are used up before the question, so 100 are left after it.
#[test]
fn the_time_before_the_question_counts() {
    let mut scenario = scenario(Approval::Approved { after: 100 * HOUR });
    scenario.script.rules.clear();
    take(&mut scenario, "regular", 200.0);
    take(&mut scenario, "apps", 110.0);
    let report = done(&scenario);
    assert_eq!(ends(&report), [end("SUCCEEDED", ""), end("SUCCEEDED", ""), end("TIMED_OUT", "TimedOut")]);
}

#[test]
fn a_refusal_skips_what_stands_below() {
    let report = done(&scenario(Approval::Refused { after: HOUR }));
    assert_eq!(ends(&report), [end("SUCCEEDED", ""), end("FAILED", "ApprovalRefused"), end("SKIPPED", "")]);
    assert_eq!(steps(&report)[1]["Error"]["Message"], "why not");
    assert_eq!((questions(&report), made(&report)), (1, vec!["regular"]));
}

#[test]
fn a_question_that_nobody_answers_in_time_skips_what_stands_below() {
    for answer in [Approval::Never, Approval::Approved { after: 121 * HOUR }] {
        let report = done(&scenario(answer));
        assert_eq!(ends(&report), [end("SUCCEEDED", ""), end("TIMED_OUT", "NoApproval"), end("SKIPPED", "")]);
        let step = &steps(&report)[1];
        let time = |member: &str| clock::read(step[member].as_str().unwrap()).unwrap();
        assert_eq!((time("EndedAt") - time("StartedAt")) / MINUTE, 120 * 60);
        assert_eq!((questions(&report), made(&report)), (1, vec!["regular"]));
    }
}

#[test]
fn a_dry_run_asks_nobody() {
    let report = done(&dry(scenario(Approval::Never)));
    assert!(ends(&report).iter().all(|(status, _)| status == "SUCCEEDED"));
    assert_eq!((questions(&report), made(&report).len()), (0, 0));
}

#[test]
fn nobody_is_asked_when_the_time_is_over() {
    let mut scenario = scenario(Approval::Approved { after: MINUTE });
    scenario.script.rules.clear();
    // Ready between the last look but one and the last, which is at the deadline.
    take(&mut scenario, "regular", 299.9);
    let report = done(&scenario);
    assert_eq!(ends(&report), [end("SUCCEEDED", ""), end("TIMED_OUT", "TimedOut"), end("SKIPPED", "")]);
    assert_eq!((questions(&report), made(&report)), (0, vec!["regular"]));
}

#[test]
fn a_run_waits_for_the_longest_answers_one_below_the_other() {
    let mut scenario = scenario(Approval::Never);
    let mut path = PATH.to_owned();
    let mut entry = json!({ "Approve": { "Message": "Go on?", "Hours": 168 } });
    for _ in 0..3 {
        entry = json!({ "Approve": { "Message": "Go on?", "Hours": 168 }, "Then": [entry] });
    }
    for _ in 0..4 {
        scenario.people.entries.insert(path.clone(), Approval::Approved { after: 167 * HOUR });
        path += "/Then/0";
    }
    for (_, action) in &mut scenario.actions {
        if let Action::Start { input, .. } = action {
            input["Imports"][0]["Then"] = json!([entry]);
        }
    }
    let report = done(&scenario);
    assert_eq!(ends(&report), [(); 5].map(|()| end("SUCCEEDED", "")));
    assert_eq!(questions(&report), 4);
}

const STEP: &str = include_str!("../../../statemachine/step.asl.json");

/// The invariants catch a machine that goes on whatever people say, or asks in a dry run.
#[test]
fn a_machine_that_does_not_heed_people_is_caught() {
    let refused = || scenario(Approval::Refused { after: HOUR });
    for (after, from, to, scenario, as_what) in [
        ("[\"ApprovalRefused\"]", "StartFailed", "NotAsked", refused(), "which people did not answer"),
        (
            "\"States.HeartbeatTimeout\"",
            "StartFailed",
            "NotAsked",
            scenario(Approval::Never),
            "which people did not answer",
        ),
        ("\"Kind\": {", "and $dryRun", "and false", dry(refused()), "asked 1 times"),
    ] {
        let (before, rest) = STEP.split_once(after).unwrap();
        let broken = format!("{before}{after}{}", rest.replacen(from, to, 1));
        let machines = Machines::load().unwrap().with(Name::Step, &broken).unwrap();
        let report = run(&scenario, &machines, &Handlers, false).unwrap();
        let caught = report.violations.iter().any(|violation| violation.contains(as_what));
        assert!(caught, "{after}: {:#?}", report.violations);
    }
}
