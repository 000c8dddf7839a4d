//! An import that outlives one execution's history goes on in further parts, and nobody sees it in the outcome.

use crate::requests;
use deskport_runner::clock::{self, MINUTE};
use deskport_runner::engine::{Execution, Status};
use deskport_runner::fault::Fault;
use deskport_runner::functions::Handlers;
use deskport_runner::machines::{Machines, Name};
use deskport_runner::run::{Report, run};
use deskport_runner::scenario::{Action, Scenario};
use serde_json::{Value, json};

const IMAGE: &str = include_str!("../../../statemachine/image.asl.json");
const IMPORT: &str = include_str!("../../../statemachine/import.asl.json");

fn done(scenario: &Scenario) -> Report {
    let report = run(scenario, &Machines::load().unwrap(), &Handlers, true).unwrap();
    assert!(report.violations.is_empty(), "{:#?}", report.violations);
    report
}

/// The same with another bound of turns.
fn with_turns(scenario: &Scenario, bound: &str) -> Report {
    let image = IMAGE.replace("$turns < 300", bound);
    assert_ne!(image, IMAGE);
    let machines = Machines::load().unwrap().with(Name::Image, &image).unwrap();
    run(scenario, &machines, &Handlers, true).unwrap()
}

fn parts(report: &Report) -> Vec<&Execution> {
    report.ended.executions.iter().filter(|execution| execution.of == Name::Image).collect()
}

/// The only notification's outcome.
fn outcome(report: &Report) -> &Value {
    assert_eq!(report.record.published.len(), 1);
    report.record.published[0].outcome.as_ref().unwrap()
}

/// What the outcome says of each step, without the times; how long each took, in minutes.
fn steps(report: &Report) -> (Vec<Value>, Vec<u64>) {
    let mut steps = outcome(report)["Imports"][0]["Steps"].as_array().unwrap().clone();
    let mut minutes = Vec::new();
    for step in &mut steps {
        let members = step.as_object_mut().unwrap();
        let mut time = |member: &str| clock::read(members.remove(member)?.as_str()?);
        let (started, ended) = (time("StartedAt"), time("EndedAt"));
        minutes.push(ended.zip(started).map_or(0, |(ended, started)| (ended - started) / MINUTE));
    }
    (steps, minutes)
}

#[test]
fn a_week_long_import_is_told_as_if_it_were_one_execution() {
    for (scenario, count) in [(requests::week(), 7), (requests::week_with_a_full_quota(), 4)] {
        let report = done(&scenario);
        let found = parts(&report);
        assert_eq!(found.len(), count);
        assert!(found.iter().all(|part| part.status == Status::Succeeded && part.events < 10_000));
        let whole = with_turns(&scenario, "true");
        assert_eq!(parts(&whole).len(), 1);
        let ((told, took), (expected, expected_minutes)) = (steps(&report), steps(&whole));
        assert_eq!(told, expected);
        assert_eq!(outcome(&report)["Status"], "SUCCEEDED");
        for (took, expected) in took.into_iter().zip(expected_minutes) {
            assert!(took.abs_diff(expected) <= 20, "{took} minutes, {expected} in one execution");
        }
    }
}

#[test]
fn an_import_that_never_ends_runs_out_of_time_once() {
    let mut scenario = requests::week();
    for rule in &mut scenario.script.rules {
        rule.effect.never_end = true;
    }
    let report = done(&scenario);
    let (told, took) = steps(&report);
    assert_eq!(told[0]["Status"], "TIMED_OUT");
    assert_eq!(told[0]["Polls"], 2022);
    assert_eq!(told[1]["Status"], "SKIPPED");
    assert!((10_080..10_200).contains(&took[0]), "{} minutes", took[0]);
}

