//! Two general tests over the handlers: each step done twice, and failure at each step in turn.

use crate::requests;
use deskport_runner::asl::Function;
use deskport_runner::fault::Fault;
use deskport_runner::functions::{Answer, Functions, Handlers};
use deskport_runner::machines::{Machines, Name};
use deskport_runner::run::{Report, run};
use deskport_runner::scenario::Scenario;
use deskport_runner::services::Caller;
use deskport_shared::error::{Class, Failure};
use serde_json::Value;
use std::cell::Cell;

/// Has every function do its work twice and returns the second result.
struct Twice;

impl Functions for Twice {
    fn invoke(&self, function: Function, payload: Value, caller: Caller) -> Answer {
        Box::pin(async move {
            if function == Function::Notify {
                caller.world.record.borrow_mut().excuse(&caller.run);
            }
            let _ = Handlers.invoke(function, payload.clone(), caller.clone()).await;
            Handlers.invoke(function, payload, caller).await
        })
    }
}

/// Fails one invocation, before or after the function did its work.
#[derive(Default)]
struct FailsAt {
    number: u64,
    after: bool,
    count: Cell<u64>,
    failed: Cell<Option<Function>>,
}

impl Functions for FailsAt {
    fn invoke(&self, function: Function, payload: Value, caller: Caller) -> Answer {
        self.count.set(self.count.get() + 1);
        if self.count.get() != self.number {
            return Handlers.invoke(function, payload, caller);
        }
        self.failed.set(Some(function));
        let after = self.after;
        Box::pin(async move {
            if after {
                if function == Function::Notify {
                    caller.world.record.borrow_mut().excuse(&caller.run);
                }
                let _ = Handlers.invoke(function, payload, caller).await;
            }
            Err(Failure::own(Class::ServiceUnavailable, "on purpose"))
        })
    }
}

fn done(scenario: &Scenario, functions: &dyn Functions) -> Report {
    let report = run(scenario, &Machines::load().unwrap(), functions, true).unwrap();
    assert!(report.violations.is_empty(), "{:#?}\n{}", report.violations, report.timeline.join("\n"));
    report
}

/// Pairs of texts: an operation or a name, and its result.
type Pairs = Vec<(String, String)>;

/// What was made, and how each step ended.
fn result(report: &Report) -> (Pairs, Pairs) {
    let made =
        report.record.made.iter().map(|made| (made.operation.clone(), made.name.clone())).collect::<Pairs>();
    let outcome = report.record.published.iter().find_map(|message| message.outcome.as_ref()).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let imports = outcome["Imports"].as_array().unwrap().iter();
    let steps = imports.flat_map(|import| import["Steps"].as_array().unwrap());
    let mut made = made;
    made.sort();
    (made, steps.map(|step| (text(&step["Name"]), text(&step["Status"]))).collect())
}

fn scenarios() -> [Scenario; 2] {
    [requests::all_routes(), requests::byol()]
}

#[test]
fn each_step_done_twice_makes_the_same() {
    for scenario in scenarios() {
        let once = done(&scenario, &Handlers);
        let twice = done(&scenario, &Twice);
        assert_eq!(result(&once), result(&twice));
        let changes = |report: &Report| report.record.modified.iter().filter(|change| change.took).count();
        assert_eq!(changes(&once), changes(&twice));
    }
}

#[test]
fn failure_at_each_step_in_turn_changes_nothing() {
    for scenario in scenarios() {
        let counter = FailsAt::default();
        let plain = result(&done(&scenario, &counter));
        assert!(counter.count.get() > 10);
        for number in 1..=counter.count.get() {
            for after in [false, true] {
                let functions = FailsAt { number, after, ..FailsAt::default() };
                let report = done(&scenario, &functions);
                match functions.failed.get() {
                    // A plan needs no service, so nothing of this kind is retried there: people are notified.
                    Some(Function::PlanImport) => {}
                    // A change whose effect is not known is never sent again.
                    Some(Function::EnableByol) if report.record.modified.is_empty() => {}
                    _ => assert_eq!(result(&report), plain, "invocation {number}, after its effect: {after}"),
                }
            }
        }
    }
}

#[test]
fn failure_of_each_call_in_turn_changes_nothing() {
    let faults = [
        Fault::Throttled,
        Fault::ServerError,
        Fault::RequestDropped,
        Fault::ReplyDropped,
        Fault::ReplySlow,
        Fault::EffectLate,
    ];
    for scenario in scenarios() {
        let plain = done(&scenario, &Handlers);
        for number in 1..=plain.calls {
            for fault in faults {
                let scenario = Scenario { fault_at: Some((number, fault)), ..scenario.clone() };
                let report = done(&scenario, &Handlers);
                let unknown = report.record.modified.len() != plain.record.modified.len();
                assert!(unknown || result(&report) == result(&plain), "call {number}: {fault}");
            }
        }
    }
}

#[test]
fn the_good_path_ends_well() {
    for scenario in scenarios() {
        let report = done(&scenario, &Handlers);
        assert!(result(&report).1.iter().all(|(_, status)| status == "SUCCEEDED"));
        let run = report.ended.executions.iter().find(|execution| execution.of == Name::Import).unwrap();
        assert_eq!(run.status.as_str(), "SUCCEEDED");
    }
}
