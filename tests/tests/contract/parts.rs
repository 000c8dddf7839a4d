//! No history is too long and no machine runs out of its own time, proved from the machines' own figures with every retry
//! used up: an import that needs more goes on in a further part.

use crate::machines::{ends, list, machine, next};
use regex_lite::Regex;
use serde_json::{Map, Value};

/// The most events of one history that Deskport allows itself.
const HISTORY: u64 = 10_000;
/// Where AWS ends an execution.
const HISTORY_OF_AWS: u64 = 25_000;
/// The longest `TimeoutMinutes`, in seconds.
const WEEK: u64 = 7 * 24 * 3600;
/// The longest pause before a look, in seconds.
const LONGEST: u64 = 300;
/// The shortest.
const SHORTEST: u64 = 60;
/// The pause before another try to get a slot, in seconds.
const SLOT: u64 = 600;
/// The most imports of a run.
const IMPORTS: u64 = 40;
/// More steps than the largest plan, of 200 KiB, can hold.
const STEPS: u64 = 2500;

type States = Map<String, Value>;

fn image() -> States {
    machine("image")["States"].as_object().unwrap().clone()
}

fn iteration() -> States {
    machine("import")["States"]["Imports"]["ItemProcessor"]["States"].as_object().unwrap().clone()
}

/// The number that conditions compare with; it is the same wherever there is one.
fn bound(states: &States, what: &str) -> u64 {
    let compared = Regex::new(&format!(r"{what} < ([0-9]+)")).unwrap();
    let conditions = states.values().flat_map(|state| list(state, "Choices"));
    let texts = conditions.map(|choice| choice["Condition"].as_str().unwrap().to_owned());
    let mut numbers: Vec<u64> = texts.filter_map(|text| compared.captures(&text)?[1].parse().ok()).collect();
    numbers.dedup();
    assert_eq!(numbers.len(), 1, "{what}: {numbers:?}");
    numbers[0]
}

fn tries(task: &Value) -> u64 {
    1 + list(task, "Retry").iter().map(|retry| retry["MaxAttempts"].as_u64().unwrap()).sum::<u64>()
}

/// The most events of one visit: a state is entered and left, a try is scheduled, started, submitted where it is a run
/// of a machine, and ends.
fn events(state: &Value) -> u64 {
    if state["Type"] != "Task" {
        return 2;
    }
    let submitted = state["Resource"].as_str().unwrap().ends_with(".sync:2");
    2 + tries(state) * (3 + u64::from(submitted))
}

/// The longest that a task takes, in seconds.
fn seconds(task: &Value) -> u64 {
    let number = |entry: &Value, member: &str| entry[member].as_u64().unwrap();
    let pauses = list(task, "Retry").iter().flat_map(|retry| {
        let (first, most) = (number(retry, "IntervalSeconds"), number(retry, "MaxDelaySeconds"));
        assert_eq!(retry["BackoffRate"], 2);
        (0..number(retry, "MaxAttempts")).map(move |tried| (first << tried).min(most))
    });
    tries(task) * number(task, "TimeoutSeconds") + pauses.sum::<u64>()
}

/// Whether a state raises the count that bounds its loop: the turns of `image`, the parts of an import.
fn is_turn(state: &Value) -> bool {
    let raises =
        |count: &str, by: &str| state["Assign"][count].as_str().is_some_and(|text| text.contains(by));
    raises("turns", "$turns + 1") || raises("part", "$part + 1")
}

/// Where a way leads.
#[derive(Clone, Copy, PartialEq)]
enum To {
    /// To the next turn, which is left out.
    Turn,
    /// To an end.
    End,
}

/// The most events from a state on, without a turn in between; `None` where no way leads there.
fn most(states: &States, from: &str, to: To, way: &mut Vec<String>) -> Option<u64> {
    assert!(!way.iter().any(|name| name == from), "{from} loops without a turn");
    let own = events(&states[from]);
    if ends(&states[from]) {
        return (to == To::End).then_some(own);
    }
    way.push(from.to_owned());
    let on = next(&states[from]).into_iter().filter_map(|name| match is_turn(&states[&name]) {
        true => (to == To::Turn).then_some(0),
        false => most(states, &name, to, way),
    });
    let rest = on.max();
    way.pop();
    rest.map(|rest| own + rest)
}

