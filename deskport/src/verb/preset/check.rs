//! `deskport preset check`: whether the presets that are stored are good by today's rules.

use crate::check::Checked;
use crate::input::Failure;
use crate::output::Shown;
use crate::preset::held::{Held, preset_of};
use crate::preset::shelf::{Shelf, named};
use crate::text_report;
use crate::trouble::Trouble;
use crate::verb::Common;
use clap::Args;
use deskport_shared::violation::Violation;
use serde::Serialize;
use std::fmt::Write as _;

/// The arguments of `deskport preset check`.
#[derive(Args, Debug)]
pub(crate) struct Check {
    /// The presets' names; without one, all
    #[arg(value_name = "NAME")]
    names: Vec<String>,

    #[command(flatten)]
    pub(super) common: Common,
}

/// What was found in each.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Found {
    presets: Vec<One>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct One {
    name: String,
    version: i64,
    valid: bool,
    violations: Vec<Violation>,
    warnings: Vec<Violation>,
    /// Why it is no JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip)]
    text: String,
}

impl One {
    fn new(held: &Held, checked: Result<Checked, Failure>) -> Self {
        let (name, version) = (preset_of(&held.parameter).to_owned(), held.version);
        match checked {
            Ok(checked) => Self {
                name,
                version,
                valid: checked.plan.is_some(),
                text: text_report::findings(&checked),
                violations: checked.findings.violations,
                warnings: checked.findings.warnings,
                error: None,
            },
            Err(failure) => Self {
                name,
                version,
                valid: false,
                violations: Vec::new(),
                warnings: Vec::new(),
                text: text_report::unreadable(&failure),
                error: Some(failure.message),
            },
        }
    }
}

impl Shown for Found {
    fn text(&self) -> String {
        if self.presets.is_empty() {
            return "There is no preset. `deskport preset put` stores one.\n".to_owned();
        }
        let mut text = String::new();
        for one in &self.presets {
            text.push_str(&one.text);
            // Findings take several lines: a gap parts them from the next.
            if one.text.lines().count() > 1 {
                text.push('\n');
            }
        }
        let faulty = self.presets.iter().filter(|one| !one.valid).count();
        let count = self.presets.len();
        let presets = if count == 1 { "preset" } else { "presets" };
        let _ = match faulty {
            0 => writeln!(text, "{count} {presets}: all good"),
            _ => {
                writeln!(text, "{faulty} of {count} {presets} faulty: their AMIs are reported, not imported")
            }
        };
        text
    }

    fn exit_code(&self) -> u8 {
        u8::from(self.presets.iter().any(|one| !one.valid))
    }
}

/// Checks them.
pub(super) async fn run(arguments: &Check) -> Result<Found, Trouble> {
    let names = arguments.names.iter().map(|name| named(name)).collect::<Result<Vec<_>, _>>()?;
    let shelf = Shelf::open(&arguments.common).await?;
    let mut held = Vec::new();
    if names.is_empty() {
        held = shelf.all().await?;
    }
    for name in names {
        held.push(shelf.get(name).await?);
    }
    let found = held.iter().map(|held| One::new(held, shelf.check(held)));
    Ok(Found { presets: found.collect() })
}