#[test]
fn failure_of_each_start_of_an_execution_in_turn_changes_nothing() {
    for scenario in [requests::week(), requests::week_with_a_full_quota()] {
        let plain = done(&scenario);
        for number in 1..=plain.launches {
            for fault in [Fault::IntegrationFailed, Fault::StartReplyLost] {
                let scenario = Scenario { launch_fault_at: Some((number, fault)), ..scenario.clone() };
                let report = done(&scenario);
                assert_eq!(report.counts.of(fault), 1);
                assert_eq!(steps(&report).0, steps(&plain).0, "start {number}: {fault}");
                assert_eq!(parts(&report).len(), parts(&plain).len());
            }
        }
    }
}

/// The start of a part is not confirmed, and the part has ended when it is tried again, two days later.
#[test]
fn a_part_that_ended_unseen_is_read() {
    let mut import: Value = serde_json::from_str(IMPORT).unwrap();
    let retry = &mut import["States"]["Imports"]["ItemProcessor"]["States"]["RunImage"]["Retry"][0];
    (retry["IntervalSeconds"], retry["MaxDelaySeconds"]) = (json!(172_800), json!(172_800));
    retry["JitterStrategy"] = json!("NONE");
    let machines = Machines::load().unwrap().with(Name::Import, &import.to_string()).unwrap();
    for number in 1..=3 {
        let scenario =
            Scenario { launch_fault_at: Some((number, Fault::StartReplyLost)), ..requests::week() };
        let report = run(&scenario, &machines, &Handlers, false).unwrap();
        assert!(report.violations.is_empty(), "{:#?}", report.violations);
        assert_eq!(outcome(&report)["Status"], "SUCCEEDED");
        assert!(parts(&report).len() > 3);
    }
}

#[test]
fn the_last_part_that_there_may_be_is_told() {
    let report = with_turns(&requests::week(), "$turns < 1");
    assert_eq!(parts(&report).len(), 50);
    let (told, _) = steps(&report);
    assert_eq!(told[0]["Status"], "FAILED");
    assert_eq!(told[0]["ImageId"], json!(report.record.made[0].id));
    assert_eq!(told[0]["Error"]["Code"], "TimedOut");
    assert_eq!(told[1]["Status"], "SKIPPED");
}

#[test]
fn a_part_that_is_aborted_is_told_with_what_is_known() {
    let mut scenario = requests::week();
    let abort = Action::Abort { machine: Name::Image, name: "run-0_3".to_owned() };
    scenario.actions.push((scenario.start + 5_500 * MINUTE, abort));
    let report = done(&scenario);
    let (told, _) = steps(&report);
    assert_eq!(told[0]["Status"], "FAILED");
    assert_eq!(told[0]["ImageId"], json!(report.record.made[0].id));
    assert_eq!(told[0]["Error"]["Code"], "States.TaskFailed");
    assert_eq!(told[1]["Status"], "SKIPPED");
    assert_eq!(outcome(&report)["Status"], "FAILED");
}

#[test]
fn an_aborted_part_of_a_chain_leaves_the_image_before_it_ready() {
    let mut scenario = requests::week_with_a_full_quota();
    let abort = Action::Abort { machine: Name::Image, name: "run-0_2".to_owned() };
    scenario.actions.push((scenario.start + 6_000 * MINUTE, abort));
    let report = done(&scenario);
    let (told, _) = steps(&report);
    assert_eq!(told[0]["Status"], "SUCCEEDED");
    assert_eq!(told[0]["ImageId"], json!(report.record.made[0].id));
    assert_eq!(told[1]["Status"], "FAILED");
    assert_eq!(told[1]["ImageArn"], Value::Null);
}

#[test]
fn parts_have_names_within_80_characters() {
    for length in [1, 74, 75, 77, 78, 80] {
        let mut scenario = requests::week();
        let name = "r".repeat(length);
        for (_, action) in &mut scenario.actions {
            if let Action::Start { name: started, .. } = action {
                started.clone_from(&name);
            }
        }
        scenario.asked[0].run.clone_from(&name);
        let report = done(&scenario);
        let mut names: Vec<&str> = parts(&report).iter().map(|part| part.name.as_str()).collect();
        assert!(names.len() > 1 && names.iter().all(|name| name.len() <= 80), "{names:?}");
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), parts(&report).len());
    }
}
