//! `deskport report`: a run as one page.

use super::show::Which;
use super::{Common, Place};
use crate::escape;
use crate::file::{self, Target};
use crate::output::{Output, Shown};
use crate::page::{BEGINNING, Source};
use crate::run::execution::State;
use crate::run::read;
use crate::trouble::Trouble;
use clap::Args;
use jiff::Timestamp;
use serde::Serialize;
use std::path::PathBuf;

const AFTER_HELP: &str = "\
Examples:
    deskport report ami-0abc1234def567890-win11
    deskport report --latest -o report.html
    deskport report ami-0abc1234def567890-win11 -o - > report.html

  The page holds all it needs: it can be mailed, kept with a change request, and printed. Of a run
  that goes on it says until when it is known.

  An older report is written anew. Any other file is left as it is, unless --force is given.

Exit codes:
  0  the page was written, however the run ended; `deskport show` says that by its exit code
  1  there is no such run, or another file is in the way
  2  Deskport or AWS could not do it";

/// The arguments of `deskport report`. Everywhere else -o is short for --output; here people expect it to name the file.
#[derive(Args, Debug)]
#[command(about = "Write a run as a page: its picture over time, failures with remedies, what changed", after_help = AFTER_HELP,
    mut_arg("output", |argument| argument.short(None)))]
pub(crate) struct Report {
    #[command(flatten)]
    pub(crate) which: Which,

    /// Where to write the page; - is standard output [default: deskport-RUN.html in this folder]
    #[arg(long, short = 'o', value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,

    /// Overwrite a file that is no report
    #[arg(long)]
    pub(crate) force: bool,

    #[command(flatten)]
    pub(crate) common: Common,
}

/// The page, written or to be printed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Written {
    /// The file; none where the page is to be printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    run: String,
    status: State,
    #[serde(skip)]
    page: String,
}

impl Shown for Written {
    fn text(&self) -> String {
        match &self.file {
            Some(file) => format!("{}\n", escape::line(file)),
            None => self.page.clone(),
        }
    }
}

/// Reads the run and writes its page.
pub(crate) async fn run(arguments: &Report) -> Result<Written, Trouble> {
    let printed = arguments.file.as_ref().is_some_and(|file| file.as_os_str() == "-");
    check(arguments, printed)?;
    let place = arguments.common.place().await?;
    let execution = arguments.which.execution(&place).await?;
    let target = if printed { None } else { Some(target(arguments, &execution.name)?) };
    let page = page(&place, &execution).await?;
    let file = target.map(|target| target.write(&page)).transpose()?;
    Ok(Written { file, run: execution.name, status: execution.state, page })
}

/// What can be seen to be a mistake before AWS is asked.
fn check(arguments: &Report, printed: bool) -> Result<(), Trouble> {
    let as_json = arguments.common.form.output == Output::Json;
    if printed && as_json {
        return Err(Trouble::asked("-o - prints the page, so that --output json has no place")
            .hint("With -o FILE, --output json prints the file's name."));
    }
    let form = arguments.file.iter().find(|file| file.as_os_str() == "json" || file.as_os_str() == "text");
    match form {
        Some(form) => Err(Trouble::asked(format!(
            "-o names the page's file: is one wanted that is called {}?",
            form.display()
        ))
        .hint(format!("--output {0} chooses the form of the output; -o ./{0} is a file.", form.display()))),
        None => Ok(()),
    }
}

fn target(arguments: &Report, run: &str) -> Result<Target, Trouble> {
    let default = format!("deskport-{run}.html");
    let path = arguments.file.clone().unwrap_or_default();
    file::target(&path, &default, if arguments.force { None } else { Some(BEGINNING) })
}

async fn page(place: &Place, execution: &crate::run::execution::Execution) -> Result<String, Trouble> {
    let run = read::whole(place, execution).await?;
    let now = Timestamp::now();
    Ok(Source { run: &run, input: execution.input.as_deref(), namespace: &place.stack.namespace, now }.page())
}
