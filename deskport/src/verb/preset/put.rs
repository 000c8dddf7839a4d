//! `deskport preset put`: stores a preset from a file.

use super::store::{How, Stored, store};
use crate::check;
use crate::input;
use crate::preset::shelf::{Shelf, named};
use crate::trouble::Trouble;
use crate::verb::Common;
use clap::Args;
use deskport_shared::json::Wanted;
use std::io::Read;
use std::path::PathBuf;

pub(super) const AFTER_HELP: &str = "\
Examples:
  Store a preset, or replace it; what is different is shown, and you are asked:
    deskport preset put win11 win11.json

  In a CI job:
    deskport preset put win11 win11.json --yes

  Store it encrypted, since not everybody may see its AppCatalogConfig:
    deskport preset put finance finance.json --secure --key-id alias/presets

A preset of up to 4,096 characters is a standard parameter, a longer one an advanced parameter, which
AWS charges for. It stays encrypted once it is.

Exit codes:
  0  stored, or stored like this before
  1  the preset has violations, you did not agree, or somebody else has just changed it
  2  the file can't be read as JSON, or Deskport or AWS could not do it";

/// The arguments of `deskport preset put`.
#[derive(Args, Debug)]
pub(crate) struct Put {
    /// The preset's name
    name: String,

    /// The preset; - reads standard input
    file: PathBuf,

    #[command(flatten)]
    how: How,

    #[command(flatten)]
    pub(super) common: Common,
}

/// Stores it.
pub(super) async fn run(arguments: &Put, stdin: &mut dyn Read) -> Result<Stored, Trouble> {
    let name = named(&arguments.name)?;
    let checked = check::to_store(input::read(&arguments.file, stdin, Wanted::Preset(None))?);
    let namespace = arguments.common.connection.namespace();
    if checked.plan.is_none() {
        return Ok(Stored::faulty(&namespace, name, checked));
    }
    let shelf = Shelf::open(&arguments.common).await?;
    let there = shelf.find(name, None).await?;
    store(&shelf, name, checked, there.as_ref(), &arguments.how).await
}
