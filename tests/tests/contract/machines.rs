//! The state machines against the Rust code's constants, and against the promises of ARCHITECTURE.md.

use crate::read;
use deskport_shared::error::Class;
use deskport_shared::status::{ByolStatus, JobStatus, PlanStatus, RunStatus, StepKind, StepStatus};
use regex_lite::Regex;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) const MACHINES: [&str; 5] = ["trigger", "import", "byol", "step", "aftermath"];
const FUNCTIONS: [&str; 6] =
    ["plan-import", "enable-byol", "start-import", "deliver", "check-status", "notify"];

pub(crate) fn machine(name: &str) -> Value {
    serde_json::from_str(&read(format!("statemachine/{name}.asl.json"))).unwrap()
}

/// Every state of a machine, those of its Maps included, with its name.
pub(crate) fn states(machine: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for (name, state) in machine["States"].as_object().unwrap() {
        all.push((name.clone(), state.clone()));
        if let Some(processor) = state.get("ItemProcessor") {
            all.extend(states(processor));
        }
    }
    all
}

fn each_state(mut visit: impl FnMut(&str, &str, &Value)) {
    for name in MACHINES {
        for (state_name, state) in states(&machine(name)) {
            visit(name, &state_name, &state);
        }
    }
}

/// Whether a task waits for people.
pub(crate) fn asks(state: &Value) -> bool {
    state["Resource"].as_str().is_some_and(|resource| resource.ends_with(".waitForTaskToken"))
}

pub(crate) fn list<'a>(state: &'a Value, member: &str) -> &'a [Value] {
    state[member].as_array().map_or(&[], Vec::as_slice)
}

pub(crate) fn errors(entry: &Value) -> Vec<&str> {
    entry["ErrorEquals"].as_array().unwrap().iter().map(|e| e.as_str().unwrap()).collect()
}

/// The longest expression, in characters: what is longer hides a decision, or a text for people.
const EXPRESSION_MAX: usize = 160;

#[test]
fn every_expression_can_be_read_at_one_glance() {
    let expression = Regex::new(r"\{%.*?%\}").unwrap();
    let mut seen = 0;
    for name in MACHINES {
        let text = read(format!("statemachine/{name}.asl.json"));
        for (number, line) in text.lines().enumerate() {
            for found in expression.find_iter(line) {
                let length = found.as_str().chars().count();
                assert!(length <= EXPRESSION_MAX, "{name} line {}: {length} characters", number + 1);
                seen += 1;
            }
        }
    }
    assert!(seen > 200, "{seen}");
}

#[test]
fn every_machine_is_jsonata_with_a_timeout() {
    for name in MACHINES {
        let machine = machine(name);
        assert_eq!(machine["QueryLanguage"], "JSONata", "{name}");
        assert!(machine["TimeoutSeconds"].as_u64().is_some_and(|s| s > 0), "{name}");
    }
}

/// AWS evaluates all of an Assign before it assigns anything; engines that go one by one must get the same values.
#[test]
fn no_assignment_depends_on_the_order_of_assignment() {
    let mut used = Vec::new();
    each_state(|machine, name, state| {
        let catches = list(state, "Catch").iter().map(|entry| &entry["Assign"]);
        for assign in catches.chain([&state["Assign"]]).filter_map(Value::as_object) {
            for (at, (variable, expression)) in assign.iter().enumerate() {
                let before = assign.keys().take(at);
                let uses = |other: &&String| {
                    Regex::new(&format!(r"\${other}\b")).unwrap().is_match(&expression.to_string())
                };
                used.extend(
                    before
                        .filter(uses)
                        .map(|other| (machine.to_owned(), name.to_owned(), variable.clone(), other.clone())),
                );
            }
        }
    });
    assert_eq!(used, []);
}

#[test]
fn every_task_has_a_timeout_retries_with_full_jitter_and_a_catch_of_everything() {
    let mut tasks = 0;
    each_state(|machine, name, state| {
        if state["Type"] != "Task" {
            return;
        }
        tasks += 1;
        // How long people have to answer, the plan says.
        let timeout = &state["TimeoutSeconds"];
        let planned = asks(state) && *timeout == "{% $step.SecondsToAnswer %}";
        assert!(timeout.as_u64().is_some() || planned, "{machine}.{name}: no timeout");
        let retried: Vec<_> = list(state, "Retry").iter().filter(|r| r["MaxAttempts"] != 0).collect();
        assert!(!retried.is_empty(), "{machine}.{name}: no retry");
        for retry in retried {
            assert_eq!(retry["JitterStrategy"], "FULL", "{machine}.{name}");
            assert!(retry["MaxAttempts"].as_u64().is_some_and(|n| n <= 10), "{machine}.{name}");
            assert!(retry["MaxDelaySeconds"].as_u64().is_some(), "{machine}.{name}");
        }
        let last = list(state, "Catch").last().unwrap_or_else(|| panic!("{machine}.{name}: no catch"));
        assert_eq!(errors(last), ["States.ALL"], "{machine}.{name}");
    });
    assert!(tasks >= 12, "{tasks} tasks");
}

