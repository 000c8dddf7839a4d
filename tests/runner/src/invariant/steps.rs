//! What an outcome says of each step is what AWS says of its image.

use super::{Checker, Facts, approvals, delivery, list, text};
use crate::clock::{self, HOUR};
use crate::engine::{Execution, Status};
use crate::record::everywhere;
use deskport_shared::operation::{OperationName, StepKind};
use serde_json::Value;

pub(super) fn check(facts: &Facts<'_>, checker: &mut Checker) {
    for run in facts.runs() {
        let Some(outcome) = facts.outcome(&run.name) else { continue };
        if matches!(run.status, Status::Aborted | Status::TimedOut) {
            continue;
        }
        let Some(plan) = &run.plan else {
            checker.hold(list(outcome, "Imports").is_empty(), || {
                format!("{}: imports without a plan", run.name)
            });
            continue;
        };
        whole(run, plan, outcome, checker);
        for import in list(outcome, "Imports") {
            status(run, import, checker);
            for step in list(import, "Steps") {
                match kind(step) {
                    Some(StepKind::Deliver) => delivery::agrees(facts, run, plan, step, checker),
                    Some(StepKind::Ask) => approvals::agrees(facts, run, plan, step, checker),
                    Some(StepKind::Make) | None => agrees(facts, run, plan, step, checker),
                }
            }
        }
    }
}

/// Every import and step of the plan is in the outcome, in order.
fn whole(run: &Execution, plan: &Value, outcome: &Value, checker: &mut Checker) {
    let started = outcome["Error"].is_null() && list(outcome, "Violations").is_empty();
    let planned = if started { list(plan, "Imports") } else { &[] };
    let imports = list(outcome, "Imports");
    checker.hold(planned.len() == imports.len(), || format!("{}: imports are missing", run.name));
    for (planned, import) in planned.iter().zip(imports) {
        let named = |of: &Value| -> Vec<(String, String)> {
            let steps = list(of, "Steps").iter();
            steps.map(|step| (text(step, "Operation").to_owned(), text(step, "Name").to_owned())).collect()
        };
        checker.hold(named(planned) == named(import), || format!("{}: steps are missing", run.name));
    }
}

/// An import succeeds where all its steps do; below one that failed everything is skipped, and nothing else is.
fn status(run: &Execution, import: &Value, checker: &mut Checker) {
    let steps: Vec<(&str, &str)> =
        list(import, "Steps").iter().map(|step| (text(step, "Path"), text(step, "Status"))).collect();
    let failed: Vec<&str> = steps
        .iter()
        .filter(|(_, status)| matches!(*status, "FAILED" | "TIMED_OUT"))
        .map(|(path, _)| *path)
        .collect();
    let holds = (text(import, "Status") == "SUCCEEDED") == failed.is_empty();
    checker.hold(holds, || format!("{}: an import is {} with {steps:?}", run.name, text(import, "Status")));
    for (path, status) in &steps {
        let below = failed.iter().any(|above| path.starts_with(&format!("{above}/")));
        checker.hold(below == (*status == "SKIPPED"), || format!("{}: {path} of {steps:?}", run.name));
    }
}

/// What a step does.
pub(super) fn kind(step: &Value) -> Option<StepKind> {
    OperationName::from_name(text(step, "Operation")).map(|operation| operation.definition().kind)
}

