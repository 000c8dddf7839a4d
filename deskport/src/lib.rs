#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")
)]
//! The command `deskport`, as a library: `main.rs` passes its arguments and standard input.
//!
//! The rules are those of `deskport_shared`, so that the command and a run can't disagree; this crate shows their findings.

mod ami_file;
mod arguments;
mod aws;
mod check;
mod confirm;
mod definitions;
mod escape;
mod excerpt;
mod file;
mod input;
mod json_report;
mod output;
mod page;
mod preset;
mod run;
mod source_map;
mod stack;
mod style;
mod text_report;
mod trouble;
mod verb;
mod watch;

use arguments::{Arguments, Command, Validate};
use check::Checked;
use clap::Parser as _;
use input::Failure;
use output::{Output, ended, write};
use std::ffi::OsString;
use std::io::{self, Read, Write as _};
use std::process::ExitCode;

/// The request has violations.
const VIOLATIONS: u8 = 1;
/// The arguments or a file could not be read, or the output could not be written.
const UNREADABLE: u8 = 2;

/// Runs the command and returns its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>, stdin: &mut dyn Read) -> ExitCode {
    match Arguments::try_parse_from(arguments) {
        Ok(Arguments { command }) => run_command(command, stdin),
        Err(error) => {
            // Help that is not read to its end is not an error.
            let _ = error.print();
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(UNREADABLE))
        }
    }
}

fn run_command(command: Command, stdin: &mut dyn Read) -> ExitCode {
    match command {
        Command::Validate(validate) => run_validate(&validate, stdin),
        Command::Plan(plan) => verb::run(&plan.common, verb::plan::run(&plan, stdin)),
        Command::Start(start) if start.wait => verb::run(&start.common, verb::watch::start(&start, stdin)),
        Command::Start(start) => verb::run(&start.common, verb::start::run(&start, stdin)),
        Command::List(list) => verb::run(&list.common, verb::list::run(&list)),
        Command::Show(show) => verb::run(&show.common, verb::show::run(&show)),
        Command::Report(report) => verb::run(&report.common, verb::report::run(&report)),
        Command::Approve(approve) => verb::run(&approve.asking.common, verb::answer::approve(&approve)),
        Command::Refuse(refuse) => verb::run(&refuse.asking.common, verb::answer::refuse(&refuse)),
        Command::Stop(stop) => verb::run(&stop.common, verb::stop::run(&stop)),
        Command::Rerun(rerun) => verb::run(&rerun.common, verb::rerun::run(&rerun)),
        Command::Rollback(rollback) => verb::run(&rollback.common, verb::rollback::run(&rollback)),
        Command::Doctor(doctor) => verb::run(&doctor.common, verb::doctor::run(&doctor)),
        Command::Preset { preset } => verb::preset::run(&preset, stdin),
        Command::Watch(watch) => verb::run(&watch.common, verb::watch::run(&watch)),
        Command::Schema => ended(0, print_schema()),
        Command::Completions(shell) => {
            ended(0, io::stdout().lock().write_all(&definitions::completions(&shell)))
        }
        Command::Man(man) => ended(0, definitions::man(&man)),
    }
}

fn run_validate(arguments: &Validate, stdin: &mut dyn Read) -> ExitCode {
    let checked = check::run(arguments, stdin);
    let code = match &checked {
        Ok(checked) if checked.findings.violations.is_empty() => 0,
        Ok(_) => VIOLATIONS,
        Err(_) => UNREADABLE,
    };
    ended(code, print(&checked, arguments.form.output))
}

/// Text goes through anstream, which removes the colours if they are not wanted.
fn print(checked: &Result<Checked, Failure>, output: Output) -> io::Result<()> {
    match (checked, output) {
        (Ok(checked), Output::Text) => write(anstream::stdout().lock(), &text_report::report(checked)),
        (Err(failure), Output::Text) => write(anstream::stderr().lock(), &text_report::failure(failure)),
        (Ok(checked), Output::Json) => write(io::stdout().lock(), &json_report::report(checked)?),
        (Err(failure), Output::Json) => write(io::stdout().lock(), &json_report::failure(failure)?),
    }
}

fn print_schema() -> io::Result<()> {
    let schema = output::json(&deskport_shared::schema::request())?;
    write(io::stdout().lock(), &schema)
}
