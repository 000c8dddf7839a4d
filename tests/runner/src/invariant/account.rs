//! ModifyAccount: only with consent, never in a dry run, never twice, only a range that AWS offered and that none of the
//! stack's own networks overlaps.

use super::{Checker, Facts};
use crate::scenario::Approval;
use ipnet::Ipv4Net;

pub(super) fn check(facts: &Facts<'_>, checker: &mut Checker) {
    let scenario = facts.scenario;
    let offered = &scenario.config.byol.available_ranges;
    for change in &facts.record.modified {
        let asked = scenario.asked.iter().find(|asked| asked.run == change.run);
        let consent = asked.and_then(|asked| asked.consent.as_ref());
        let named = consent.and_then(|consent| consent["DedicatedTenancyManagementCidrRange"].as_str());
        let chosen = consent.is_some_and(|consent| consent["ChooseRange"] == true);
        let of = |what: &str| format!("ModifyAccount of {} with {}: {what}", change.run, change.range);
        checker.hold(chosen || named == Some(change.range.as_str()), || of("without consent"));
        checker.hold(scenario.settings.allowed, || of("the stack may not"));
        checker.hold(offered.contains(&change.range), || of("AWS did not offer it"));
        let approved = !matches!(scenario.people.byol, Some(Approval::Refused { .. } | Approval::Never));
        checker.hold(approved, || of("nobody approved"));
        let run = facts.runs().find(|run| run.name == change.run);
        let dry = run.and_then(|run| run.plan.as_ref()).is_some_and(|plan| plan["DryRun"] == true);
        checker.hold(!dry, || of("in a dry run"));
        let reserved = scenario.settings.reserved.iter().any(|network| {
            change
                .range
                .parse()
                .is_ok_and(|range: Ipv4Net| network.contains(&range) || range.contains(network))
        });
        checker.hold(!reserved, || of("it overlaps a network of one's own"));
    }
    twice(facts, checker);
}

/// A change that took effect is not followed by another, unless it failed.
fn twice(facts: &Facts<'_>, checker: &mut Checker) {
    let took: Vec<_> = facts.record.modified.iter().filter(|change| change.took).collect();
    let state = facts.world.simulator.borrow().state(crate::clock::seconds(facts.world.now.get()));
    let done = super::list(&state, "AccountModifications").iter();
    let failed = done.filter(|change| change["ModificationState"] == "FAILED").count();
    checker.hold(took.len() <= failed + 1, || format!("ModifyAccount took effect {} times", took.len()));
}
