//! No history is too long and no machine runs out of its own time, proved from the machines' own figures with every retry
//! used up.

use crate::machines::{asks, list, machine};
use deskport_shared::cadence::{DAY, LONGEST, LONGEST_AFTER_A_DAY};
use serde_json::{Map, Value};

/// Where AWS ends an execution (Step Functions Developer Guide, "Service quotas").
const HISTORY: u64 = 25_000;
/// The longest `TimeoutMinutes`, in seconds.
const WEEK: u64 = 7 * 24 * 3600;
/// The pauses before another try to get a slot on the first day and after it, in seconds.
const SLOTS: [u64; 2] = [600, 900];
/// The most imports of a run.
const IMPORTS: u64 = 40;
/// The most entries of a `Then`.
const THEN: u64 = 10;
/// How deep entries are nested below an import.
const DEPTH: u64 = 4;
/// The longest that people have to approve, in seconds: 168 hours.
const APPROVAL: u64 = 168 * 3600;
/// The states that put a step's event.
const REPORT: [&str; 3] = ["ComposeEvent", "PutEvent", "Reported"];
/// The looks before the pause is the longest, with room to spare: a pause is a third of the time waited.
const FIRST_LOOKS: u64 = 20;

type States = Map<String, Value>;

fn states_of(machine_name: &str) -> States {
    machine(machine_name)["States"].as_object().unwrap().clone()
}

fn iteration(machine_name: &str, map: &str) -> States {
    machine(machine_name)["States"][map]["ItemProcessor"]["States"].as_object().unwrap().clone()
}

fn tries(task: &Value) -> u64 {
    1 + list(task, "Retry").iter().map(|retry| retry["MaxAttempts"].as_u64().unwrap()).sum::<u64>()
}

/// The most events of one visit: a state is entered and left, a try is scheduled, started, submitted where it is a run
/// of a machine or a question, and ends.
fn events(state: &Value) -> u64 {
    if state["Type"] != "Task" {
        return 2;
    }
    let submitted = state["Resource"].as_str().unwrap().ends_with(".sync:2") || asks(state);
    2 + tries(state) * (3 + u64::from(submitted))
}

/// The most events of a `Then`: an iteration for each of its entries.
fn then(states: &States) -> u64 {
    let inner = states["Then"]["ItemProcessor"]["States"].as_object().unwrap();
    let iteration: u64 = inner.values().map(events).sum();
    2 + THEN * (2 + iteration)
}

fn sum(states: &States, names: &[&str]) -> u64 {
    names.iter().map(|name| events(&states[*name])).sum()
}

/// The longest that a task takes, in seconds.
fn seconds(task: &Value) -> u64 {
    let number = |entry: &Value, member: &str| entry[member].as_u64().unwrap();
    let retried = list(task, "Retry").iter().filter(|retry| retry["MaxAttempts"] != 0);
    let pauses = retried.flat_map(|retry| {
        let (first, most) = (number(retry, "IntervalSeconds"), number(retry, "MaxDelaySeconds"));
        assert_eq!(retry["BackoffRate"], 2);
        (0..number(retry, "MaxAttempts")).map(move |tried| (first << tried).min(most))
    });
    tries(task) * number(task, "TimeoutSeconds") + pauses.sum::<u64>()
}

/// A week of turns, each at the shortest that its pause may be: retries take no time at all.
fn a_week(per_turn: u64, first_day: u64, after: u64) -> u64 {
    let day = u64::from(DAY);
    (day.div_ceil(first_day) + (WEEK - day).div_ceil(after)) * per_turn
}

#[test]
fn a_week_of_looks_fits_one_history_with_every_retry_used_up() {
    let states = states_of("step");
    let look = sum(&states, &["Pause", "Wait", "Check", "Looked"]);
    let looks = a_week(look, LONGEST.into(), LONGEST_AFTER_A_DAY.into()) + FIRST_LOOKS * look;
    let start_and_end =
        sum(&states, &["Begin", "Stagger", "Kind", "Start", "Started", "CheckFailed", "StepEnded"])
            + sum(&states, &["Report", "WhatNext", "WhatCameOfThem", "Skip", "Failed"])
            + sum(&states, &REPORT)
            + then(&states);
    let all = 2 + looks + start_and_end;
    assert!(all <= HISTORY, "{looks} + {start_and_end}: {all}");
}

