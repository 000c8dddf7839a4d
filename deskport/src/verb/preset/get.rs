//! `deskport preset get`: a preset as it is stored.

use crate::escape;
use crate::output::Shown;
use crate::preset::held::{Held, Kind, preset_of};
use crate::preset::shelf::{Shelf, named};
use crate::trouble::Trouble;
use crate::verb::Common;
use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

pub(super) const AFTER_HELP: &str = "\
Examples:
    deskport preset get win11
    deskport preset get win11 > win11.json
    deskport preset get win11 --version 3 > win11-before.json

A SecureString is decrypted, and an AppCatalogConfig is printed as it is.";

/// The arguments of `deskport preset get`.
#[derive(Args, Debug)]
pub(crate) struct Get {
    /// The preset's name
    name: String,

    /// An earlier version; Parameter Store keeps the last 100
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    version: Option<u32>,

    #[command(flatten)]
    pub(super) common: Common,
}

/// A preset with its text.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Document {
    name: String,
    parameter: String,
    version: i64,
    r#type: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified_at: Option<Timestamp>,
    value: String,
}

impl From<Held> for Document {
    fn from(held: Held) -> Self {
        Self {
            name: preset_of(&held.parameter).to_owned(),
            value: held.value.reveal().to_owned(),
            parameter: held.parameter,
            version: held.version,
            r#type: held.kind,
            modified_at: held.modified_at,
        }
    }
}

impl Shown for Document {
    fn text(&self) -> String {
        self.value.lines().map(|line| escape::line(&line.replace('\t', "    ")).into_owned() + "\n").collect()
    }

    fn verbatim(&self) -> Option<&str> {
        Some(&self.value)
    }
}

/// Reads it.
pub(super) async fn run(arguments: &Get) -> Result<Document, Trouble> {
    let name = named(&arguments.name)?;
    let shelf = Shelf::open(&arguments.common).await?;
    let Some(version) = arguments.version else { return shelf.get(name).await.map(Document::from) };
    if let Some(held) = shelf.find(name, Some(version)).await? {
        return Ok(held.into());
    }
    let now = shelf.get(name).await?;
    Err(Trouble::not_there(format!("the preset {name} has no version {version}")).hint(format!(
        "It is at version {}; Parameter Store keeps the last 100, and none of a preset that was removed.",
        now.version
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use deskport_shared::secret::Secret;

    #[test]
    fn a_terminal_gets_no_control_characters_and_a_file_every_byte() {
        let value = "{\r\n\t\"\u{9b}31m\": 1 }";
        let document = Document::from(Held {
            parameter: "/deskport/presets/p".to_owned(),
            value: Secret::new(value),
            version: 1,
            kind: Kind::String,
            modified_at: None,
        });
        assert_eq!(document.verbatim(), Some(value));
        assert_eq!(document.text(), "{\n    \"\\u009b31m\": 1 }\n");
    }
}
