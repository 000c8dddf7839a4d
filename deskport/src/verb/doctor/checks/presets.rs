//! D11: whether each preset is good by the rules that a run checks it by.

use super::super::check::{Answer, Check, Finding};
use super::super::patient::{Patient, Preset};
use deskport_shared::preset;
use deskport_shared::request::{self, Context, Origin};

pub(in super::super) const CHECK: Check = Check {
    number: 11,
    title: "Presets",
    about: "Each preset is good by the rules that a run checks it by, and names only what the stack may deliver to",
    page: "docs/presets.md#store-a-preset",
    permissions: &["ssm:GetParametersByPath"],
    make: |patient| Box::pin(make(patient)),
};

async fn make(patient: &Patient) -> Answer {
    let presets = patient.presets()?;
    let context = Context {
        origin: Origin::Preset(None),
        account: patient.identity.as_ref().ok().map(|identity| identity.account.as_str()),
        region: Some(&patient.aws.region),
        namespace: &patient.namespace,
        delivery: patient.stack.as_ref().ok().map(|stack| &stack.delivery),
        ..Context::default()
    };
    let faults: Vec<_> = presets.iter().filter_map(|preset| fault(preset, &context)).collect();
    if presets.is_empty() {
        let fix = format!("Store one, and tag AMIs with {} = its name.", patient.namespace.preset_tag());
        return Ok(Finding::warning("there is none: AMIs start nothing", fix));
    }
    if faults.is_empty() {
        let names: Vec<_> = presets.iter().map(|preset| preset.name.as_str()).collect();
        return Ok(Finding::good(names.join(", ")));
    }
    Ok(Finding::wrong(
        format!("{} of {} are faulty: their runs import nothing", faults.len(), presets.len()),
        "deskport preset check shows each violation with what is allowed; deskport preset put stores it anew.",
    )
    .details(faults))
}

/// The first thing that is wrong with a preset, and how many others there are.
fn fault(preset: &Preset, context: &Context<'_>) -> Option<String> {
    let name = &preset.name;
    if !preset::is_name(name) {
        return Some(format!("{name}: no name of a preset, so no AMI can ask for it"));
    }
    let Some(document) = &preset.document else {
        return Some(format!("{name}: it can't be read as JSON"));
    };
    let violations = request::check(document, context).0.violations;
    let first = violations.first()?;
    let more = match violations.len() - 1 {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let place = if first.path.is_empty() { "the preset" } else { &first.path };
    Some(format!("{name}: {place}: given {}, allowed is {}{more}", first.given, first.allowed))
}
