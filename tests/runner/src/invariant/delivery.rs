//! Bundles, fleets and permissions: nothing outside the parameters is changed, none gets an image that is not ready, what was there
//! before is known, and each change comes in its turn.

use super::{Checker, Facts, list, steps, text};
use crate::clock;
use crate::engine::{Execution, Status};
use crate::machines::REGION;
use crate::record::{Changed, everywhere, fleet_id, permission_id, tags};
use deskport_shared::delivery::Parameter;
use deskport_shared::operation::StepKind;
use deskport_shared::tags::{DELIVERED_BY, PREVIOUS_IMAGE};
use deskport_simulator::config::FleetSeed;
use serde_json::Value;

pub(super) fn check(facts: &Facts<'_>, checker: &mut Checker) {
    let delivery = facts.scenario.delivery();
    for changed in &facts.record.changed {
        let say = |what: &str| format!("{}: {} got {}, {what}", changed.run, changed.id, changed.to);
        let region = changed.region == REGION || delivery.allows(Parameter::Regions, &changed.region);
        checker.hold(region, || say("in a Region that no parameter allows"));
        checker.hold(delivery.allows(changed.parameter, &changed.name), || say("which no parameter allows"));
        checker.hold(changed.ready, || say("which is not ready"));
        let mut own =
            facts.record.changed.iter().filter(|other| other.run == changed.run && other.id == changed.id);
        checker.hold(own.all(|other| other.to == changed.to), || say("and another image in the same run"));
    }
    for made in &facts.record.made {
        let region = made.region == REGION || delivery.allows(Parameter::Regions, &made.region);
        checker.hold(region, || {
            format!("{}: {} was made in {}, which no parameter allows", made.run, made.id, made.region)
        });
    }
    for run in facts.runs() {
        let Some(outcome) = facts.outcome(&run.name) else { continue };
        if matches!(run.status, Status::Aborted | Status::TimedOut) {
            continue;
        }
        let steps: Vec<&Value> =
            list(outcome, "Imports").iter().flat_map(|import| list(import, "Steps")).collect();
        for step in steps.iter().filter(|step| steps::kind(step) == Some(StepKind::Deliver)) {
            let Some(id) = id(step) else { continue };
            delivered(facts, run, (step, &id), checker);
            in_turn(facts, run, (step, &id), &steps, checker);
        }
    }
    remembered(facts, checker);
}

/// How the record calls what a step changes or makes; `None` where the outcome does not say it.
fn id(step: &Value) -> Option<String> {
    let image = step["ImageId"].as_str().or(step["ImageArn"].as_str());
    match text(step, "Operation") {
        "UpdateFleet" => Some(fleet_id(step["Region"].as_str().unwrap_or(REGION), text(step, "Name"))),
        "UpdateWorkspaceImagePermission" | "UpdateImagePermissions" => {
            Some(permission_id(image?, text(step, "SharedAccountId")))
        }
        _ => step["BundleId"].as_str().map(str::to_owned),
    }
}

/// A bundle is named where it is delivered, and a reason where it is not.
pub(super) fn agrees(facts: &Facts<'_>, run: &Execution, plan: &Value, step: &Value, checker: &mut Checker) {
    let (reported, code) = (text(step, "Status"), text(&step["Error"], "Code"));
    let holds = match reported {
        "SUCCEEDED" => id(step).is_some() || plan["DryRun"] == true,
        "SKIPPED" => true,
        "TIMED_OUT" if code == "TimedOut" => true,
        "TIMED_OUT" if code == "FleetBusy" => {
            fleet(facts, step).is_some_and(|fleet| fleet.ready_in_minutes.is_some())
        }
        "FAILED" if code == "FleetNotStopped" || code == "FleetTypeNotSupported" => fleet(facts, step)
            .is_some_and(|fleet| fleet.state.as_deref() != Some("STOPPED") || code != "FleetNotStopped"),
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

/// The fleet of a step, as it was at the start.
fn fleet<'f>(facts: &'f Facts<'_>, step: &Value) -> Option<&'f FleetSeed> {
    let there = |fleet: &&FleetSeed| {
        fleet.name == text(step, "Name") && fleet.region.as_deref() == step["Region"].as_str()
    };
    facts.scenario.config.fleets.iter().find(there)
}

/// The changes that a run made to a thing.
fn changes<'a>(facts: &Facts<'a>, run: &Execution, id: &str) -> Vec<&'a Changed> {
    facts.record.changed.iter().filter(|changed| changed.run == run.name && changed.id == id).collect()
}

