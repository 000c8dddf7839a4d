//! The machine aftermath reports a run that could notify nobody.

use crate::permissions::lacking;
use deskport_runner::engine::Status;
use deskport_runner::functions::Handlers;
use deskport_runner::machines::{Machines, Name};
use deskport_runner::run::run;
use deskport_runner::scenario::Scenario;
use serde_json::json;

/// 2027-01-15.
const START: u64 = 1_800_000_000_000;

/// The history of such a run shows that it left its state Notify, as after a notification: by an error that was caught.
#[test]
fn a_run_that_could_notify_nobody_is_reported_once() {
    for own_key in [false, true] {
        silent(own_key, &[]);
    }
}

/// Its event then says nothing, and aftermath may not ask: the history still shows it.
#[test]
fn it_is_reported_where_neither_the_event_nor_the_execution_says_why() {
    silent(true, &[("AftermathStateMachineRole", "states:DescribeExecution")]);
}

/// A run that could notify nobody, in a stack whose roles lack more.
fn silent(own_key: bool, more: &[(&str, &str)]) {
    let role = "ImportStateMachineRole";
    let without = [&[(role, "lambda:InvokeFunction"), (role, "sns:Publish")], more].concat();
    let machines = lacking(&Machines::load().unwrap(), &without);
    let mut scenario = Scenario { own_key, ..Scenario::calm(0, START) };
    scenario.start_run(0, "silent", &json!({ "Imports": [] }));
    let report = run(&scenario, &machines, &Handlers, false).unwrap();
    let ended = |of: Name| report.ended.executions.iter().find(|execution| execution.of == of).unwrap();
    assert_eq!(ended(Name::Import).error.as_ref().unwrap().error, "NotNotified");
    assert_eq!(ended(Name::Aftermath).status, Status::Succeeded);
    let [published] = &report.record.published[..] else { panic!("{:?}", report.record.published) };
    assert_eq!(published.run, "silent");
    let code = if more.is_empty() { "NotNotified" } else { "FAILED" };
    assert!(published.text().contains(code), "{}", published.text());
    // It puts the event as well, which the run did not come to.
    assert_eq!(report.record.events.len(), 1);
}
