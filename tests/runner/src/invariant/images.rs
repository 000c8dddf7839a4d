//! Images: at most one for each step, none that its run does not know, and every one with its tags.

use super::{Checker, Facts, list, text};
use crate::clock::{self, SECOND};
use crate::engine::{Execution, Status};
use crate::record::{Deleted, Made, tags};
use deskport_shared::job::Given;
use deskport_shared::plan::Step;
use deskport_shared::recipe;
use deskport_shared::tags::{RECIPE, RUN, SOURCE};
use jsonata_core::value::JValue;
use serde_json::Value;
use std::collections::BTreeMap;

/// How long after its caller gave up a call may take effect.
const LATE: u64 = 40 * SECOND;

pub(super) fn check(facts: &Facts<'_>, checker: &mut Checker) {
    let now = clock::seconds(facts.world.now.get());
    let state = facts.world.simulator.borrow().state(now);
    for (number, made) in facts.record.made.iter().enumerate() {
        let Some(run) = facts.runs().find(|run| run.name == made.run) else {
            checker
                .hold(false, || format!("{} has the tag of a run {:?} that there is not", made.id, made.run));
            continue;
        };
        let step = planned(run, made);
        checker.hold(step.is_some(), || format!("{}: {} was never planned", run.name, made.name));
        let again =
            |other: &Made| other.run == made.run && other.name == made.name && other.service == made.service;
        let first = !facts.record.made[..number].iter().any(again);
        checker.hold(first, || format!("{}: {} was made twice", run.name, made.name));
        known(facts, run, made, checker);
        in_time(facts, run, made, checker);
        if let Some(step) = step {
            tagged(facts, run, made, step, &state, checker);
        }
    }
    for (number, deleted) in facts.record.deleted.iter().enumerate() {
        if let Some(run) = facts.runs().find(|run| run.name == deleted.by) {
            replaced(facts, run, deleted, checker);
            let again = |other: &Deleted| other.by == deleted.by && other.id == deleted.id;
            let first = !facts.record.deleted[..number].iter().any(again);
            checker.hold(first, || format!("{}: {} was deleted twice", run.name, deleted.id));
        }
    }
}

/// A run deletes only what an earlier run left failed, of the same source and name, where the import says so.
fn replaced(facts: &Facts<'_>, run: &Execution, deleted: &Deleted, checker: &mut Checker) {
    let imports = run.plan.as_ref().map(|plan| list(plan, "Imports")).unwrap_or_default();
    let mut steps = imports.iter().flat_map(|import| list(import, "Steps"));
    let step = steps.find(|step| step["Name"] == deleted.name.as_str() && step["ReplaceFailed"] == true);
    let say = |what: &str| format!("{}: {} ({}) was deleted, but {what}", run.name, deleted.id, deleted.name);
    checker.hold(matches!(deleted.state.as_str(), "ERROR" | "FAILED"), || say(&deleted.state));
    let mut made =
        facts.record.made.iter().rev().filter(|made| made.id == deleted.id && made.at <= deleted.at);
    checker.hold(made.next().is_none_or(|made| made.run != run.name), || say("this run made it"));
    checker.hold(deleted.tags.get(RUN).is_some_and(|of| *of != run.name), || say("no earlier run made it"));
    let same = step.is_some_and(|step| {
        let source = source(facts, run, step);
        deleted.tags.get(RECIPE) == Some(&recipe(step, &source)) && deleted.tags.get(SOURCE) == Some(&source)
    });
    checker.hold(same, || say("no import of that name and source asks for it"));
}

fn planned<'r>(run: &'r Execution, made: &Made) -> Option<&'r Value> {
    let imports = run.plan.as_ref().map(|plan| list(plan, "Imports")).unwrap_or_default();
    let mut steps = imports.iter().flat_map(|import| list(import, "Steps"));
    steps.find(|step| step["Name"] == made.name.as_str() && step["Operation"] == made.operation.as_str())
}

/// Nothing is started at or after the deadline. A call may take effect after its caller has given up.
fn in_time(facts: &Facts<'_>, run: &Execution, made: &Made, checker: &mut Checker) {
    let Some(limit) = run.plan.as_ref().and_then(|plan| plan["TimeoutSeconds"].as_u64()) else { return };
    let deadline = |step: &Execution| {
        let elapsed = step.input.get("ElapsedSeconds").and_then(JValue::as_i64).unwrap_or_default();
        (step.start + limit * SECOND).saturating_sub(elapsed.unsigned_abs() * SECOND)
    };
    let last = facts.steps(run).map(deadline).max();
    let holds = last.is_none_or(|deadline| made.at < deadline + LATE);
    checker.hold(holds, || format!("{}: {} was made after the deadline", run.name, made.name));
}

