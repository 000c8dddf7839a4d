//! The functions call with the SDK's own clients: its tries and pauses are those of `deskport_aws::config`, in virtual time.

use crate::requests;
use deskport_runner::clock::{MINUTE, SECOND};
use deskport_runner::fault::Fault;
use deskport_runner::functions::Handlers;
use deskport_runner::machines::Machines;
use deskport_runner::run::{Report, run};
use deskport_runner::scenario::Scenario;
use deskport_simulator::Service;

/// The call that starts the import in `requests::byol`.
const CALL: &str = "ImportWorkspaceImage";

fn done(scenario: &Scenario) -> Report {
    let report = run(scenario, &Machines::load().unwrap(), &Handlers, true).unwrap();
    assert!(report.violations.is_empty(), "{:#?}\n{}", report.violations, report.timeline.join("\n"));
    report
}

/// The scenario with this fault at the first try of `CALL`.
fn with(fault: Fault) -> Report {
    let plain = requests::byol();
    let hit = format!("! {CALL}: {fault}");
    let mut reports = (1..=done(&plain).calls)
        .map(|number| done(&Scenario { fault_at: Some((number, fault)), ..plain.clone() }));
    reports.find(|report| report.timeline.iter().any(|line| line.contains(&hit))).unwrap()
}

/// The lines of the log about a call.
fn logged(report: &Report, operation: &str) -> Vec<String> {
    let about = format!("operation=\"{operation}\"");
    report.logs.lines().into_iter().filter(|line| line.contains(&about)).collect()
}

/// A number in a line of the log.
fn number(line: &str, field: &str) -> u64 {
    let (_, rest) = line.split_once(&format!("{field}=")).unwrap();
    rest.split(' ').next().unwrap().parse().unwrap()
}

#[test]
fn a_throttled_call_is_tried_again_within_seconds() {
    let report = with(Fault::Throttled);
    let lines = logged(&report, CALL);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains("outcome=\"ok\"") && number(&lines[0], "tries") == 2, "{}", lines[0]);
    assert!(number(&lines[0], "durationMs") < 2 * SECOND, "{}", lines[0]);
    assert!(lines[0].contains("awsRequestId=\"00000000-"), "{}", lines[0]);
}

#[test]
fn a_call_that_is_given_up_after_eight_seconds_finds_its_own_effect() {
    let report = with(Fault::EffectLate);
    let lines = logged(&report, CALL);
    assert!(number(&lines[0], "tries") == 2 && number(&lines[0], "durationMs") >= 8 * SECOND, "{}", lines[0]);
    assert_eq!(report.record.made.len(), 1);
}

#[test]
fn in_an_outage_each_call_is_tried_three_times() {
    let mut scenario = requests::byol();
    let from = scenario.start + MINUTE;
    scenario.weather.outages = vec![(Service::Workspaces, from, from + 10 * MINUTE)];
    let report = done(&scenario);
    let lines = report.logs.lines();
    let refused: Vec<_> =
        lines.iter().filter(|line| line.contains("outcome=\"ServiceUnavailable\"")).collect();
    assert!(!refused.is_empty());
    assert!(refused.iter().all(|line| number(line, "tries") == 3), "{refused:#?}");
}
