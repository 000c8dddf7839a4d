//! Bundles: nothing outside the parameters is changed, no bundle gets an image that is not ready, what was there before is known,
//! and each change comes in its turn.

use super::{Checker, Facts, list, steps, text};
use crate::clock;
use crate::engine::{Execution, Status};
use crate::record::{Changed, tags};
use deskport_shared::delivery::Parameter;
use deskport_shared::tags::{DELIVERED_BY, PREVIOUS_IMAGE};
use serde_json::Value;

pub(super) fn check(facts: &Facts<'_>, checker: &mut Checker) {
    let delivery = facts.scenario.delivery();
    for changed in &facts.record.changed {
        let say = |what: &str| format!("{}: {} got {}, {what}", changed.run, changed.id, changed.to);
        checker.hold(delivery.allows(Parameter::Bundles, &changed.name), || say("which no parameter allows"));
        checker.hold(changed.ready, || say("which is not ready"));
        let mut own =
            facts.record.changed.iter().filter(|other| other.run == changed.run && other.id == changed.id);
        checker.hold(own.all(|other| other.to == changed.to), || say("and another image in the same run"));
    }
    for run in facts.runs() {
        let Some(outcome) = facts.outcome(&run.name) else { continue };
        if matches!(run.status, Status::Aborted | Status::TimedOut) {
            continue;
        }
        let steps: Vec<&Value> =
            list(outcome, "Imports").iter().flat_map(|import| list(import, "Steps")).collect();
        for step in steps.iter().filter(|step| step["BundleId"].is_string()) {
            delivered(facts, run, step, checker);
            in_turn(facts, run, step, &steps, checker);
        }
    }
    remembered(facts, checker);
}

/// A bundle is named where it is delivered, and a reason where it is not.
pub(super) fn agrees(facts: &Facts<'_>, run: &Execution, plan: &Value, step: &Value, checker: &mut Checker) {
    let (reported, code) = (text(step, "Status"), text(&step["Error"], "Code"));
    let holds = match reported {
        "SUCCEEDED" => step["BundleId"].is_string() || plan["DryRun"] == true,
        "SKIPPED" => true,
        "TIMED_OUT" if code == "TimedOut" => true,
        "FAILED" if code == "BundleNotOwn" => of_another(facts, plan, step),
        "FAILED" | "TIMED_OUT" => {
            steps::explained(facts, run, reported, code) || steps::run_lost(facts, run, code)
        }
        _ => false,
    };
    let what = text(step, "Path");
    checker.hold(holds, || {
        format!("{}: {what} is {reported} ({code}), but nothing of the kind happened", run.name)
    });
}

/// Whether the bundle that a step was planned for is not the account's own.
fn of_another(facts: &Facts<'_>, plan: &Value, step: &Value) -> bool {
    let mut planned = list(plan, "Imports").iter().flat_map(|import| list(import, "Steps"));
    let asked = planned.find(|planned| planned["Path"] == step["Path"]);
    let id = asked.map(|asked| text(&asked["Request"], "BundleId"));
    let others = facts.scenario.config.bundles.iter().filter(|bundle| bundle.owner.is_some());
    others.filter_map(|bundle| bundle.bundle_id.as_deref()).any(|other| Some(other) == id)
}

/// The changes that a run made to a bundle.
fn changes<'a>(facts: &Facts<'a>, run: &Execution, id: &str) -> Vec<&'a Changed> {
    facts.record.changed.iter().filter(|changed| changed.run == run.name && changed.id == id).collect()
}

/// A bundle that the outcome says is delivered shows the image, and what it had before is named.
fn delivered(facts: &Facts<'_>, run: &Execution, step: &Value, checker: &mut Checker) {
    let (id, image) = (text(step, "BundleId"), text(step, "ImageId"));
    let own = changes(facts, run, id);
    let say = |what: &str| format!("{}: {id} is {}, {what}", run.name, text(step, "Status"));
    let dry = run.plan.as_ref().is_some_and(|plan| plan["DryRun"] == true);
    if dry {
        checker.hold(own.is_empty(), || say("but it was changed in a dry run"));
        return;
    }
    if text(step, "Status") != "SUCCEEDED" {
        return;
    }
    let at = clock::read(text(step, "EndedAt")).unwrap_or_default();
    // Another run may change it in the same second.
    let others = facts.record.changed.iter().any(|changed| changed.id == id && changed.run != run.name);
    let shown = facts.record.image_of(id, at);
    checker.hold(others || shown.is_none_or(|shown| shown == image), || say("but does not show the image"));
    let Some(before) = step["Before"]["ImageId"].as_str() else {
        checker.hold(text(step, "Operation") != "UpdateWorkspaceBundle", || {
            say("but nothing says what was there")
        });
        return;
    };
    let first = own.first().map(|changed| changed.from.as_str());
    let holds = others || first.unwrap_or(image) == before;
    checker.hold(holds, || say(&format!("but it had {first:?} before, not {before}")));
}

/// An entry is not touched before the one above it has succeeded.
fn in_turn(facts: &Facts<'_>, run: &Execution, step: &Value, steps: &[&Value], checker: &mut Checker) {
    let Some((above, _)) = text(step, "Path").rsplit_once("/Then/") else { return };
    let Some(above) = steps.iter().find(|other| text(other, "Path") == above) else { return };
    let ended = clock::read(text(above, "EndedAt")).unwrap_or_default();
    for changed in changes(facts, run, text(step, "BundleId")) {
        let holds = text(above, "Status") == "SUCCEEDED" && changed.at >= ended;
        checker.hold(holds, || format!("{}: {} was changed before its turn", run.name, changed.id));
    }
}

/// The tag of a bundle names what it had before the last run that changed it, whatever became of that run.
fn remembered(facts: &Facts<'_>, checker: &mut Checker) {
    let state = facts.world.simulator.borrow().state(clock::seconds(facts.world.now.get()));
    for bundle in list(&state, "Bundles") {
        let id = text(bundle, "BundleId");
        let tags = tags(&bundle["Tags"]);
        let Some(by) = tags.get(DELIVERED_BY) else {
            let untouched = facts.record.changed.iter().all(|changed| changed.id != id || changed.made);
            checker.hold(untouched, || format!("{id} was changed and no tag says by whom"));
            continue;
        };
        let first = facts.record.changed.iter().find(|changed| changed.id == id && changed.run == *by);
        let other =
            facts.record.changed.iter().filter(|changed| changed.id == id).any(|changed| changed.run != *by);
        if let Some(first) = first.filter(|_| !other) {
            let holds = tags.get(PREVIOUS_IMAGE) == Some(&first.from);
            checker.hold(holds, || {
                format!("{id} had {}, and its tag says {:?}", first.from, tags.get(PREVIOUS_IMAGE))
            });
        }
    }
}