/// The outcome names every image that the run made. A run that was stopped reports that it broke off.
fn known(facts: &Facts<'_>, run: &Execution, made: &Made, checker: &mut Checker) {
    if matches!(run.status, Status::Aborted | Status::TimedOut) {
        return;
    }
    let Some(outcome) = facts.outcome(&run.name) else { return };
    let mut steps = list(outcome, "Imports").iter().flat_map(|import| list(import, "Steps"));
    // Where AWS never showed the image in time, or somebody aborted the import, the outcome has its name.
    let named = steps.any(|step| {
        let hidden = step["Name"] == made.name.as_str()
            && matches!(text(&step["Error"], "Code"), "ImageNotShown" | "ABORTED");
        hidden || step["ImageId"] == made.id.as_str() || step["ImageArn"] == made.id.as_str()
    });
    checker.hold(named, || format!("{}: {} ({}) is unknown to the outcome", run.name, made.id, made.name));
}

fn tagged(
    facts: &Facts<'_>,
    run: &Execution,
    made: &Made,
    step: &Value,
    state: &Value,
    checker: &mut Checker,
) {
    let all = list(state, "WorkspaceImages").iter().chain(list(state, "AppStreamImages"));
    let image = all
        .into_iter()
        .find(|image| image["ImageId"] == made.id.as_str() || image["Arn"] == made.id.as_str());
    let gone = facts.record.deleted_after(&made.id, made.at);
    let given = gone.map(|gone| gone.tags.clone()).or(image.map(|image| tags(&image["Tags"])));
    let given = given.unwrap_or_default();
    let mut wanted: BTreeMap<String, String> = tags(&step["Request"]["Tags"]);
    wanted.insert(RUN.to_owned(), run.name.clone());
    let source = source(facts, run, step);
    wanted.insert(RECIPE.to_owned(), recipe(step, &source));
    wanted.insert(SOURCE.to_owned(), source);
    // A run that deletes a failed image marks it before; the mark stays where the delete never arrived.
    let failed = gone.is_some() || image.is_some_and(|image| text(image, "State") == "FAILED");
    if let Some(of) = given.get(RUN)
        && failed
        && facts.runs().any(|other| *of == format!("{}/deleting", other.name))
    {
        wanted.insert(RUN.to_owned(), of.clone());
    }
    checker.hold(given == wanted, || {
        format!("{}: {} has the tags {given:?}, not {wanted:?}", run.name, made.name)
    });
}

/// How the image is made: in a `Then` from the image of the entry above.
fn recipe(step: &Value, source: &str) -> String {
    let body = serde_json::from_value::<Step>(step.clone()).ok().and_then(|step| step.body().ok());
    let given = Given { image_id: Some(source.to_owned()), ..Given::default() };
    let body = body.map(|mut body| {
        if !text(step, "Parent").is_empty() {
            body.request_mut().take(&given);
        }
        body
    });
    body.as_ref().map(recipe::of).unwrap_or_default()
}

/// What the image is made from: an AMI, an Image Builder image, a WorkSpace, or the image of the entry above.
fn source(facts: &Facts<'_>, run: &Execution, step: &Value) -> String {
    let request = &step["Request"];
    let union = request["ImageSource"].as_object().and_then(|members| members.values().next());
    let members = ["Ec2ImageId", "WorkspaceId", "SourceAmiId", "WorkspaceImageId"];
    let own = members.iter().find_map(|member| request[*member].as_str()).or(union.and_then(Value::as_str));
    if let Some(own) = own {
        return own.to_owned();
    }
    let parent = giver(run, text(step, "Parent"));
    let imports = facts.outcome(&run.name).map(|outcome| list(outcome, "Imports")).unwrap_or_default();
    let above =
        imports.iter().flat_map(|import| list(import, "Steps")).find(|step| text(step, "Path") == parent);
    match above {
        Some(above) => text(above, "ImageId").to_owned(),
        // A run that was stopped reports no steps: the image that it made under that entry's name.
        None => made_for(facts, run, parent),
    }
}

/// The entry whose image the entries below `path` take: one that asks people gives that of the entry above it.
fn giver<'r>(run: &'r Execution, path: &'r str) -> &'r str {
    let imports = run.plan.as_ref().map(|plan| list(plan, "Imports")).unwrap_or_default();
    let mut steps = imports.iter().flat_map(|import| list(import, "Steps"));
    match steps.find(|step| text(step, "Path") == path && step["Operation"] == "Approve") {
        Some(step) => giver(run, text(step, "Parent")),
        None => path,
    }
}

fn made_for(facts: &Facts<'_>, run: &Execution, path: &str) -> String {
    let imports = run.plan.as_ref().map(|plan| list(plan, "Imports")).unwrap_or_default();
    let planned =
        imports.iter().flat_map(|import| list(import, "Steps")).find(|step| text(step, "Path") == path);
    let name = planned.map(|step| text(step, "Name")).unwrap_or_default();
    let state = facts.world.simulator.borrow().state(clock::seconds(facts.world.now.get()));
    let image = list(&state, "WorkspaceImages").iter().find(|image| image["Name"] == name);
    image.map(|image| text(image, "ImageId").to_owned()).unwrap_or_default()
}
