//! The names in the machines' `Retry` and `Catch` against the table of the names that each integration gives.

use crate::machines::{MACHINES, asks, errors, list, machine, states};
use deskport_runner::asl::Resource;
use deskport_runner::error_names::{ErrorName, Integration, Kind, LOCAL_ENGINE, passing_of_lambda};
use deskport_shared::byol::APPROVAL_REFUSED;
use deskport_shared::error::Class;
use serde_json::Value;
use std::collections::BTreeSet;

/// Step Functions' own names (Amazon States Language, "Errors").
const STATES: [&str; 4] = ["States.ALL", "States.TaskFailed", "States.Timeout", "States.HeartbeatTimeout"];

/// The functions that call AWS, whose passing classes are retried.
const CALLERS: [&str; 5] = ["StartImport", "Deliver", "CheckStatus", "EnableByol", "Notify"];

fn tasks() -> Vec<(String, Value, Integration)> {
    let all = MACHINES.into_iter().flat_map(|name| {
        states(&machine(name)).into_iter().map(move |(state, task)| (format!("{name}.{state}"), task))
    });
    let tasks = all.filter(|(_, state)| state["Type"] == "Task");
    tasks
        .map(|(name, task)| {
            let of = integration(&task);
            (name, task, of)
        })
        .collect()
}

fn integration(task: &Value) -> Integration {
    let arn = task["Resource"].as_str().unwrap().replace("${Partition}", "aws");
    Resource::try_from(arn).unwrap().integration()
}

fn named(task: &Value, member: &str) -> BTreeSet<String> {
    list(task, member).iter().flat_map(errors).map(str::to_owned).collect()
}

#[test]
fn every_name_is_one_that_the_tasks_integration_gives() {
    let classes: BTreeSet<_> = Class::ALL.iter().map(|class| class.as_str()).collect();
    for (name, task, integration) in tasks() {
        for error in named(&task, "Retry").into_iter().chain(named(&task, "Catch")) {
            let listed = |names: &[ErrorName]| names.iter().any(|known| known.name == error);
            let function = integration == Integration::Lambda && classes.contains(error.as_str());
            let person = asks(&task) && error == APPROVAL_REFUSED;
            let known =
                STATES.contains(&error.as_str()) || listed(integration.names()) || listed(&LOCAL_ENGINE);
            assert!(known || function || person, "{name}: {error}");
        }
    }
}

/// Whether a list of names matches an error, as the Amazon States Language has it.
fn is_about(names: &BTreeSet<String>, error: &str) -> bool {
    names.contains(error) || names.contains("States.TaskFailed") || names.contains("States.ALL")
}

#[test]
fn what_passes_is_tried_again_whatever_integration_it_comes_from() {
    for (name, task, integration) in tasks() {
        // Sent once: only what certainly had no effect is repeated.
        if name == "byol.ModifyByol" {
            assert_eq!(
                named(&task, "Retry"),
                ["Lambda.TooManyRequestsException", "Throttled"].map(str::to_owned).into()
            );
            continue;
        }
        let retried = named(&task, "Retry");
        for error in integration.names().iter().filter(|error| error.kind == Kind::Passing) {
            assert!(is_about(&retried, error.name), "{name} does not try {} again", error.name);
        }
        for error in integration.names().iter().filter(|error| error.kind == Kind::Answer) {
            let once = list(&task, "Retry").iter().find(|retry| errors(retry).contains(&error.name));
            let caught = once.is_none_or(|retry| retry["MaxAttempts"] == 0);
            assert!(caught || !is_about(&retried, error.name), "{name} tries {} again", error.name);
        }
    }
}

/// The list is repeated in every task that invokes a function; this keeps the copies equal.
#[test]
fn every_function_is_tried_again_after_the_same_errors() {
    let passing: BTreeSet<String> =
        passing_of_lambda().map(str::to_owned).chain(["States.Timeout".to_owned()]).collect();
    let retryable =
        Class::ALL.iter().filter(|class| class.retryable()).map(|class| class.as_str().to_owned());
    let with_classes: BTreeSet<String> = retryable.chain(passing.iter().cloned()).collect();
    let mut copies = 0;
    for (name, task, _) in tasks().into_iter().filter(|(.., of)| *of == Integration::Lambda) {
        if name == "byol.ModifyByol" {
            continue;
        }
        let function = task["Arguments"]["FunctionName"].as_str().unwrap();
        let calls = CALLERS.iter().any(|caller| function.contains(caller));
        let mut expected = if calls { with_classes.clone() } else { passing.clone() };
        // The time that people have to answer is not given twice.
        if asks(&task) {
            expected.remove("States.Timeout");
        }
        assert_eq!(named(&task, "Retry"), expected, "{name}");
        copies += 1;
        // An error that still passes when the tries are used up is waited for, not reported; a question is tried for longer, and an
        // event that can't be reported is passed over.
        if name.starts_with("step.") && !asks(&task) && !name.ends_with(".ComposeEvent") {
            let first: BTreeSet<String> =
                errors(&list(&task, "Catch")[0]).into_iter().map(str::to_owned).collect();
            assert!(first.is_superset(&with_classes), "{name}");
            copies += 1;
        }
    }
    assert_eq!(copies, 15);
}