/// The most events of the way to the first turn, of a turn, and of the last turn with the way to the end.
fn figures(states: &States, start: &str) -> (u64, u64, u64) {
    let turns: Vec<&String> =
        states.iter().filter(|(_, state)| is_turn(state)).map(|(name, _)| name).collect();
    let of = |to| turns.iter().filter_map(move |turn| most(states, turn, to, &mut Vec::new())).max().unwrap();
    (most(states, start, To::Turn, &mut Vec::new()).unwrap(), of(To::Turn), of(To::End))
}

#[test]
fn no_history_of_image_passes_10_000_events() {
    let states = image();
    assert_eq!(states.values().filter(|state| is_turn(state)).count(), 3, "a look, a slot, a step");
    let (first, turn, last) = figures(&states, "Begin");
    // The execution's own start and end are an event each. The last turn that a choice lets through may be followed by
    // one more: the first look at what a step has started.
    let all = 2 + first + bound(&states, r"\$turns") * turn + last;
    assert!(all <= HISTORY, "{first} + {turn} for each turn + {last} are {all}");
    assert!(all > HISTORY * 9 / 10, "a part may have more turns: {all}");
}

#[test]
fn every_loop_of_image_passes_the_bound_of_a_part() {
    let states = image();
    let bounded = |name: &str| {
        let conditions = list(&states[name], "Choices").iter();
        conditions.filter(|choice| choice["Condition"].as_str().unwrap().contains("$turns < ")).count() > 0
    };
    for start in states.keys().filter(|name| !bounded(name)) {
        let (mut open, mut seen) = (next(&states[start]), Vec::new());
        while let Some(name) = open.pop() {
            assert_ne!(&name, start, "{start} loops without the bound of a part");
            if !bounded(&name) && !seen.contains(&name) {
                open.extend(next(&states[&name]));
                seen.push(name);
            }
        }
    }
}

#[test]
fn parts_never_run_out_before_the_deadline() {
    let parts = bound(&iteration(), r"\$part \+ 1");
    assert!(parts * bound(&image(), r"\$turns") >= WEEK / SHORTEST + STEPS);
    // Two digits: the name of the longest part has 80 characters.
    assert!(parts <= 100);
}

#[test]
fn forty_weeks_side_by_side_stay_within_the_history_that_aws_allows() {
    let states = iteration();
    let turns = WEEK / LONGEST + 40;
    let parts = turns.div_ceil(bound(&image(), r"\$turns"));
    let (first, part, last) = figures(&states, "Name");
    let iterations = IMPORTS * (2 + first + (parts - 2) * part + last);
    assert!(iterations <= HISTORY_OF_AWS - 1000, "{parts} parts of {part} events: {iterations}");
}

#[test]
fn no_machine_runs_out_of_its_own_time_before_its_imports_do() {
    let (image, import) = (machine("image"), machine("import"));
    let (look, start) = (seconds(&image["States"]["Check"]), seconds(&image["States"]["Start"]));
    let longest = (SLOT + start).max(LONGEST + look);
    let part = (bound(&self::image(), r"\$turns") + 2) * longest;
    let timeout = |state: &Value| state["TimeoutSeconds"].as_u64().unwrap();
    assert!(part < timeout(&image), "a part takes up to {part} s");
    let run_image = timeout(&iteration()["RunImage"]);
    assert!(timeout(&image) < run_image);
    let approvals = 5 * timeout(&import["States"]["AskApproval"]);
    let byol = 14_400 / LONGEST * (LONGEST + seconds(&import["States"]["EnableByol"]));
    let week = WEEK / LONGEST * (LONGEST + look);
    assert!(approvals + byol + week < timeout(&import), "{approvals} + {byol} + {week}");
}
