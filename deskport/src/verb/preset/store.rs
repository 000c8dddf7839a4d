//! How a checked preset gets into Parameter Store: what is different is shown, somebody agrees, and nobody else's change is lost
//! without a word.

use crate::aws::operation::put_parameter::{self, Put, Wanted};
use crate::check::Checked;
use crate::confirm::Confirm;
use crate::output::Shown;
use crate::preset::difference::Difference;
use crate::preset::held::{Described, Held, Kind, Tier};
use crate::preset::shelf::Shelf;
use crate::text_report;
use crate::trouble::Trouble;
use anstyle::{AnsiColor, Style};
use clap::Args;
use deskport_shared::namespace::Namespace;
use deskport_shared::preset;
use deskport_shared::secret::Secret;
use deskport_shared::violation::Violation;
use serde::Serialize;
use std::fmt::Write as _;

const BOLD: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default().bold();

/// How a preset is stored.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct How {
    /// Encrypt it: as a SecureString
    #[arg(long)]
    pub(super) secure: bool,

    /// The KMS key that it is encrypted with; by default the one that it is encrypted with already, else AWS's own
    #[arg(long, value_name = "KEY")]
    pub(super) key_id: Option<String>,

    #[command(flatten)]
    pub(super) confirm: Confirm,
}

/// What came of it.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Stored {
    name: String,
    parameter: String,
    valid: bool,
    /// Whether it was stored now. A preset that is stored like this already is not stored again.
    stored: bool,
    /// The version that is there now.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#type: Option<Kind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tier: Option<Tier>,
    /// In what it differs from what was there; empty for a new one.
    difference: Difference,
    violations: Vec<Violation>,
    warnings: Vec<Violation>,
    /// What went on beside it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    /// What was found in it, for a person.
    #[serde(skip)]
    findings: String,
}

impl Stored {
    fn new(namespace: &Namespace, name: &str, checked: Checked) -> Self {
        Self {
            name: name.to_owned(),
            parameter: namespace.parameter(name),
            valid: checked.plan.is_some(),
            findings: text_report::findings(&checked),
            violations: checked.findings.violations,
            warnings: checked.findings.warnings,
            ..Self::default()
        }
    }

    /// Nothing was stored, as it has violations.
    pub(super) fn faulty(namespace: &Namespace, name: &str, checked: Checked) -> Self {
        Self::new(namespace, name, checked)
    }

    /// Nothing was stored, as it is there like this already.
    pub(super) fn unchanged(namespace: &Namespace, name: &str, checked: Checked, version: i64) -> Self {
        Self { version: Some(version), ..Self::new(namespace, name, checked) }
    }
}

impl Shown for Stored {
    fn text(&self) -> String {
        let Self { name, parameter, .. } = self;
        let version = self.version.unwrap_or_default();
        if !self.valid {
            return format!("{}\nNothing was stored.\n", self.findings);
        }
        if !self.stored {
            return format!(
                "{BOLD}{name}{BOLD:#} is stored like this already, as version {version} of {parameter}: nothing was stored.\n"
            );
        }
        let mut text =
            format!("{GOOD}stored{GOOD:#} {BOLD}{name}{BOLD:#} as version {version} of {parameter}");
        if let (Some(kind), Some(tier)) = (self.r#type, self.tier) {
            let _ = write!(text, " ({}, {})", kind.as_str(), tier.as_str());
        }
        text.push('\n');
        for said in &self.notes {
            let _ = writeln!(text, "  {said}");
        }
        text
    }

    fn exit_code(&self) -> u8 {
        u8::from(!self.valid)
    }
}

/// What a preset that is there becomes.
#[derive(Debug, PartialEq, Eq)]
struct Change {
    kind: Kind,
    tier: Tier,
    key: Option<String>,
    /// What whoever agrees should know.
    notes: Vec<&'static str>,
    /// Whether it is there like this already.
    none: bool,
}

const COSTS: &str = "It takes an advanced parameter, as it has more than 4,096 characters: AWS charges for that each month, and it never \
                     becomes a standard one again.";
const STAYS: &str = "It stays an advanced parameter, which AWS charges for. To have a standard one, remove the preset and store it again.";

