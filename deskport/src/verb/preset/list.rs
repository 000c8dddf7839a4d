//! `deskport preset list`: the presets that there are, and whether each is good by today's rules.

use crate::output::{Shown, note};
use crate::preset::held::{Described, Held, Kind, Tier, preset_of};
use crate::preset::shelf::Shelf;
use crate::style;
use crate::trouble::Trouble;
use crate::verb::Common;
use anstyle::{AnsiColor, Style};
use clap::Args;
use jiff::Timestamp;
use serde::Serialize;
use std::fmt::Write as _;

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const UNKNOWN: Style = AnsiColor::Yellow.on_default();

/// The arguments of `deskport preset list`.
#[derive(Args, Debug)]
pub(crate) struct List {
    #[command(flatten)]
    pub(super) common: Common,
}

/// The presets that there are.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Presets {
    presets: Vec<Row>,
    #[serde(skip)]
    options: String,
}

/// A preset, as the list has it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Row {
    name: String,
    version: i64,
    r#type: Kind,
    tier: Tier,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified_at: Option<Timestamp>,
    /// Missing where its text could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid: Option<bool>,
    /// How many violations it has; missing where it is no JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    violations: Option<usize>,
}

impl Row {
    fn new(described: Described, shelf: &Shelf, held: Option<&Held>) -> Self {
        let checked = held.map(|held| shelf.check(held));
        let violations = checked
            .as_ref()
            .and_then(|checked| checked.as_ref().ok())
            .map(|checked| checked.findings.violations.len());
        Self {
            name: preset_of(&described.parameter).to_owned(),
            version: described.version,
            r#type: described.kind,
            tier: described.tier,
            modified_at: described.modified_at,
            valid: checked.map(|_| violations == Some(0)),
            violations,
        }
    }

    fn state(&self) -> (Style, String) {
        match (self.valid, self.violations) {
            (None, _) => (UNKNOWN, "not known".to_owned()),
            (Some(true), _) => (GOOD, "good".to_owned()),
            (Some(false), None) => (BAD, "no JSON".to_owned()),
            (Some(false), Some(1)) => (BAD, "1 violation".to_owned()),
            (Some(false), Some(count)) => (BAD, format!("{count} violations")),
        }
    }
}

impl Shown for Presets {
    fn text(&self) -> String {
        if self.presets.is_empty() {
            return "There is no preset. `deskport preset put` stores one.\n".to_owned();
        }
        let widest = self.presets.iter().map(|row| row.name.len()).max().unwrap_or_default();
        let mut text = String::new();
        for row in &self.presets {
            let version = format!("version {}", row.version);
            let modified = row.modified_at.map(style::minute).unwrap_or_default();
            let (kind, tier) = (row.r#type.as_str(), row.tier.as_str());
            let (style, state) = row.state();
            let _ = writeln!(
                text,
                "{:<widest$}  {version:<11}  {kind:<12}  {tier:<8}  {modified:<20}  {style}{state}{style:#}",
                row.name
            );
        }
        if self.presets.iter().any(|row| row.valid == Some(false)) {
            let _ = writeln!(text, "\nWhat is wrong with them: deskport preset check{}", self.options);
        }
        text
    }
}

/// Reads them.
pub(super) async fn run(arguments: &List) -> Result<Presets, Trouble> {
    let shelf = Shelf::open(&arguments.common).await?;
    let described = shelf.described_all().await?;
    // Whoever may not decrypt one may still see which there are.
    let held = shelf.all().await.unwrap_or_else(|trouble| {
        note(&format!("Their texts can't be read: {}", trouble.line()));
        Vec::new()
    });
    let rows = described.into_iter().map(|one| {
        let held = held.iter().find(|held| held.parameter == one.parameter);
        Row::new(one, &shelf, held)
    });
    Ok(Presets { presets: rows.collect(), options: shelf.options.clone() })
}
