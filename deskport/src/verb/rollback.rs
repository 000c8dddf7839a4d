//! `deskport rollback`: sets back what a run has changed on bundles, fleets and permissions.

use super::Common;
use super::show::Which;
use super::start::{self, Begun};
use crate::aws::settings::{Settings, Thing};
use crate::confirm::Confirm;
use crate::escape;
use crate::output::Shown;
use crate::run::execution::State;
use crate::trouble::Trouble;
use clap::Args;
use deskport_shared::operation::OperationName;
use deskport_shared::outcome::{Outcome, Setting, StepOutcome};
use serde::Serialize;
use serde_json::{Value, json};
use std::fmt::Write as _;

const AFTER_HELP: &str = "\
Examples:
    deskport rollback ami-0abc1234def567890-win11
    deskport rollback --latest --yes

Shows what each bundle, fleet and permission is now and what it was before the run, asks, and starts
a run that sets it back. What somebody has changed since the run is not touched without --force. New
desktops then get the image from before; existing ones keep theirs until they are rebuilt.";

/// The arguments of `deskport rollback`.
#[derive(Args, Debug)]
#[command(about = "Set back what a run has changed on bundles, fleets and permissions", after_help = AFTER_HELP)]
pub(crate) struct Rollback {
    #[command(flatten)]
    pub(crate) which: Which,

    /// Set back what was changed since, too
    #[arg(long)]
    pub(crate) force: bool,

    #[command(flatten)]
    pub(crate) confirm: Confirm,

    #[command(flatten)]
    pub(crate) common: Common,
}

/// What came of it.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum SetBack {
    /// A run sets it back.
    Begun(Begun),
    /// All of it is as it was before the run.
    #[serde(rename_all = "PascalCase")]
    Already {
        /// The run that had changed it.
        run: String,
        /// What it had changed.
        set_back: Vec<String>,
    },
}

impl Shown for SetBack {
    fn text(&self) -> String {
        match self {
            Self::Begun(begun) => begun.text(),
            Self::Already { run, .. } => {
                format!(
                    "All that {} has changed is set back already: nothing was started.\n",
                    escape::line(run)
                )
            }
        }
    }
}

/// Starts it.
pub(crate) async fn run(arguments: &Rollback) -> Result<SetBack, Trouble> {
    let place = arguments.common.place().await?;
    let execution = arguments.which.execution(&place).await?;
    if execution.state == State::Running {
        let said = format!("{} goes on: what it changes can be set back when it has ended", execution.name);
        return Err(Trouble::asked(said).hint(format!("deskport stop {} stops it.", execution.name)));
    }
    let outcome = execution.outcome().map(Outcome::readable);
    let outcome = outcome.ok_or_else(|| {
        Trouble::asked(format!("{} ended without an outcome: what it changed is not known here", execution.name))
            .hint("The tags deskport:previous-image and deskport:delivered-by of a bundle or fleet say what it had before.")
    })?;
    let nothing = || Trouble::asked(format!("{} has changed nothing that can be set back", execution.name));
    let way_back = outcome.way_back.as_ref().ok_or_else(nothing)?;
    let changes = Change::all(&outcome);
    let mut settings = Settings::new(&place.aws);
    let (mut text, mut states) = (String::new(), Vec::new());
    for change in &changes {
        let now = settings.now(&change.thing, change.step.region.as_deref()).await?;
        let state = change.state(now.as_ref());
        let _ = writeln!(text, "{}", change.line(now.as_ref(), state));
        states.push(state);
    }
    let names = |wanted: Since| {
        let changes = changes.iter().zip(&states).filter(move |(_, state)| **state == wanted);
        changes.map(|(change, _)| change.name()).collect::<Vec<_>>()
    };
    let changed_since = names(Since::Changed);
    if !changed_since.is_empty() && !arguments.force {
        return Err(Trouble::asked(format!("changed since the run: {}", changed_since.join(", ")))
            .hint("Nothing was done. --force sets that back too."));
    }
    let set_back = names(Since::SetBack);
    if set_back.len() == changes.len() {
        return Ok(SetBack::Already { run: execution.name, set_back });
    }
    arguments.confirm.ask(&text, "Set it back?")?;
    let input = json!({ "Imports": way_back.imports });
    let name: String =
        format!("rollback-{}", execution.name).chars().take(crate::run::name::NAME_MAX).collect();
    Ok(SetBack::Begun(start::begin(&place, &arguments.common.connection, &name, &input, false).await?))
}

/// What became of a setting since the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Since {
    /// It is what the run set.
    AsSet,
    /// It is what it was before the run already.
    SetBack,
    /// Somebody has changed it, or it is gone.
    Changed,
}

/// What a run has changed.
struct Change<'a> {
    step: &'a StepOutcome,
    before: &'a Setting,
    thing: Thing,
}

impl<'a> Change<'a> {
    /// All that the way back sets.
    fn all(outcome: &'a Outcome) -> Vec<Self> {
        let steps = outcome.imports.iter().flat_map(|import| &import.steps);
        steps.filter(|step| step.adopted != Some(true)).filter_map(Self::of).collect()
    }

