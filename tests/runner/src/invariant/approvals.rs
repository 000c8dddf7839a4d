//! Approvals: each question is asked once, an entry says what people answered, and nobody is asked in a dry run. That nothing is
//! done below an entry that did not succeed holds for every entry (`steps`, `delivery`).

use super::{Checker, Facts, list, steps, text};
use crate::clock::{MINUTE, SECOND};
use crate::engine::Execution;
use crate::record::Kind;
use crate::scenario::Approval;
use serde_json::Value;

pub(super) fn agrees(facts: &Facts<'_>, run: &Execution, plan: &Value, step: &Value, checker: &mut Checker) {
    let path = text(step, "Path");
    let (reported, code) = (text(step, "Status"), text(&step["Error"], "Code"));
    let answer = facts.scenario.people.answer(path);
    let limit = limit(plan, path);
    let dry = plan["DryRun"] == true;
    let asked = asked(facts, run, path);
    let say = |what: &str| {
        format!("{}: {path} is {reported} ({code}) after {answer:?} in {limit} ms, {what}", run.name)
    };
    let holds = match (reported, code) {
        ("SUCCEEDED", _) => dry || matches!(answer, Approval::Approved { after } if after < limit),
        ("FAILED", "ApprovalRefused") => matches!(answer, Approval::Refused { after } if after < limit),
        ("TIMED_OUT", "NoApproval") => late(answer, limit),
        ("TIMED_OUT", "TimedOut") => asked == 0,
        ("FAILED", code) => {
            steps::explained(facts, run, "TIMED_OUT", code) || steps::run_lost(facts, run, code)
        }
        ("SKIPPED", _) => asked == 0,
        _ => false,
    };
    checker.hold(holds, || say("which people did not answer"));
    let most = if dry { 0 } else { 1 };
    // Where a response is lost, the question is sent again.
    checker
        .hold(asked <= most || (facts.scenario.is_rough() && !dry), || say(&format!("asked {asked} times")));
    let heard = matches!(code, "ApprovalRefused" | "NoApproval") || (reported == "SUCCEEDED" && !dry);
    checker.hold(asked > 0 || !heard, || say("and nobody was asked"));
}

/// How long people have to answer, in milliseconds.
fn limit(plan: &Value, path: &str) -> u64 {
    let mut planned = list(plan, "Imports").iter().flat_map(|import| list(import, "Steps"));
    let step = planned.find(|step| text(step, "Path") == path);
    step.and_then(|step| step["SecondsToAnswer"].as_u64()).unwrap_or_default() * SECOND
}

/// Whether no answer came in time: it comes some time after the question, and the time runs from before that.
fn late(answer: Approval, limit: u64) -> bool {
    match answer {
        Approval::Approved { after } | Approval::Refused { after } => after + MINUTE > limit,
        Approval::Never => true,
    }
}

/// How often an entry of a run has asked.
fn asked(facts: &Facts<'_>, run: &Execution, path: &str) -> usize {
    let places = path.split('/').filter_map(|part| part.parse::<usize>().ok());
    let number = places.map(|place| (place + 1).to_string()).collect::<Vec<_>>().join(".");
    let words = format!("(entry {number} of the request)");
    let questions =
        facts.record.published.iter().filter(|one| one.kind == Kind::Approval && one.run == run.name);
    questions.filter(|question| question.text().contains(&words)).count()
}
