//! What to do after a run that did not succeed. It depends on what the violations are found in: if the AMI is unsuitable,
//! nobody should look for a mistake in the request.

use super::rendered;
use crate::foreign;
use crate::namespace::Namespace;
use crate::operation::OperationName;
use crate::outcome::{Outcome, StepOutcome};
use crate::status::{RunStatus, StepStatus, ViolationOf};
use askama::Template;

#[derive(Template)]
#[template(path = "way-on.txt")]
struct WayOn {
    of: ViolationOf,
    by_preset: bool,
    /// Whether there is such a preset.
    stored: bool,
    name: String,
    parameter: String,
    tag: String,
}

#[derive(Template)]
#[template(path = "again.txt")]
struct Again {
    preset: Option<String>,
    tag: String,
    /// Whether an image of a WorkSpace is ready.
    captured: bool,
    /// Whether an image failed that AWS keeps.
    left: bool,
}

/// What the violations are found in, for a sentence: `preset "win11" and the AMI`.
pub(super) fn found_in(outcome: &Outcome, namespace: &Namespace) -> String {
    let name = |of: ViolationOf| match (of, &outcome.preset) {
        (ViolationOf::Request, _) => "request".to_owned(),
        (ViolationOf::Preset, Some(preset)) => format!("preset {}", foreign::word(&preset.name)),
        (ViolationOf::Preset, None) => "preset".to_owned(),
        (ViolationOf::Tag, _) => format!("AMI's tag {}", namespace.preset_tag()),
        (ViolationOf::Ami, _) => "AMI".to_owned(),
        (ViolationOf::Event, _) => "event".to_owned(),
        (ViolationOf::Machine, _) => "input of the state machine trigger".to_owned(),
        (ViolationOf::Account, _) => "account's BYOL".to_owned(),
    };
    kinds(outcome).into_iter().map(name).collect::<Vec<_>>().join(" and the ")
}

/// One text for each thing that violations are found in.
pub fn ways(outcome: &Outcome, namespace: &Namespace) -> Vec<String> {
    kinds(outcome).into_iter().map(|of| rendered(&way(of, outcome, namespace))).collect()
}

fn way(of: ViolationOf, outcome: &Outcome, namespace: &Namespace) -> WayOn {
    let preset = outcome.preset.as_ref();
    let name = preset.map(|preset| foreign::line(&preset.name)).unwrap_or_default();
    WayOn {
        of,
        by_preset: preset.is_some(),
        stored: preset.is_some_and(|preset| preset.version.is_some()),
        parameter: namespace.parameter(&name),
        tag: namespace.preset_tag(),
        name,
    }
}

/// What violations are found in. The plan knows nothing of enable-byol's, which are found in the account, nor of what deliver finds
/// when it looks ahead.
fn kinds(outcome: &Outcome) -> Vec<ViolationOf> {
    if outcome.violations.is_empty() || !outcome.violations_of.is_empty() {
        return outcome.violations_of.clone();
    }
    let of_byol = outcome.violations.iter().all(|violation| violation.path.starts_with("/EnableByol"));
    let request = if outcome.preset.is_some() { ViolationOf::Preset } else { ViolationOf::Request };
    vec![if of_byol { ViolationOf::Account } else { request }]
}

/// How a run that failed is started again. With violations `ways` says it, and so do the remedies of some errors of the run.
pub fn again(outcome: &Outcome, namespace: &Namespace) -> Option<String> {
    let failed = outcome.status == RunStatus::Failed && outcome.violations.is_empty();
    let stated = outcome.error.as_ref().is_some_and(|error| error.remedy.contains("New execution"));
    if !failed || outcome.dry_run || stated {
        return None;
    }
    let any = |is: fn(&StepOutcome) -> bool| outcome.imports.iter().flat_map(|i| &i.steps).any(is);
    Some(rendered(&Again {
        preset: outcome.preset.as_ref().map(|preset| foreign::word(&preset.name)),
        tag: namespace.preset_tag(),
        captured: any(|step| {
            step.status == StepStatus::Succeeded && step.operation == OperationName::CreateWorkspaceImage
        }),
        left: any(|step| {
            let made = step.image_id.is_some() || step.image_arn.is_some();
            let gone = step.error.as_ref().is_some_and(|error| error.code == "ImageNotFound");
            step.status == StepStatus::Failed && made && !gone
        }),
    }))
}
