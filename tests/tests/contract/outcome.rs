//! docs/outcome.md shows an outcome with every member, and explains each.

use crate::read;
use deskport_shared::outcome::{Outcome, StepOutcome};
use serde_json::Value;

fn members(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                found.push(key.clone());
                members(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| members(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whether every member is shown somewhere; a new one does not compile here.
fn is_whole(outcome: &Outcome) -> bool {
    let Outcome {
        status: _,
        ec2_image_id,
        preset,
        run: _,
        started_at: _,
        ended_at: _,
        dry_run: _,
        imports,
        violations,
        violations_of,
        warnings,
        enable_byol,
        way_back,
        error,
    } = outcome;
    let steps = || imports.iter().flat_map(|import| &import.steps);
    let whole = |step: &StepOutcome| {
        let StepOutcome {
            path: _,
            region,
            shared_account_id,
            operation: _,
            name: _,
            image_id,
            image_arn,
            bundle_id,
            before,
            status: _,
            adopted,
            replaced,
            waited_for_quota_seconds,
            started_at,
            ended_at,
            polls,
            error,
        } = step;
        [
            region.is_some(),
            shared_account_id.is_some(),
            image_id.is_some(),
            image_arn.is_some(),
            bundle_id.is_some(),
            before.is_some(),
            adopted.is_some(),
            replaced.is_some(),
            waited_for_quota_seconds.is_some(),
            started_at.is_some(),
            ended_at.is_some(),
            polls.is_some(),
            error.is_some(),
        ]
    };
    let shown = steps().map(whole).fold([false; 13], |all, step| std::array::from_fn(|i| all[i] || step[i]));
    ec2_image_id.is_some()
        && preset.as_ref().is_some_and(|preset| preset.version.is_some())
        && !violations_of.is_empty()
        && !warnings.is_empty()
        && !violations.is_empty()
        && enable_byol.is_some()
        && way_back.is_some()
        && error.is_some()
        && shown == [true; 13]
}

#[test]
fn the_page_shows_every_member_of_an_outcome_and_explains_it() {
    let page = read("docs/outcome.md");
    let example = page.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    let shown: Value = serde_json::from_str(example).unwrap();
    let outcome: Outcome = serde_json::from_value(shown.clone()).unwrap();
    assert_eq!(serde_json::to_value(&outcome).unwrap(), shown);
    assert!(is_whole(&outcome), "a member is missing from the example");
    let table = page.split("|---|---|---|").nth(1).unwrap();
    let mut names = Vec::new();
    members(&shown, &mut names);
    for name in names {
        assert!(table.contains(&format!("`{name}`")), "{name} is not explained");
    }
}
