//! `deskport preset rm`: removes a preset.

use crate::aws::operation::delete_parameter;
use crate::confirm::Confirm;
use crate::output::Shown;
use crate::preset::shelf::{Shelf, named};
use crate::style;
use crate::trouble::Trouble;
use crate::verb::Common;
use clap::Args;
use serde::Serialize;

/// The arguments of `deskport preset rm`.
#[derive(Args, Debug)]
pub(crate) struct Rm {
    /// The preset's name
    name: String,

    #[command(flatten)]
    confirm: Confirm,

    #[command(flatten)]
    pub(super) common: Common,
}

/// What was removed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Removed {
    name: String,
    parameter: String,
    /// The version that it had.
    version: i64,
}

impl Shown for Removed {
    fn text(&self) -> String {
        format!("removed {}, which was at version {} of {}\n", self.name, self.version, self.parameter)
    }
}

/// Removes it.
pub(super) async fn run(arguments: &Rm) -> Result<Removed, Trouble> {
    let name = named(&arguments.name)?;
    let shelf = Shelf::open(&arguments.common).await?;
    let held = shelf.get(name).await?;
    let stored = held.modified_at.map(|at| format!(", stored {}", style::minute(at))).unwrap_or_default();
    let shown = format!(
        "The preset {name}, version {}{stored}, is removed with all its versions. AMIs that ask for it are then reported, not imported.\n",
        held.version
    );
    arguments.confirm.ask(&shown, "Remove it?")?;
    if !delete_parameter::call(&shelf.aws, &held.parameter).await? {
        return Err(shelf.missing(name));
    }
    Ok(Removed { name: name.to_owned(), parameter: held.parameter, version: held.version })
}
