//! The plan, as it is shown.

use super::Live;
use super::entry::{Entry, InUse, Now, usual_minutes};
use super::room::Room;
use crate::check::Checked;
use crate::output::Shown;
use crate::{escape, text_report};
use anstyle::{AnsiColor, Style};
use deskport_shared::outcome::Preset;
use deskport_shared::violation::Violation;
use serde::Serialize;
use std::fmt::Write as _;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const BAD: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// How much of a question is shown, in characters.
const QUESTION_MAX: usize = 50;

/// What a run would do.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Planned {
    valid: bool,
    /// Whether AWS was asked.
    live: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stack: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    preset: Option<Preset>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ec2_image_id: Option<String>,
    dry_run: bool,
    enable_byol: bool,
    /// Whether BYOL is on, where the run needs it.
    #[serde(rename = "ByolIsOn", skip_serializing_if = "Option::is_none")]
    pub(super) byol: Option<bool>,
    imports: Vec<Import>,
    /// How long the run usually takes, without what people take to answer.
    usual_minutes: u32,
    /// The images that it makes, and what their quotas have room for.
    #[serde(rename = "Images", skip_serializing_if = "Vec::is_empty")]
    pub(super) rooms: Vec<Room>,
    /// What AWS did not answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) not_known: Vec<String>,
    violations: Vec<Violation>,
    warnings: Vec<Violation>,
    #[serde(skip)]
    findings: String,
}

/// An import: its own entry, then those of its Then in the order of the document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Import {
    usual_minutes: u32,
    entries: Vec<Entry>,
}

impl Planned {
    /// By the rules alone.
    pub(super) fn new(checked: &Checked, preset: Option<Preset>) -> Self {
        let plan = checked.plan.as_ref();
        let imports = plan.iter().flat_map(|plan| &plan.imports).map(|import| Import {
            usual_minutes: usual_minutes(import),
            entries: import.steps.iter().map(Entry::new).collect(),
        });
        let imports: Vec<_> = imports.collect();
        Self {
            valid: plan.is_some(),
            preset,
            ec2_image_id: plan.and_then(|plan| plan.ec2_image_id.clone()),
            dry_run: plan.is_some_and(|plan| plan.dry_run),
            enable_byol: plan.is_some_and(|plan| plan.enable_byol.is_some()),
            usual_minutes: imports.iter().map(|import| import.usual_minutes).max().unwrap_or_default(),
            imports,
            findings: text_report::findings(checked),
            violations: checked.findings.violations.clone(),
            warnings: checked.findings.warnings.clone(),
            ..Self::default()
        }
    }

    /// Where it is planned.
    pub(super) fn place(&mut self, live: &Live) {
        self.live = true;
        self.account = Some(live.account.clone());
        self.region = Some(live.aws.region.clone());
        self.stack = live.stack.as_ref().map(|stack| stack.parts.stack_name.clone());
    }

    /// Its entries, in the order of the plan.
    pub(super) fn entries_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        self.imports.iter_mut().flat_map(|import| &mut import.entries)
    }

    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.imports.iter().flat_map(|import| &import.entries)
    }

    fn missing(&self) -> usize {
        self.entries().filter(|entry| entry.is_missing()).count()
    }

    fn summary(&self, text: &mut String) {
        let asks = self.entries().any(|entry| entry.hours_to_answer.is_some());
        let people = if asks { ", and what people take to answer" } else { "" };
        match self.usual_minutes {
            0 => text.push_str("It takes as long as AWS takes, which states no time for it.\n"),
            minutes => {
                let _ = writeln!(text, "It takes about {}{people}.", duration(minutes));
            }
        }
        for room in &self.rooms {
            let _ = write!(text, "{}", room.words());
            match room.lacking() {
                Some(lacking @ 1..) => {
                    let _ = writeln!(text, ": {WARNING}{lacking} wait until there is room{WARNING:#}");
                }
                Some(0) | None => text.push('\n'),
            }
        }
        match (self.byol, self.enable_byol) {
            (Some(false), true) => text.push_str(
                "BYOL is off: it is switched on for the account in this Region, which can never be undone.\n",
            ),
            (None, true) => text.push_str(
                "BYOL is switched on for the account in this Region where it is off, which can never be undone.\n",
            ),
            (Some(false), false) => {
                let _ = writeln!(text, "{BAD}BYOL is off{BAD:#}, and nothing consents to switching it on: see docs/byol.md.");
            }
            (Some(true) | None, _) => {}
        }
        if self.entries().any(|entry| entry.in_use.is_some()) {
            text.push_str(
                "What has a name already is adopted if it was made from the same source by the same recipe; otherwise its entry fails \
                 (NameTaken).\n",
            );
        }
        if let missing @ 1.. = self.missing() {
            let _ = writeln!(
                text,
                "{BAD}{missing} of what it sets is not there{BAD:#}: the run would start nothing."
            );
        }
        if self.dry_run {
            text.push_str("DryRun: everything is checked and nothing is started.\n");
        }
    }
}