/// What the outcome says is delivered is set, and what it had before is named.
fn delivered(facts: &Facts<'_>, run: &Execution, (step, id): (&Value, &str), checker: &mut Checker) {
    let wanted = wanted(run, step);
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
    checker.hold(others || shown.is_none_or(|shown| shown == wanted), || say("but is not set so"));
    let Some(before) = before(step) else {
        checker.hold(text(step, "Operation") == "CreateWorkspaceBundle", || {
            say("but nothing says what was there")
        });
        return;
    };
    let first = own.first().map(|changed| changed.from.as_str());
    // A permission has no tags: a repeated call finds it set, and says so.
    let found_set = own.first().is_some_and(|changed| changed.parameter == Parameter::Accounts)
        && step["Adopted"] == true
        && before == wanted;
    let holds = others || found_set || first.unwrap_or(&wanted) == before;
    checker.hold(holds, || say(&format!("but it had {first:?} before, not {before}")));
}

/// What a step says that was there, in the record's words.
fn before(step: &Value) -> Option<String> {
    let before = step["Before"].as_object()?;
    let may = |member: &str| before.get(member).map(|allowed| (*allowed == true).to_string());
    let image = ["ImageId", "ImageArn"].iter().find_map(|member| before.get(*member)?.as_str());
    image
        .map(str::to_owned)
        .or_else(|| may("AllowCopyImage"))
        .or_else(|| Some(format!("{} {}", may("AllowFleet")?, may("AllowImageBuilder")?)))
}

/// What a step sets, in the record's words: its image, or what its request allows.
fn wanted(run: &Execution, step: &Value) -> String {
    let imports = run.plan.as_ref().map(|plan| list(plan, "Imports")).unwrap_or_default();
    let mut planned = imports.iter().flat_map(|import| list(import, "Steps"));
    let request = planned.find(|planned| planned["Path"] == step["Path"]).map(|planned| &planned["Request"]);
    let image = || step["ImageId"].as_str().or(step["ImageArn"].as_str()).unwrap_or_default().to_owned();
    match (text(step, "Operation"), request) {
        ("UpdateWorkspaceImagePermission", Some(request)) => (request["AllowCopyImage"] == true).to_string(),
        ("UpdateImagePermissions", Some(request)) => {
            let may = |member: &str| request["ImagePermissions"][member] == true;
            format!("{} {}", may("allowFleet"), may("allowImageBuilder"))
        }
        _ => image(),
    }
}

/// An entry is not touched before the one above it has succeeded.
fn in_turn(
    facts: &Facts<'_>,
    run: &Execution,
    (step, id): (&Value, &str),
    steps: &[&Value],
    checker: &mut Checker,
) {
    let Some((above, _)) = text(step, "Path").rsplit_once("/Then/") else { return };
    let Some(above) = steps.iter().find(|other| text(other, "Path") == above) else { return };
    let ended = clock::read(text(above, "EndedAt")).unwrap_or_default();
    for changed in changes(facts, run, id) {
        let holds = text(above, "Status") == "SUCCEEDED" && changed.at >= ended;
        checker.hold(holds, || format!("{}: {} was changed before its turn", run.name, changed.id));
    }
}

/// The tag of a bundle or fleet names what it had before the last run that changed it, whatever became of that run.
fn remembered(facts: &Facts<'_>, checker: &mut Checker) {
    let state = facts.world.simulator.borrow().state(clock::seconds(facts.world.now.get()));
    let bundles =
        everywhere(&state, "Bundles").map(|bundle| (text(bundle, "BundleId").to_owned(), &bundle["Tags"]));
    let fleets = everywhere(&state, "Fleets").map(|fleet| {
        let region = text(fleet, "Arn").split(':').nth(3).unwrap_or_default();
        (fleet_id(region, text(fleet, "Name")), &fleet["Tags"])
    });
    for (id, given) in bundles.chain(fleets) {
        let tags = tags(given);
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