#[test]
fn a_week_without_a_slot_fits_one_history_with_every_retry_used_up() {
    let states = states_of("step");
    let text = states["SlotPause"]["Assign"]["pause"].as_str().unwrap();
    assert!(text.contains(&format!("$elapsed < {DAY} ? {} : {}", SLOTS[0], SLOTS[1])), "{text}");
    let turn = sum(&states, &["Start", "QuotaExceeded", "SlotPause", "WaitForSlot"]);
    let all = a_week(turn, SLOTS[0], SLOTS[1])
        + sum(
            &states,
            &["Begin", "Stagger", "Kind", "NoSlotInTime", "StartFailed", "StepEnded", "Report", "WhatNext"],
        )
        + sum(&states, &["Skip", "Failed"])
        + sum(&states, &REPORT);
    assert!(all <= HISTORY, "{turn} a turn: {all}");
}

/// On the first day looks cost most, after it waiting for a slot does: no week costs more than the two together.
#[test]
fn a_week_of_looks_and_then_of_waiting_for_a_slot_fits_one_history() {
    let states = states_of("step");
    let day = u64::from(DAY);
    let look = sum(&states, &["Pause", "Wait", "Check", "Looked"]);
    let slot = sum(&states, &["Start", "QuotaExceeded", "SlotPause", "WaitForSlot"]);
    let all = (day.div_ceil(LONGEST.into()) + FIRST_LOOKS) * look + (WEEK - day).div_ceil(SLOTS[1]) * slot;
    assert!(all <= HISTORY - 500, "{look} a look, {slot} a slot: {all}");
}

#[test]
fn forty_imports_side_by_side_stay_within_the_history_that_aws_allows() {
    let states = iteration("import", "Imports");
    let all: u64 = states.values().map(events).sum();
    assert!(IMPORTS * (2 + all) <= HISTORY / 4, "{all}");
}

#[test]
fn a_sweep_of_all_its_pages_stays_within_the_history_that_aws_allows() {
    let trigger = states_of("trigger");
    let states = ["Name", "GetPreset", "StartImport", "IsTakenUp", "TagImage", "Done"];
    let of_an_ami = 2 + sum(&iteration("trigger", "Images"), &states);
    let condition = trigger["Paged"]["Choices"][0]["Condition"].as_str().unwrap();
    assert!(condition.contains("$pages < 250 and $tried < 400"), "{condition}");
    let arguments = trigger["Sweep"]["Arguments"].as_str().unwrap();
    assert!(arguments.contains("'MaxResults': 10}"), "{arguments}");
    let page = sum(&trigger, &["Sweep", "ReadTags", "Choose", "Paged"]) + 4;
    // The last page may bring ten more.
    let all = 250 * page + 410 * of_an_ami;
    assert!(all <= HISTORY - 500, "{of_an_ami} an AMI, {page} a page: {all}");
}

/// A run that ended after its notification is not reported again: that state's exit is among the events that aftermath reads.
#[test]
fn aftermath_reads_far_enough_back_to_see_a_notification() {
    let after = sum(&states_of("import"), &["NotifyPlainly", "ComposeEvent", "PutEvent", "Ended", "Failed"]);
    let read = machine("aftermath")["States"]["ReadHistory"]["Arguments"]["MaxResults"].as_u64().unwrap();
    assert!(after + 2 <= read, "{after}");
}

/// An entry that waits for people does not use up its import's time, and it may stand at each depth of a `Then`.
#[test]
fn no_machine_runs_out_of_its_own_time_before_its_imports_do() {
    let (step, byol, import) = (machine("step"), machine("byol"), machine("import"));
    let timeout = |state: &Value| state["TimeoutSeconds"].as_u64().unwrap();
    let last = seconds(&step["States"]["Check"]).max(seconds(&step["States"]["Start"]));
    let (started, read) = (&iteration("step", "Then")["RunStep"], &iteration("step", "Then")["ReadStepRun"]);
    let tried = seconds(read) + seconds(started) - tries(started) * timeout(started);
    let reporting: u64 =
        ["ComposeEvent", "PutEvent"].iter().map(|name| seconds(&step["States"][*name])).sum();
    let levels = (DEPTH + 1) * (IMPORTS + last + reporting + tried);
    let longest = WEEK + DEPTH * APPROVAL + levels;
    assert!(longest < timeout(&step), "{longest} s: {levels} s on {DEPTH} levels");
    assert!(timeout(&step) < timeout(started));
    let run_step = timeout(&iteration("import", "Imports")["RunStep"]);
    assert!(timeout(&step) < run_step);
    let approvals = 5 * timeout(&byol["States"]["AskApproval"]);
    let look = seconds(&byol["States"]["EnableByol"]);
    let pending = 14_400 / u64::from(LONGEST) * (u64::from(LONGEST) + look);
    assert!(approvals + pending < timeout(&byol), "{approvals} + {pending}");
    let run_byol = timeout(&import["States"]["RunByol"]);
    assert!(timeout(&byol) < run_byol);
    assert!(run_byol + run_step < timeout(&import), "{run_byol} + {run_step}");
}
