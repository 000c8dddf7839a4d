//! `deskport preset`: the presets of a stack, in Parameter Store.

mod check;
mod edit;
mod get;
mod list;
mod put;
mod rm;
mod store;

use crate::verb;
use clap::Subcommand;
use std::io::Read;
use std::process::ExitCode;

const CHECK_HELP: &str = "\
Examples:
    deskport preset check
    deskport preset check win11 finance --output json

Exit codes:
  0  all are good; warnings stop nothing
  1  one has violations or is no JSON, or is not there
  2  Deskport or AWS could not do it";

/// What can be done with presets.
#[derive(Debug, Subcommand)]
#[command(arg_required_else_help = true, disable_help_subcommand = true)]
pub(crate) enum Preset {
    /// Store a preset from a file, once it is good
    #[command(after_help = put::AFTER_HELP)]
    Put(put::Put),
    /// Print a preset as it is stored
    #[command(after_help = get::AFTER_HELP)]
    Get(get::Get),
    /// Show which presets there are
    List(list::List),
    /// Remove a preset
    Rm(rm::Rm),
    /// Check the presets that are stored
    #[command(after_help = CHECK_HELP)]
    Check(check::Check),
    /// Change a preset in your editor, and store it once it is good
    #[command(after_help = edit::AFTER_HELP)]
    Edit(edit::Edit),
}

/// Does it.
pub(crate) fn run(preset: &Preset, stdin: &mut dyn Read) -> ExitCode {
    match preset {
        Preset::Put(put) => verb::run(&put.common, put::run(put, stdin)),
        Preset::Get(get) => verb::run(&get.common, get::run(get)),
        Preset::List(list) => verb::run(&list.common, list::run(list)),
        Preset::Rm(rm) => verb::run(&rm.common, rm::run(rm)),
        Preset::Check(check) => verb::run(&check.common, check::run(check)),
        Preset::Edit(edit) => verb::run(&edit.common, edit::run(edit)),
    }
}