impl Change {
    fn new(
        name: &str,
        text: &str,
        there: Option<&Held>,
        described: Option<&Described>,
        how: &How,
    ) -> Result<Self, Trouble> {
        let kind = kind(name, there, how)?;
        if kind != Kind::SecureString && how.key_id.is_some() {
            return Err(Trouble::asked(format!(
                "--key-id: {name} is stored as {}, without a key",
                kind.as_str()
            ))
            .hint("--secure stores a new preset encrypted."));
        }
        let known = described.and_then(|one| one.key.clone());
        let key = how.key_id.clone().or_else(|| known.clone()).filter(|_| kind == Kind::SecureString);
        let needed = preset::tier(text).map_or(Tier::Advanced, Tier::from);
        let held = described.map(|one| one.tier);
        let (tier, said) = match (needed, held) {
            (Tier::Advanced, None | Some(Tier::Standard)) => (Tier::Advanced, Some(COSTS)),
            (Tier::Standard, Some(Tier::Advanced)) => (Tier::Advanced, Some(STAYS)),
            (Tier::Advanced, Some(Tier::Advanced)) => (Tier::Advanced, None),
            (Tier::Standard, None | Some(Tier::Standard)) => (Tier::Standard, None),
        };
        let same_key = how.key_id.is_none() || key == known;
        let none = same_key && there.is_some_and(|held| held.value.reveal() == text);
        Ok(Self { kind, tier, key, notes: said.into_iter().collect(), none })
    }
}

/// The type stays what it is: Parameter Store changes none (PutParameter, HierarchyTypeMismatchException).
fn kind(name: &str, there: Option<&Held>, how: &How) -> Result<Kind, Trouble> {
    match there.map(|held| held.kind) {
        None if how.secure => Ok(Kind::SecureString),
        None => Ok(Kind::String),
        Some(kind @ (Kind::String | Kind::StringList)) if how.secure => Err(Trouble::asked(format!(
            "--secure: {name} is stored as {}, and Parameter Store can't change a parameter's type",
            kind.as_str()
        ))
        .hint(format!(
            "Remove it with deskport preset rm {name}, which removes its earlier versions too, and store it again."
        ))),
        Some(kind) => Ok(kind),
    }
}

/// Stores a preset without violations. `there` is what it replaces.
pub(super) async fn store(
    shelf: &Shelf,
    name: &str,
    checked: Checked,
    there: Option<&Held>,
    how: &How,
) -> Result<Stored, Trouble> {
    let described = match there {
        Some(_) => shelf.described(name).await?,
        None => None,
    };
    let change = Change::new(name, &checked.document.text, there, described.as_ref(), how)?;
    if let Some(held) = there.filter(|_| change.none) {
        return Ok(Stored::unchanged(&shelf.namespace, name, checked, held.version));
    }
    let difference = there
        .map(|held| Difference::between(held.value.reveal(), &checked.document.text))
        .unwrap_or_default();
    how.confirm.ask(&announced(name, &checked, there, &difference, &change), "Store it?")?;
    if !how.confirm.yes {
        untouched(shelf, name, there).await?;
    }
    let wanted = Wanted {
        name: &shelf.namespace.parameter(name),
        value: Secret::new(checked.document.text.as_str()),
        kind: change.kind,
        tier: change.tier,
        key: change.key,
        description: described.and_then(|one| one.description),
        overwrite: there.is_some(),
    };
    let version = match put_parameter::call(&shelf.aws, wanted).await? {
        Put::Version(version) => version,
        Put::NameTaken => return Err(meanwhile(shelf, name)),
    };
    Ok(Stored {
        stored: true,
        version: Some(version),
        r#type: Some(change.kind),
        tier: Some(change.tier),
        difference,
        notes: raced(shelf, name, there, version).into_iter().collect(),
        ..Stored::new(&shelf.namespace, name, checked)
    })
}

/// What whoever is asked sees.
fn announced(
    name: &str,
    checked: &Checked,
    there: Option<&Held>,
    difference: &Difference,
    change: &Change,
) -> String {
    let mut text = text_report::findings(checked);
    match there {
        None => {
            let _ = writeln!(text, "\nThe preset {name} is new ({}).", change.kind.as_str());
        }
        Some(held) => {
            let _ = writeln!(
                text,
                "\nThe difference to version {} of {name} ({}):\n{}",
                held.version,
                held.kind.as_str(),
                difference.text().trim_end()
            );
        }
    }
    for said in &change.notes {
        let _ = writeln!(text, "{said}");
    }
    text
}

