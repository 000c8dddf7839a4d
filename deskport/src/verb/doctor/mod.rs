//! `deskport doctor`: whether everything is there that imports need, one numbered check after the other.
//!
//! A check is one file in `checks/` and one line of its table. A number is never given to another check: people ignore by it.

mod check;
mod checks;
mod patient;
mod report;

use super::Common;
use crate::trouble::{Kind, Trouble};
use check::{Check, Finding, Stop};
use clap::Args;
use futures_util::{StreamExt as _, stream};
use patient::Patient;
use report::{Line, Report};
use std::collections::BTreeSet;
use std::io::{self, IsTerminal as _, Write as _};

/// How many checks ask AWS at once.
const AT_ONCE: usize = 8;

const AFTER_HELP: &str = "\
Examples:
    deskport doctor
    deskport doctor --ignore D05 --ignore D08
    deskport doctor --output json | jq -r '.Checks[] | select(.Result == \"WRONG\") | .Fix'

Nothing is changed. docs/doctor.md lists the checks, with the permission that each needs.

Exit codes:
  0  everything is good; warnings stop nothing
  1  something is wrong, or a check could not be made that is not ignored
  2  nothing could be checked";

/// The arguments of `deskport doctor`.
#[derive(Args, Debug)]
#[command(about = "Check account, Region and stack, with a fix for whatever is wrong", after_help = AFTER_HELP)]
pub(crate) struct Doctor {
    /// Leave a check out, by its number; may be given several times
    #[arg(long, value_name = "NUMBER", value_parser = number)]
    pub(crate) ignore: Vec<u8>,

    #[command(flatten)]
    pub(crate) common: Common,
}

fn number(text: &str) -> Result<u8, String> {
    let known = checks::ALL.iter().find(|check| check.name().eq_ignore_ascii_case(text));
    known.map(|check| check.number).ok_or_else(|| {
        let names: Vec<_> = checks::ALL.iter().map(|check| check.name()).collect();
        format!("there is no such check: allowed are {}", names.join(", "))
    })
}

/// Makes the checks.
pub(crate) async fn run(arguments: &Doctor) -> Result<Report, Trouble> {
    let ignored: BTreeSet<u8> = arguments.ignore.iter().copied().collect();
    let progress = Progress::new(checks::ALL.len() - ignored.len());
    let patient = Patient::examine(&arguments.common.connection).await?;
    let made = stream::iter(checks::ALL)
        .map(|check| {
            let (patient, progress) = (&patient, &progress);
            let left_out = ignored.contains(&check.number);
            async move {
                if left_out {
                    return Line::ignored(check);
                }
                let line = Line::new(check, made(check, patient).await);
                progress.step();
                line
            }
        })
        .buffered(AT_ONCE)
        .collect()
        .await;
    progress.end();
    Ok(Report::new(made))
}

/// Without credentials no check but that of the credentials themselves says anything.
async fn made(check: &Check, patient: &Patient) -> Finding {
    let without = patient.identity.as_ref().is_err_and(|trouble| trouble.kind == Kind::Credentials);
    let answer = if without && check.number != checks::credentials::CHECK.number {
        Err(Stop::After(&checks::credentials::CHECK))
    } else {
        (check.make)(patient).await
    };
    answer.unwrap_or_else(|stop| stop.finding(check))
}

/// How many checks are made, on standard error; only for a person who waits there.
struct Progress {
    shown: bool,
    made: std::cell::Cell<usize>,
    all: usize,
}

impl Progress {
    fn new(all: usize) -> Self {
        let shown = io::stderr().is_terminal() && std::env::var_os("CI").is_none();
        let progress = Self { shown, made: std::cell::Cell::new(0), all };
        progress.show();
        progress
    }

    fn step(&self) {
        self.made.set(self.made.get() + 1);
        self.show();
    }

    fn show(&self) {
        if self.shown {
            let mut stderr = io::stderr().lock();
            let _ = write!(stderr, "\r{} of {} checks", self.made.get(), self.all);
            let _ = stderr.flush();
        }
    }

    /// Takes the line away again.
    fn end(&self) {
        if self.shown {
            let _ = write!(io::stderr().lock(), "\r{:30}\r", "");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_is_ignored_by_its_number() {
        assert_eq!((number("D07"), number("d07")), (Ok(7), Ok(7)));
        for wrong in ["D99", "7", "", "D7", "\u{1b}"] {
            assert!(number(wrong).is_err_and(|said| said.contains("allowed are D01, D02")), "{wrong}");
        }
    }
}