#[test]
fn a_full_quota_is_waited_for() {
    let machine = machine("step");
    let quota = list(&machine["States"]["Start"], "Catch")
        .iter()
        .find(|c| errors(c).contains(&Class::QuotaExceeded.as_str()))
        .expect("QuotaExceeded is caught");
    assert_eq!(quota["Next"], "QuotaExceeded");
}

#[test]
fn choices_branch_on_our_own_statuses_alone() {
    let own: BTreeSet<&str> = [
        PlanStatus::ALL.iter().map(|s| s.as_str()).collect::<Vec<_>>(),
        ByolStatus::ALL.iter().map(|s| s.as_str()).collect(),
        JobStatus::ALL.iter().map(|s| s.as_str()).collect(),
        StepStatus::ALL.iter().map(|s| s.as_str()).collect(),
        StepKind::ALL.iter().map(|s| s.as_str()).collect(),
        RunStatus::ALL.iter().map(|s| s.as_str()).collect(),
    ]
    .concat()
    .into_iter()
    .collect();
    let words = Regex::new(r"'([A-Z][A-Z_]+)'").unwrap();
    let mut seen = BTreeSet::new();
    each_state(|machine, name, state| {
        for choice in list(state, "Choices") {
            let condition = choice["Condition"].as_str().unwrap();
            for word in words.captures_iter(condition) {
                assert!(own.contains(&word[1]), "{machine}.{name}: {}", &word[1]);
                seen.insert(word[1].to_owned());
            }
        }
    });
    assert!(seen.len() >= 6, "{seen:?}");
}

#[test]
fn every_function_is_called_and_no_other() {
    let reference = Regex::new(r"\$\{([A-Za-z]+)FunctionArn\}").unwrap();
    let mut called = BTreeSet::new();
    for name in MACHINES {
        let text = read(format!("statemachine/{name}.asl.json"));
        called.extend(reference.captures_iter(&text).map(|c| kebab(&c[1])));
    }
    assert_eq!(called, FUNCTIONS.iter().map(|f| (*f).to_owned()).collect());
    for function in FUNCTIONS {
        assert!(
            read(format!("functions/{function}/src/main.rs")).contains("deskport_aws::serve"),
            "{function}"
        );
    }
}

fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.push(c.to_ascii_lowercase());
    }
    kebab
}

#[test]
fn every_substitution_is_in_the_template() {
    let template = read("infra/template.yaml");
    let reference = Regex::new(r"\$\{([A-Za-z]+Arn)\}").unwrap();
    for name in MACHINES {
        let text = read(format!("statemachine/{name}.asl.json"));
        for substitution in reference.captures_iter(&text) {
            assert!(template.contains(&format!("{}:", &substitution[1])), "{name}: {}", &substitution[1]);
        }
    }
}

/// Where a state may go next.
pub(crate) fn next(state: &Value) -> Vec<String> {
    let targets =
        [&state["Next"], &state["Default"]].into_iter().filter_map(Value::as_str).map(str::to_owned);
    let branches = list(state, "Choices").iter().chain(list(state, "Catch"));
    targets.chain(branches.map(|b| b["Next"].as_str().unwrap().to_owned())).collect()
}

/// What can be reached from `start` without passing through `without`.
fn reachable(states: &Map<String, Value>, start: &str, without: &[&str]) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![start.to_owned()];
    while let Some(name) = open.pop() {
        if without.contains(&name.as_str()) || !seen.insert(name.clone()) {
            continue;
        }
        open.extend(next(&states[&name]));
    }
    seen
}

pub(crate) fn ends(state: &Value) -> bool {
    state["End"] == true || state["Type"] == "Fail" || state["Type"] == "Succeed"
}