    fn of(step: &'a StepOutcome) -> Option<Self> {
        let before = step.before.as_ref()?;
        let account = || step.shared_account_id.clone();
        let thing = match step.operation {
            OperationName::UpdateWorkspaceBundle => Thing::Bundle(step.bundle_id.clone()?),
            OperationName::UpdateFleet => Thing::Fleet(step.name.clone()?),
            OperationName::UpdateWorkspaceImagePermission => {
                Thing::WorkspaceImage(step.image_id.clone()?, account()?)
            }
            OperationName::UpdateImagePermissions => {
                let name = step.image_arn.as_deref()?.rsplit_once(":image/")?.1;
                Thing::AppStreamImage(name.to_owned(), account()?)
            }
            OperationName::ImportWorkspaceImage
            | OperationName::ImportCustomWorkspaceImage
            | OperationName::CreateWorkspaceImage
            | OperationName::CreateImportedImage
            | OperationName::CreateWorkspaceBundle
            | OperationName::CopyWorkspaceImage
            | OperationName::CopyImage
            | OperationName::Approve => return None,
        };
        Some(Self { step, before, thing })
    }

    /// Whether it is what the run set. Of a permission the outcome knows only what it was before: the run has set the other.
    fn state(&self, now: Option<&Setting>) -> Since {
        let Some(now) = now else { return Since::Changed };
        let set = match self.thing {
            Thing::Bundle(_) => now.image_id == self.step.image_id,
            Thing::Fleet(_) => now.image_arn == self.step.image_arn,
            Thing::WorkspaceImage(..) | Thing::AppStreamImage(..) => now != self.before,
        };
        match set {
            true => Since::AsSet,
            false if now == self.before => Since::SetBack,
            false => Since::Changed,
        }
    }

    fn name(&self) -> String {
        let name = match &self.thing {
            Thing::Bundle(id) => format!("bundle {id}"),
            Thing::Fleet(name) => format!("fleet {name}"),
            Thing::WorkspaceImage(image, account) | Thing::AppStreamImage(image, account) => {
                format!("image {image} for {account}")
            }
        };
        let region = self.step.region.as_deref().map(|region| format!(" in {region}")).unwrap_or_default();
        escape::line(&(name + &region)).into_owned()
    }

    fn line(&self, now: Option<&Setting>, since: Since) -> String {
        let now = now.map_or_else(|| "gone".to_owned(), setting);
        let note = match since {
            Since::AsSet => "",
            Since::SetBack => " (set back already)",
            Since::Changed => " (changed since the run)",
        };
        format!("{}: now {now}{note}, before the run {}", self.name(), setting(self.before))
    }
}

/// A setting in a few words: the image, or what an account may.
fn setting(setting: &Setting) -> String {
    if let Some(image) = setting.image() {
        return escape::line(image).into_owned();
    }
    let value = serde_json::to_value(setting).unwrap_or_default();
    let members = value.as_object().into_iter().flatten();
    let said: Vec<_> = members.map(|(name, value): (&String, &Value)| format!("{name} {value}")).collect();
    if said.is_empty() { "nothing".to_owned() } else { said.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(text: &str) -> StepOutcome {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn what_was_changed_since_is_kept_apart_from_what_the_run_set() {
        let step = step(
            r#"{ "Path": "/Imports/0", "Operation": "UpdateWorkspaceBundle", "Status": "SUCCEEDED", "BundleId": "wsb-1",
                "ImageId": "wsi-new", "Before": { "ImageId": "wsi-old" } }"#,
        );
        let change = Change::of(&step).unwrap();
        let image = |id: &str| Setting::of_bundle(Some(id.to_owned()));
        assert_eq!(change.state(Some(&image("wsi-new"))), Since::AsSet);
        assert_eq!(change.state(Some(&image("wsi-old"))), Since::SetBack);
        assert_eq!(change.state(Some(&image("wsi-third"))), Since::Changed);
        assert_eq!(change.state(None), Since::Changed);
        assert_eq!(
            change.line(Some(&image("wsi-third")), Since::Changed),
            "bundle wsb-1: now wsi-third (changed since the run), before the run wsi-old"
        );
    }

    #[test]
    fn a_permission_is_shown_by_what_it_allows() {
        let step = step(
            r#"{ "Path": "/Imports/0", "Operation": "UpdateImagePermissions", "Status": "SUCCEEDED", "SharedAccountId": "444455556666",
                "ImageArn": "arn:aws:appstream:eu-west-1:111122223333:image/apps",
                "Before": { "AllowFleet": false, "AllowImageBuilder": false } }"#,
        );
        let change = Change::of(&step).unwrap();
        assert_eq!(change.name(), "image apps for 444455556666");
        let now = Setting::of_appstream_image(true, false);
        assert_eq!(change.state(Some(&now)), Since::AsSet);
        assert_eq!(setting(&now), "AllowFleet true, AllowImageBuilder false");
    }
}
