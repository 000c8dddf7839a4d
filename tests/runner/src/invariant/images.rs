//! Images: at most one for each step, none that its run does not know, and every one with its tags.

use super::{Checker, Facts, list, text};
use crate::clock::{self, SECOND};
use crate::engine::{Execution, Status};
use crate::machines::REGION;
use crate::record::{Deleted, Made, everywhere, tags};
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
        let again = |other: &Made| {
            (&other.run, &other.name, &other.region, other.service)
                == (&made.run, &made.name, &made.region, made.service)
        };
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
        let (source, recipe) = made_by(facts, run, step);
        deleted.tags.get(RECIPE) == Some(&recipe) && deleted.tags.get(SOURCE) == Some(&source)
    });
    checker.hold(same, || say("no import of that name and source asks for it"));
}

fn planned<'r>(run: &'r Execution, made: &Made) -> Option<&'r Value> {
    let imports = run.plan.as_ref().map(|plan| list(plan, "Imports")).unwrap_or_default();
    let mut steps = imports.iter().flat_map(|import| list(import, "Steps"));
    steps.find(|step| {
        let region = step["Region"].as_str().unwrap_or(REGION);
        step["Name"] == made.name.as_str()
            && step["Operation"] == made.operation.as_str()
            && region == made.region
    })
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
    // Where AWS never showed the image in time, refused every look until then, or somebody aborted the import, the outcome has its
    // name.
    let named = steps.any(|step| {
        let code = text(&step["Error"], "Code");
        let refused = text(step, "Status") == "TIMED_OUT" && code != "TimedOut" && facts.scenario.is_rough();
        let hidden = code == "TimedOut" && facts.hides_images();
        let unseen = matches!(code, "ImageNotShown" | "ABORTED") || refused || hidden;
        let hidden = step["Name"] == made.name.as_str() && unseen;
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
    let image = everywhere(state, "WorkspaceImages")
        .chain(everywhere(state, "AppStreamImages"))
        .find(|image| image["ImageId"] == made.id.as_str() || image["Arn"] == made.id.as_str());
    let gone = facts.record.deleted_after(&made.id, made.at);
    let given = gone.map(|gone| gone.tags.clone()).or(image.map(|image| tags(&image["Tags"])));
    let given = given.unwrap_or_default();
    // AppStream drops a copy's tags: where the run broke off before the copy showed, it has none.
    if made.operation == "CopyImage" && given.is_empty() && !succeeded(facts, run, made) {
        return;
    }
    let mut wanted: BTreeMap<String, String> = tags(&step["Request"]["Tags"]);
    wanted.insert(RUN.to_owned(), run.name.clone());
    let (source, recipe) = made_by(facts, run, step);
    wanted.insert(RECIPE.to_owned(), recipe);
    wanted.insert(SOURCE.to_owned(), source);
    // A run that deletes a failed image marks it before; the mark stays where the delete never arrived.
    let failed = gone.is_some() || image.is_some_and(|image| text(image, "State") == "FAILED");
    if let Some(of) = given.get(RUN)
        && failed
        && facts.runs().any(|other| *of == format!("{}/deleting", other.name))
    {
        wanted.insert(RUN.to_owned(), of.clone());
    }
    // Of two runs that make the same copy at once either may be the one whose tags it gets: nothing shows whose call made it.
    let raced = |of: &String| *of != run.name && facts.runs().any(|other| other.name == *of);
    if let Some(of) = given.get(RUN).filter(|of| made.operation == "CopyImage" && raced(of)) {
        wanted.insert(RUN.to_owned(), of.clone());
    }
    checker.hold(given == wanted, || {
        format!("{}: {} has the tags {given:?}, not {wanted:?}", run.name, made.name)
    });
}

/// What an image is made from and how, as its tags say it: in a `Then` from the image of the entry above.
fn made_by(facts: &Facts<'_>, run: &Execution, step: &Value) -> (String, String) {
    let body = serde_json::from_value::<Step>(step.clone()).ok().and_then(|step| step.body().ok());
    let Some(mut body) = body else { return Default::default() };
    if !text(step, "Parent").is_empty() {
        body.request_mut().take(&given(facts, run, text(step, "Parent")));
    }
    (body.source().unwrap_or_default().to_owned(), recipe::of(&body))
}

/// The image that an entry gives.
fn given(facts: &Facts<'_>, run: &Execution, path: &str) -> Given {
    let imports = facts.outcome(&run.name).map(|outcome| list(outcome, "Imports")).unwrap_or_default();
    let path = giver(run, path);
    let reported =
        imports.iter().flat_map(|import| list(import, "Steps")).find(|step| text(step, "Path") == path);
    match reported {
        Some(step) => {
            let region = step["Region"].as_str().map(str::to_owned);
            of_image(step["ImageId"].as_str(), step["ImageArn"].as_str(), region)
        }
        // A run that was stopped reports no steps: the image that it made under that entry's name.
        None => made_for(facts, run, path),
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

fn of_image(id: Option<&str>, arn: Option<&str>, region: Option<String>) -> Given {
    let name = arn.and_then(|arn| arn.rsplit_once(":image/")).map(|(_, name)| name.to_owned());
    Given { image_id: id.map(str::to_owned), image_name: name, image_arn: arn.map(str::to_owned), region }
}

fn made_for(facts: &Facts<'_>, run: &Execution, path: &str) -> Given {
    let imports = run.plan.as_ref().map(|plan| list(plan, "Imports")).unwrap_or_default();
    let find = |path: &str| {
        imports.iter().flat_map(|import| list(import, "Steps")).find(|step| text(step, "Path") == path)
    };
    let Some(step) = find(path) else { return Given::default() };
    if text(step, "Kind") != "MAKE" && !text(step, "Parent").is_empty() {
        return made_for(facts, run, text(step, "Parent"));
    }
    let (name, region) = (text(step, "Name"), step["Region"].as_str());
    let made =
        facts.record.made.iter().rev().find(|made| {
            made.name == name && made.run == run.name && made.region == region.unwrap_or(REGION)
        });
    let id = made.map(|made| made.id.as_str());
    let arn = id.filter(|id| id.starts_with("arn:"));
    of_image(id.filter(|_| arn.is_none()), arn, region.map(str::to_owned))
}

/// Whether the outcome says that the image was made.
fn succeeded(facts: &Facts<'_>, run: &Execution, made: &Made) -> bool {
    let imports = facts.outcome(&run.name).map(|outcome| list(outcome, "Imports")).unwrap_or_default();
    let mut steps = imports.iter().flat_map(|import| list(import, "Steps"));
    steps.any(|step| step["ImageArn"] == made.id.as_str() && text(step, "Status") == "SUCCEEDED")
}