#[test]
fn no_run_of_import_ends_without_a_notification() {
    let machine = machine("import");
    let states = machine["States"].as_object().unwrap();
    let silent = reachable(states, "Begin", &["Notify"]);
    let ended: Vec<_> = silent.iter().filter(|name| ends(&states[*name])).collect();
    assert_eq!(ended, Vec::<&String>::new());
    // Where the function fails, SNS is called directly; only where that fails too, the run's state is all that is left.
    let without_plain = reachable(states, "Notify", &["NotifyPlainly", "Ended"]);
    assert!(without_plain.iter().all(|name| !ends(&states[name])), "{without_plain:?}");
}

#[test]
fn a_run_that_broke_off_is_reported_unless_it_had_reported() {
    let machine = machine("aftermath");
    let states = machine["States"].as_object().unwrap();
    let silent = reachable(states, "Begin", &["Notify"]);
    let ended: Vec<_> = silent.iter().filter(|name| ends(&states[*name])).collect();
    assert_eq!(ended, ["Reported"]);
    // The errors after which import has reported its end are the ones that its last state ends with.
    let condition =
        machine["States"]["ReportedByItsError"]["Choices"][0]["Condition"].as_str().unwrap().to_owned();
    let import = self::machine("import");
    let last = import["States"]["Failed"]["Error"].as_str().unwrap();
    for error in ["ImportFailed", "InvalidRequest"] {
        assert!(condition.contains(error) && last.contains(error), "{error}");
    }
    // A run that could notify nobody has left Notify as well: its error says so, not its history.
    let silent = &machine["States"]["ReportedByItsError"]["Choices"][1];
    let error = import["States"]["NotNotified"]["Error"].as_str().unwrap();
    assert!(silent["Condition"].as_str().unwrap().contains(error), "{silent}");
    assert_eq!(silent["Next"], "Notify");
}

#[test]
fn trigger_fails_only_after_notifying_somebody() {
    let machine = machine("trigger");
    let states = machine["States"].as_object().unwrap();
    let silent = reachable(states, "Begin", &["Notify", "ReportEvent"]);
    let failed: Vec<_> = silent.iter().filter(|name| states[*name]["Type"] == "Fail").collect();
    assert_eq!(failed, Vec::<&String>::new());
}

#[test]
fn a_run_of_step_always_ends_with_an_outcome() {
    let machine = machine("step");
    for (name, state) in machine["States"].as_object().unwrap() {
        assert_ne!(state["Type"], "Fail", "{name}");
        if ends(state) {
            let output = &state["Output"];
            assert!(output["Status"].is_string() && output["Steps"].is_string(), "{name}");
        }
    }
}

#[test]
fn every_loop_passes_a_bound() {
    // Without the choices that compare with a bound no machine has a loop left.
    let bound = Regex::new(r"(lapsed < |\$proposals < |\$pages < )").unwrap();
    let mut bounds = 0;
    for (name, states) in MACHINES.into_iter().flat_map(|name| scopes(name, &machine(name))) {
        let bounded: Vec<&str> = states
            .iter()
            .filter(|(_, s)| {
                list(s, "Choices").iter().any(|c| bound.is_match(c["Condition"].as_str().unwrap()))
            })
            .map(|(name, _)| name.as_str())
            .collect();
        bounds += bounded.len();
        for start in states.keys().filter(|s| !bounded.contains(&s.as_str())) {
            for after in next(&states[start]) {
                let circle = reachable(&states, &after, &bounded);
                assert!(!circle.contains(start), "{name}: {start} loops without a bound");
            }
        }
    }
    assert_eq!(bounds, 8, "pages (3), BYOL, slot, started, look, question");
}

/// The states of a machine, and those of each of its Maps.
fn scopes(name: &str, machine: &Value) -> Vec<(String, Map<String, Value>)> {
    let states = machine["States"].as_object().unwrap();
    let inner = states.iter().filter(|(_, state)| state.get("ItemProcessor").is_some());
    let inner = inner.flat_map(|(map, state)| scopes(&format!("{name}.{map}"), &state["ItemProcessor"]));
    std::iter::once((name.to_owned(), states.clone())).chain(inner).collect()
}

#[test]
fn every_wait_counts_towards_its_bound() {
    let mut waits = BTreeMap::new();
    each_state(|machine, name, state| {
        if state["Type"] == "Wait" {
            let assigned = state["Assign"].as_object().unwrap_or_else(|| panic!("{machine}.{name}"));
            assert!(assigned.keys().any(|k| k == "elapsed"), "{machine}.{name}");
            waits.insert(format!("{machine}.{name}"), machine.to_owned());
        }
    });
    assert_eq!(waits.len(), 4);
}
