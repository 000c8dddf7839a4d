//! The output for a program.

use crate::check::Checked;
use crate::input::Failure;
use crate::output::json;
use deskport_shared::plan::Step;
use deskport_shared::violation::Violation;
use serde::Serialize;

/// The output with the exit codes 0 and 1.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Report<'a> {
    valid: bool,
    steps: Vec<Step>,
    violations: &'a [Violation],
    warnings: &'a [Violation],
}

/// The output with the exit code 2.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Unread<'a> {
    error: &'a str,
}

/// What was found.
pub(crate) fn report(checked: &Checked) -> serde_json::Result<String> {
    let steps = checked.plan.iter().flat_map(|plan| &plan.imports).flat_map(|import| &import.steps);
    json(&Report {
        valid: checked.findings.violations.is_empty(),
        steps: steps.map(|step| step.redacted()).collect(),
        violations: &checked.findings.violations,
        warnings: &checked.findings.warnings,
    })
}

/// Why nothing could be checked.
pub(crate) fn failure(failure: &Failure) -> serde_json::Result<String> {
    json(&Unread { error: &failure.message })
}
