//! What a machine must keep to beyond its form: AWS refuses any other when it is created, and so does this.

use super::{Assign, Catcher, Machine, State, Template};
use std::collections::{BTreeMap, BTreeSet};

type States = BTreeMap<String, State>;

/// Checks a machine.
pub(super) fn machine(machine: &Machine) -> Result<(), String> {
    scope(&machine.start_at, &machine.states, &BTreeSet::new())
}

/// Checks the states of a machine or a map; `outer` are the variables that a map's states see and must not assign.
fn scope(start: &str, states: &States, outer: &BTreeSet<String>) -> Result<(), String> {
    let own: BTreeSet<String> = states
        .values()
        .flat_map(assigns)
        .flat_map(|assign| assign.0.iter().map(|(name, _)| name.clone()))
        .collect();
    if let Some(name) = own.intersection(outer).next() {
        return Err(format!("a map's states assign ${name}, which is the machine's own"));
    }
    let known: BTreeSet<String> = own.union(outer).cloned().collect();
    target(start, states, "StartAt")?;
    for (name, state) in states {
        next(name, state, states)?;
        for template in templates(state) {
            let free = template.expressions().into_iter().flat_map(|expression| expression.variables());
            for variable in free {
                if variable != "states" && !known.contains(variable) {
                    return Err(format!("{name}: the variable ${variable} is never assigned"));
                }
            }
        }
        if let State::Map(map) = state {
            scope(&map.item_processor.start_at, &map.item_processor.states, &known)?;
        }
    }
    Ok(())
}

fn target(to: &str, states: &States, from: &str) -> Result<(), String> {
    if states.contains_key(to) { Ok(()) } else { Err(format!("{from} leads to {to}, which is no state")) }
}

/// Every way out of a state leads to a state of the same scope, or the state is the last one.
fn next(name: &str, state: &State, states: &States) -> Result<(), String> {
    let (on, end) = match state {
        State::Pass(pass) => (pass.next.as_ref(), pass.end),
        State::Task(task) => (task.next.as_ref(), task.end),
        State::Map(map) => (map.next.as_ref(), map.end),
        State::Wait(wait) => (Some(&wait.next), false),
        State::Choice(choice) => (Some(&choice.default), false),
        State::Fail(_) | State::Succeed(_) => (None, true),
    };
    if on.is_some() == end {
        return Err(format!("{name} must have one of Next and End"));
    }
    let choices = if let State::Choice(choice) = state { choice.choices.as_slice() } else { &[] };
    let branches = choices.iter().map(|branch| &branch.next);
    let caught = catches(state).iter().map(|catcher| &catcher.next);
    on.into_iter().chain(branches).chain(caught).try_for_each(|to| target(to, states, name))
}

fn catches(state: &State) -> &[Catcher] {
    match state {
        State::Task(task) => &task.catch,
        State::Map(map) => &map.catch,
        State::Pass(_) | State::Choice(_) | State::Wait(_) | State::Fail(_) | State::Succeed(_) => &[],
    }
}

fn assigns(state: &State) -> Vec<&Assign> {
    let own = match state {
        State::Pass(pass) => Some(&pass.assign),
        State::Task(task) => Some(&task.assign),
        State::Wait(wait) => Some(&wait.assign),
        State::Map(map) => Some(&map.assign),
        State::Choice(_) | State::Fail(_) | State::Succeed(_) => None,
    };
    own.into_iter().chain(catches(state).iter().map(|catcher| &catcher.assign)).collect()
}

fn templates(state: &State) -> Vec<&Template> {
    let mut all: Vec<&Template> =
        assigns(state).into_iter().flat_map(|a| a.0.iter().map(|(_, t)| t)).collect();
    all.extend(catches(state).iter().filter_map(|catcher| catcher.output.as_ref()));
    match state {
        State::Pass(pass) => all.extend(&pass.output),
        State::Task(task) => {
            all.extend([&task.arguments, &task.timeout_seconds].into_iter().chain(&task.output))
        }
        State::Choice(choice) => all.extend(choice.choices.iter().map(|branch| &branch.condition)),
        State::Wait(wait) => all.push(&wait.seconds),
        State::Map(map) => {
            all.extend(std::iter::once(&map.items).chain(&map.item_selector).chain(&map.output))
        }
        State::Fail(fail) => all.extend([&fail.error, &fail.cause]),
        State::Succeed(succeed) => all.extend(&succeed.output),
    }
    all
}