impl Shown for Planned {
    fn text(&self) -> String {
        if !self.valid {
            return self.findings.clone();
        }
        let mut text = format!("{}\n", self.findings);
        if let (Some(account), Some(region)) = (&self.account, &self.region) {
            let stack = self.stack.as_deref().map(|stack| format!(", stack {stack}")).unwrap_or_default();
            let _ = writeln!(text, "Account {account}, {region}{stack}\n", stack = escape::line(&stack));
        }
        for (index, import) in self.imports.iter().enumerate() {
            for entry in &import.entries {
                line(index, entry, &mut text);
            }
        }
        text.push('\n');
        self.summary(&mut text);
        if !self.not_known.is_empty() {
            let _ = writeln!(text, "\n{WARNING}Not known{WARNING:#}, as AWS did not answer:");
            for said in &self.not_known {
                let _ = writeln!(text, "  {}", escape::line(said));
            }
        }
        text
    }

    fn exit_code(&self) -> u8 {
        u8::from(!self.valid || self.missing() > 0)
    }
}

fn line(index: usize, entry: &Entry, text: &mut String) {
    let place = match entry.depth {
        0 => format!("{:>2}. ", index + 1),
        depth => format!("    {}then ", "  ".repeat(depth - 1)),
    };
    let _ = write!(text, "{place}{}", entry.operation.as_str());
    if !entry.target.is_empty() {
        let _ = write!(text, " {BOLD}{}{BOLD:#}", escape::line(&entry.target));
    }
    if let Some(region) = &entry.region {
        let _ = write!(text, " in {}", escape::line(region));
    }
    if let Some(hours) = entry.hours_to_answer {
        let message = entry.message.as_deref().unwrap_or_default();
        let shown: String = message.chars().take(QUESTION_MAX).collect();
        let more = if shown.len() < message.len() { "..." } else { "" };
        let _ = write!(text, ": {hours} h to answer: {}{more}", escape::line(&shown));
    }
    if let Some(minutes) = entry.usual_minutes {
        let _ = write!(text, "{DIM}, about {}{DIM:#}", duration(minutes));
    }
    if let Some(now) = &entry.now {
        let _ = write!(text, ", {}", shows(now));
    }
    if let Some(in_use) = &entry.in_use {
        let _ = write!(text, ", {}", has_name(in_use));
    }
    text.push('\n');
}

fn shows(now: &Now) -> String {
    if !now.there {
        return format!("{BAD}not there{BAD:#}");
    }
    match (now.setting.image(), &now.image_name) {
        (Some(image), Some(name)) if image.starts_with("arn:") || image == name => {
            format!("now {}", escape::line(name))
        }
        (Some(image), Some(name)) => format!("now {} ({})", escape::line(image), escape::line(name)),
        (Some(image), None) => format!("now {}", escape::line(image)),
        (None, _) => "now without an image".to_owned(),
    }
}

fn has_name(in_use: &InUse) -> String {
    let id = in_use.id.as_deref().map(|id| format!(" by {}", escape::line(id))).unwrap_or_default();
    let state =
        in_use.state.as_deref().map(|state| format!(" ({})", escape::line(state))).unwrap_or_default();
    format!("{WARNING}the name is in use{WARNING:#}{id}{state}")
}

/// Hours and minutes.
fn duration(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use deskport_shared::outcome::Setting;

    #[test]
    fn a_duration_has_hours_and_minutes() {
        assert_eq!([45, 60, 90].map(duration), ["45 min", "1 h", "1 h 30 min"]);
    }

    #[test]
    fn a_bundle_or_fleet_shows_its_image_by_name_where_it_is_known() {
        let now = |setting: Setting, name: Option<&str>| {
            let now = Now { there: true, setting, image_name: name.map(str::to_owned) };
            anstream::adapter::strip_str(&shows(&now)).to_string()
        };
        assert_eq!(now(Setting::of_bundle(Some("wsi-1".to_owned())), Some("golden")), "now wsi-1 (golden)");
        assert_eq!(now(Setting::of_bundle(Some("wsi-1".to_owned())), None), "now wsi-1");
        let arn = "arn:aws:appstream:eu-west-1:111122223333:image/apps".to_owned();
        assert_eq!(now(Setting::of_fleet(Some(arn)), Some("apps")), "now apps");
        assert_eq!(now(Setting::of_fleet(None), None), "now without an image");
        assert_eq!(anstream::adapter::strip_str(&shows(&Now::default())).to_string(), "not there");
    }
}
