//! Imports that take days, and their time limits.

use crate::requests;
use deskport_runner::clock::{self, MINUTE};
use deskport_runner::engine::{Execution, Status};
use deskport_runner::fault::Fault;
use deskport_runner::functions::Handlers;
use deskport_runner::machines::{Machines, Name};
use deskport_runner::run::{Report, run};
use deskport_runner::scenario::{Action, Scenario};
use deskport_simulator::Service;
use serde_json::{Value, json};

fn done(scenario: &Scenario) -> Report {
    let report = run(scenario, &Machines::load().unwrap(), &Handlers, true).unwrap();
    assert!(report.violations.is_empty(), "{:#?}", report.violations);
    report
}

fn images(report: &Report) -> Vec<&Execution> {
    report.ended.executions.iter().filter(|execution| execution.of == Name::Step).collect()
}

/// The only notification's outcome.
fn outcome(report: &Report) -> &Value {
    assert_eq!(report.record.published.len(), 1);
    report.record.published[0].outcome.as_ref().unwrap()
}

fn steps(report: &Report) -> &Vec<Value> {
    outcome(report)["Imports"][0]["Steps"].as_array().unwrap()
}

fn minutes(step: &Value) -> u64 {
    let time = |member: &str| clock::read(step[member].as_str().unwrap()).unwrap();
    (time("EndedAt") - time("StartedAt")) / MINUTE
}

/// A scenario with another time limit, in minutes.
fn within(mut scenario: Scenario, limit: u64) -> Scenario {
    for (_, action) in &mut scenario.actions {
        if let Action::Start { input, .. } = action {
            input["TimeoutMinutes"] = json!(limit);
        }
    }
    scenario
}

#[test]
fn each_entry_of_a_week_is_one_execution() {
    for scenario in [requests::week(), requests::week_with_a_full_quota()] {
        let report = done(&scenario);
        let found = images(&report);
        // The import, and the entry below it.
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|step| step.status == Status::Succeeded && step.events < 25_000));
        assert_eq!(outcome(&report)["Status"], "SUCCEEDED");
    }
}

#[test]
fn an_import_that_never_ends_runs_out_of_time_once() {
    let mut scenario = requests::week();
    for rule in &mut scenario.script.rules {
        rule.effect.never_end = true;
    }
    let report = done(&scenario);
    let steps = steps(&report);
    assert_eq!(steps[0]["Status"], "TIMED_OUT");
    assert_eq!(steps[1]["Status"], "SKIPPED");
    assert_eq!(minutes(&steps[0]), 10_080);
}

/// Each look takes ten minutes more for an outage's retries: they count.
#[test]
fn retries_and_outages_count_towards_the_time_limit() {
    let mut scenario = within(requests::week(), 300);
    for rule in &mut scenario.script.rules {
        rule.effect.never_end = true;
    }
    let from = scenario.start + 5 * MINUTE;
    scenario.weather.outages = vec![(Service::Workspaces, from, from + 10_000 * MINUTE)];
    let report = done(&scenario);
    let step = &steps(&report)[0];
    assert_eq!(step["Status"], "TIMED_OUT");
    // The last look and its retries may end after the limit.
    assert!((300..306).contains(&minutes(step)), "{} minutes", minutes(step));
}

#[test]
fn nothing_is_started_at_or_after_the_deadline() {
    for limit in [300, 600] {
        let mut scenario = within(requests::week_with_a_full_quota(), limit);
        // The image before it is ready after 240 minutes, or just before the time is over.
        scenario.script.rules[0].effect.take_minutes = Some(if limit == 300 { 240.0 } else { 599.0 });
        let report = done(&scenario);
        assert_eq!(steps(&report)[1]["Status"], "TIMED_OUT");
        let started = report.timeline.iter().filter(|line| line.contains("appstream:CreateImportedImage"));
        let at =
            |line: &String| line.trim_start()[..line.trim_start().find(':').unwrap()].parse::<u64>().unwrap();
        assert!(started.map(at).all(|hour| hour < limit / 60), "{limit}");
    }
}

#[test]
fn failure_of_each_start_of_an_execution_in_turn_changes_nothing() {
    let scenario = requests::all_routes();
    let plain = done(&scenario);
    for number in 1..=plain.launches {
        for fault in [Fault::IntegrationFailed, Fault::StartReplyLost] {
            let scenario = Scenario { launch_fault_at: Some((number, fault)), ..scenario.clone() };
            let report = done(&scenario);
            assert_eq!(report.counts.of(fault), 1);
            assert_eq!(outcome(&report)["Status"], outcome(&plain)["Status"], "start {number}: {fault}");
            assert_eq!(images(&report).len(), images(&plain).len());
        }
    }
}

/// What Step Functions says of a failed child holds its whole input: the child's own status is what people read.
#[test]
fn an_aborted_import_is_reported_by_its_own_status() {
    let mut scenario = requests::week();
    let abort = Action::Abort { machine: Name::Step, name: "run-0".to_owned() };
    scenario.actions.push((scenario.start + 500 * MINUTE, abort));
    let report = done(&scenario);
    let step = &steps(&report)[0];
    assert_eq!((&step["Status"], &step["Error"]["Code"]), (&json!("FAILED"), &json!("ABORTED")));
    let text = report.record.published[0].text();
    assert!(!text.contains("Input") && !text.contains("BYOL_REGULAR_WSP"), "{text}");
}

#[test]
fn runs_have_children_of_their_own_whatever_they_are_called() {
    for lengths in [[1, 2], [76, 77], [77, 78], [79, 80]] {
        let mut scenario = requests::week();
        let first = scenario.actions[0].clone();
        scenario.actions.clear();
        scenario.asked.clear();
        // Both begin alike and start in the same millisecond.
        for (number, length) in lengths.into_iter().enumerate() {
            let name = "r".repeat(length);
            let (at, mut action) = first.clone();
            if let Action::Start { name: started, input, .. } = &mut action {
                started.clone_from(&name);
                input["Imports"][0]["ImportWorkspaceImage"]["ImageName"] = json!(format!("regular-{number}"));
                input["Imports"][0]["Then"][0]["CreateImportedImage"]["Name"] =
                    json!(format!("apps-{number}"));
            }
            scenario.actions.push((at, action));
            scenario.asked.push(deskport_runner::scenario::Asked { run: name, consent: None });
        }
        let report = done(&scenario);
        let mut names: Vec<&str> = images(&report).iter().map(|image| image.name.as_str()).collect();
        assert!(names.iter().all(|name| name.len() <= 80), "{names:?}");
        names.sort_unstable();
        names.dedup();
        // Two runs with an import and an entry below it.
        assert_eq!(names.len(), 4, "{lengths:?}");
    }
}