fn agrees(facts: &Facts<'_>, run: &Execution, plan: &Value, step: &Value, checker: &mut Checker) {
    let name = text(step, "Name");
    let id = step["ImageId"].as_str().or(step["ImageArn"].as_str());
    let at = clock::read(text(step, "EndedAt")).unwrap_or_default();
    let error = text(&step["Error"], "Code");
    let reported = text(step, "Status");
    let say = |what: &str| format!("{}: {name} is {reported} ({error}), but {what}", run.name);
    let made = || facts.record.made.iter().any(|made| made.run == run.name && made.name == name);
    let dry = plan["DryRun"] == true;
    match (reported, id) {
        ("SUCCEEDED" | "SKIPPED", None) => {
            checker.hold((dry || reported == "SKIPPED") && !made(), || say("no image is named"));
        }
        ("FAILED" | "TIMED_OUT", None) => {
            checker.hold(!error.is_empty(), || say("no reason is given"));
            // Its turn never came within the time limit.
            let late = reported == "TIMED_OUT" && error == "TimedOut" && (!made() || facts.hides_images());
            let holds = late || explained(facts, run, reported, error) || run_lost(facts, run, error);
            checker.hold(holds, || say("nothing of the kind happened"));
        }
        (_, Some(id)) => {
            let state = state_of(facts, id, at);
            let seen = facts.record.seen_ended.get(id).is_some_and(|seen| *seen < at);
            let holds = match (reported, state.as_deref()) {
                // A dry run names the image that would be adopted, as it stands.
                ("SUCCEEDED", state) => dry || state == Some("AVAILABLE"),
                ("FAILED", Some("FAILED")) => true,
                ("FAILED", _) => error == "ImageNotFound" || run_lost(facts, run, error),
                ("TIMED_OUT", _) => !seen,
                _ => false,
            };
            checker.hold(holds, || say(&format!("AWS says {}", state.as_deref().unwrap_or("nothing"))));
            adopted(facts, run, step, id, checker);
        }
        _ => checker.hold(false, || say("that is no status")),
    }
}

/// A step fails for a reason that a service gave; it runs out of time for one that was injected.
pub(super) fn explained(facts: &Facts<'_>, run: &Execution, reported: &str, code: &str) -> bool {
    if code == "NameTaken"
        || facts.record.refusals.iter().any(|(of, _, said)| *of == run.name && said == code)
    {
        return true;
    }
    let injected = match reported {
        "TIMED_OUT" => {
            let prefixes = [
                "Lambda.",
                "Runtime.",
                "States.Timeout",
                "Sandbox.",
                "ServiceUnavailable",
                "Throttling",
                "InternalServer",
                "ImageNotShown",
                "ImageBeingDeleted",
            ];
            prefixes.iter().any(|prefix| code.starts_with(prefix))
        }
        _ => false,
    };
    injected && facts.scenario.is_rough()
}

/// The execution of `step` was aborted, could not be started, or could not be read.
pub(super) fn run_lost(facts: &Facts<'_>, run: &Execution, code: &str) -> bool {
    match code {
        "StepFunctions.AWSStepFunctionsException"
        | "StepFunctions.SdkClientException"
        | "States.TaskFailed" => facts.scenario.is_rough(),
        "ABORTED" => facts.steps(run).any(|step| step.status == Status::Aborted),
        _ => false,
    }
}

/// An image is adopted where another call than the one that returned made it.
fn adopted(facts: &Facts<'_>, run: &Execution, step: &Value, id: &str, checker: &mut Checker) {
    let mut made = facts.record.made.iter().filter(|made| made.id == id);
    // Of two runs that make the same copy at once either may take it for its own: it has no tags yet.
    let started = clock::read(text(step, "StartedAt")).unwrap_or_default();
    let at_once = |at: u64| at + HOUR >= started;
    let own = made.any(|made| made.run == run.name || (made.operation == "CopyImage" && at_once(made.at)));
    let adopted = step["Adopted"] == true;
    checker
        .hold(own || adopted, || format!("{}: {id} is another run's and not reported as adopted", run.name));
}

/// An image's state at a time, in AppStream's words: AVAILABLE, FAILED or another.
fn state_of(facts: &Facts<'_>, id: &str, at: u64) -> Option<String> {
    if facts
        .record
        .deleted_after(id, at)
        .is_some_and(|gone| matches!(gone.state.as_str(), "ERROR" | "FAILED"))
    {
        return Some("FAILED".to_owned());
    }
    let state = facts.world.simulator.borrow().state(clock::seconds(at));
    let workspaces = everywhere(&state, "WorkspaceImages").find(|image| image["ImageId"] == id);
    let appstream = everywhere(&state, "AppStreamImages").find(|image| image["Arn"] == id);
    let state = text(workspaces.or(appstream)?, "State");
    Some(if state == "ERROR" { "FAILED".to_owned() } else { state.to_owned() })
}
