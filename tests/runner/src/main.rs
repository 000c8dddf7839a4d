//! `deskport-runner`: runs the state machines in simulated time.

use deskport_runner::case::Case;
use deskport_runner::functions::Handlers;
use deskport_runner::handover;
use deskport_runner::machines::Machines;
use deskport_runner::polling;
use deskport_runner::run::{Report, run};
use deskport_runner::scenario::Scenario;
use deskport_runner::soak::{Totals, soak};
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::time::Instant;

const HELP: &str = "\
Runs the state machines with the real functions in simulated time.

Usage: deskport-runner soak [--seeds N] [--from SEED]   scenarios by seed, with what went wrong in them
       deskport-runner replay SEED                      one of them, with everything that happened
       deskport-runner polling                          docs/polling.md, measured anew
       deskport-runner case FILE|-                      cases in JSON; prints a line of JSON for each: how it ended
       deskport-runner handover                         what the machines hand to the functions, in JSON: tests/data/handover
";
/// How many failing seeds are shown.
const SHOWN: usize = 10;
/// How many seeds a soak runs by default.
const SEEDS: u64 = 2000;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut out = std::io::stdout().lock();
    match answer(&arguments, &mut out) {
        Ok(code) => code,
        Err(error) => {
            // Where standard error is closed nobody reads the reason.
            let _ = writeln!(std::io::stderr(), "deskport-runner: {error}");
            ExitCode::from(2)
        }
    }
}

fn answer(arguments: &[&str], out: &mut impl Write) -> Result<ExitCode, String> {
    let said = |error: std::io::Error| error.to_string();
    let machines = || Machines::load().map_err(|error| error.to_string());
    match arguments {
        ["soak", options @ ..] => {
            let seeds = option(options, "--seeds")?.unwrap_or(SEEDS);
            let from = option(options, "--from")?.unwrap_or(1);
            soak_seeds(from, seeds, &machines()?, out).map_err(said)
        }
        ["replay", seed] => {
            let seed = seed.parse().map_err(|_| format!("{seed} is no seed"))?;
            let report = run(&Scenario::of(seed), &machines()?, &Handlers, true)?;
            replay(&report, out).map_err(said)
        }
        ["polling"] => {
            out.write_all(polling::Measurements::take(&machines()?)?.document().as_bytes()).map_err(said)?;
            Ok(ExitCode::SUCCESS)
        }
        ["handover"] => {
            let records = handover::record_all(&machines()?)?;
            writeln!(out, "{records}").map_err(said)?;
            Ok(ExitCode::SUCCESS)
        }
        ["case", file] => cases(file, &machines()?, out),
        [] | ["--help" | "-h" | "help"] => {
            out.write_all(HELP.as_bytes()).map_err(said)?;
            Ok(ExitCode::SUCCESS)
        }
        _ => Err(format!("these arguments are not known: {}\n\n{HELP}", arguments.join(" "))),
    }
}

fn cases(file: &str, machines: &Machines, out: &mut impl Write) -> Result<ExitCode, String> {
    let said = |error: std::io::Error| format!("{file}: {error}");
    let text =
        if file == "-" { std::io::read_to_string(std::io::stdin()) } else { std::fs::read_to_string(file) };
    for case in Case::read(&text.map_err(said)?)? {
        let answer = serde_json::to_string(&case.run(machines)?).map_err(|error| error.to_string())?;
        writeln!(out, "{answer}").map_err(said)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn option(options: &[&str], name: &str) -> Result<Option<u64>, String> {
    if let Some(unknown) = options.iter().step_by(2).find(|option| !["--seeds", "--from"].contains(option)) {
        return Err(format!("the option {unknown} is not known"));
    }
    let Some(at) = options.iter().position(|option| *option == name) else { return Ok(None) };
    let value = options.get(at + 1).and_then(|value| value.parse().ok());
    value.map(Some).ok_or_else(|| format!("{name} takes a number"))
}

#[allow(clippy::disallowed_methods, reason = "the soak shows how fast it was; no scenario reads this clock")]
fn soak_seeds(from: u64, seeds: u64, machines: &Machines, out: &mut impl Write) -> std::io::Result<ExitCode> {
    let begun = Instant::now();
    let mut progress = Progress::new(seeds);
    let totals = soak(from..from.saturating_add(seeds), machines, &Handlers, |_| progress.step());
    progress.end();
    let seconds = begun.elapsed().as_secs_f64().max(0.001);
    figures(&totals, seconds, out)?;
    write!(out, "{}", totals.failures(SHOWN))?;
    if totals.failed.is_empty() {
        writeln!(out, "every invariant held")?;
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(out, "{} of {} seeds failed", totals.failed.len(), totals.scenarios)?;
    Ok(ExitCode::FAILURE)
}

/// How far a soak is: one line on a terminal, nothing elsewhere.
struct Progress {
    of: u64,
    done: u64,
    shown: bool,
}

/// How many scenarios run between two updates of the progress.
const SHOWN_EVERY: u64 = 100;

impl Progress {
    fn new(of: u64) -> Self {
        Self { of, done: 0, shown: std::io::stderr().is_terminal() }
    }

    fn step(&mut self) {
        self.done += 1;
        if self.shown && self.done.is_multiple_of(SHOWN_EVERY) {
            // Where the terminal is gone, so is its reader.
            let _ = write!(std::io::stderr(), "\r{} of {} scenarios", self.done, self.of);
        }
    }

    fn end(&self) {
        if self.shown {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "for a reader")]
fn figures(totals: &Totals, seconds: f64, out: &mut impl Write) -> std::io::Result<()> {
    let rate = totals.scenarios as f64 / seconds;
    writeln!(out, "{:>10} scenarios in {seconds:.1} s: {rate:.0} a second on one core", totals.scenarios)?;
    writeln!(out, "{:>10} executions", totals.executions)?;
    writeln!(out, "{:>10} events", totals.events)?;
    writeln!(out, "{:>10} calls of WorkSpaces and AppStream, each try counted", totals.calls)?;
    writeln!(out, "{:>10} invariants checked", totals.checked)?;
    writeln!(out, "{:>10} events in the longest history", totals.longest_history)?;
    for (fault, count) in totals.counts.iter() {
        writeln!(out, "{count:>10} {fault}")?;
    }
    Ok(())
}

fn replay(report: &Report, out: &mut impl Write) -> std::io::Result<ExitCode> {
    for line in &report.timeline {
        writeln!(out, "{line}")?;
    }
    for violation in &report.violations {
        writeln!(out, "VIOLATED  {violation}")?;
    }
    writeln!(out, "{} invariants checked, {} violated", report.checked, report.violations.len())?;
    Ok(if report.violations.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