/// Looks once more: while somebody was asked, somebody else may have stored another. Parameter Store itself takes no condition.
async fn untouched(shelf: &Shelf, name: &str, there: Option<&Held>) -> Result<(), Trouble> {
    let now = shelf.find(name, None).await?;
    let same = now.map(|held| held.version) == there.map(|held| held.version);
    if same { Ok(()) } else { Err(meanwhile(shelf, name)) }
}

fn meanwhile(shelf: &Shelf, name: &str) -> Trouble {
    Trouble::asked(format!("somebody else has just changed the preset {name}: nothing was stored"))
        .hint(format!("Look at it with deskport preset get {name}{}, and store yours again.", shelf.options))
}

/// What the version says of changes in the moment between the last look and the call.
fn raced(shelf: &Shelf, name: &str, there: Option<&Held>, version: i64) -> Option<String> {
    let before = there.map_or(0, |held| held.version);
    match version - before {
        1 => None,
        2.. => Some(format!(
            "Somebody else stored version {} in the same moment, and yours replaced it: look at it with deskport preset get {name} \
             --version {}{}",
            version - 1,
            version - 1,
            shelf.options
        )),
        _ => Some(
            "Somebody else removed it in the same moment: it is there again, without earlier versions."
                .to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(kind: Kind) -> Held {
        Held {
            parameter: "/deskport/presets/p".to_owned(),
            value: Secret::new("{}"),
            version: 4,
            kind,
            modified_at: None,
        }
    }

    fn described(kind: Kind, tier: Tier) -> Described {
        Described {
            parameter: "/deskport/presets/p".to_owned(),
            version: 4,
            kind,
            tier,
            key: (kind == Kind::SecureString).then(|| "alias/presets".to_owned()),
            description: None,
            modified_at: None,
        }
    }

    fn change(kind: Kind, tier: Tier, text: &str, how: &How) -> Result<Change, String> {
        let there = (held(kind), described(kind, tier));
        Change::new("p", text, Some(&there.0), Some(&there.1), how).map_err(|trouble| trouble.line())
    }

    fn how(secure: bool, key: Option<&str>) -> How {
        How { secure, key_id: key.map(str::to_owned), confirm: Confirm { yes: true } }
    }

    #[test]
    fn a_new_one_is_what_was_asked_for_in_the_tier_that_it_needs() {
        let new = |text: &str, how: &How| Change::new("p", text, None, None, how).unwrap();
        let plain = new("{}", &how(false, None));
        assert_eq!(
            (plain.kind, plain.tier, plain.key, plain.none),
            (Kind::String, Tier::Standard, None, false)
        );
        let secret = new(&"x".repeat(5000), &how(true, Some("alias/a")));
        assert_eq!((secret.kind, secret.tier), (Kind::SecureString, Tier::Advanced));
        assert_eq!((secret.key.as_deref(), secret.notes), (Some("alias/a"), vec![COSTS]));
    }

    #[test]
    fn what_is_there_keeps_its_type_its_key_and_its_tier() {
        let secret = change(Kind::SecureString, Tier::Advanced, "{ }", &how(false, None)).unwrap();
        assert_eq!((secret.kind, secret.tier), (Kind::SecureString, Tier::Advanced));
        assert_eq!((secret.key.as_deref(), secret.notes), (Some("alias/presets"), vec![STAYS]));
        let plain = change(Kind::String, Tier::Standard, &"x".repeat(5000), &how(false, None)).unwrap();
        assert_eq!((plain.kind, plain.tier, plain.notes), (Kind::String, Tier::Advanced, vec![COSTS]));
    }

    #[test]
    fn the_same_text_under_another_key_is_a_change() {
        let none = |key| change(Kind::SecureString, Tier::Standard, "{}", &how(false, key)).unwrap().none;
        assert_eq!((none(None), none(Some("alias/presets")), none(Some("alias/b"))), (true, true, false));
        assert!(!change(Kind::String, Tier::Standard, "{ }", &how(false, None)).unwrap().none);
    }

    #[test]
    fn a_type_is_not_changed() {
        let said = change(Kind::String, Tier::Standard, "{ }", &how(true, None)).unwrap_err();
        assert!(said.contains("p is stored as String, and Parameter Store can't change"), "{said}");
        let said = change(Kind::String, Tier::Standard, "{ }", &how(false, Some("alias/b"))).unwrap_err();
        assert!(said.contains("--key-id: p is stored as String, without a key"), "{said}");
    }
}
