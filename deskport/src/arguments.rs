//! The command's arguments and its help.

use crate::definitions::{Completions, Man};
use crate::output::Form;
use crate::verb::answer::{Approve, Refuse};
use crate::verb::doctor::Doctor;
use crate::verb::list::List;
use crate::verb::plan::Plan;
use crate::verb::preset::Preset;
use crate::verb::report::Report;
use crate::verb::rerun::Rerun;
use crate::verb::rollback::Rollback;
use crate::verb::show::Show;
use crate::verb::start::Start;
use crate::verb::stop::Stop;
use crate::verb::watch::Watch;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Imports Windows AMIs into Amazon WorkSpaces and AppStream 2.0
#[derive(Debug, Parser)]
#[command(name = "deskport", version, arg_required_else_help = true, disable_help_subcommand = true, after_help = TOUR)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const TOUR: &str = "\
From an AMI to desktops, and back:
  deskport validate request.json                   is the request good? (without AWS)
  deskport plan request.json                       what would be done
  deskport start request.json --wait               start it, and watch it to its end
  deskport approve --latest                        answer what it asks
  deskport show --latest                           how it ended, and what to do about failures
  deskport report --latest                         the same as a page to pass on
  deskport rollback --latest                       set bundles and fleets back
  deskport doctor                                  is everything set up?

Verbs about AWS take --profile, --region, --endpoint-url and --namespace, and --output json.

Exit codes: 0 done, 1 the run failed or the request is faulty, 2 Deskport or AWS could not do it,
3 the run goes on.";

/// What the command can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check a request, without touching AWS
    Validate(Validate),
    /// Show what a run would do, without starting one
    Plan(Box<Plan>),
    /// Start a run
    Start(Box<Start>),
    /// Follow a run to its end
    Watch(Box<Watch>),
    /// Show recent runs with their outcomes
    List(Box<List>),
    /// Show how a run ended, with what to do about each failure
    Show(Box<Show>),
    /// Write a run as a page: its picture over time, failures with remedies, what changed
    Report(Box<Report>),
    /// Approve what a run asks
    Approve(Box<Approve>),
    /// Refuse what a run asks
    Refuse(Box<Refuse>),
    /// Stop a run
    Stop(Box<Stop>),
    /// Run again what failed
    Rerun(Box<Rerun>),
    /// Set back what a run has changed on bundles, fleets and permissions
    Rollback(Box<Rollback>),
    /// Check account, Region and stack, with a fix for whatever is wrong
    Doctor(Box<Doctor>),
    /// Store, show and check the presets that AMIs ask for
    Preset {
        #[command(subcommand)]
        preset: Preset,
    },
    /// Print the JSON Schema of a request, for an editor or another checker
    #[command(after_help = SCHEMA_HELP)]
    Schema,
    /// Print completions for a shell
    Completions(Completions),
    /// Write the man pages into a folder
    Man(Man),
}

const SCHEMA_HELP: &str = "\
Example:
  deskport schema > request.schema.json

It accepts whatever `deskport validate` accepts. Rules that a schema can't express, such as
unique names or the properties of the AMI, are left to `deskport validate`.";

const LONG_ABOUT: &str = "\
Check a request, without touching AWS

Reads one request (a JSON document). If it is good, prints what would run: every step in
order, with its final name. Otherwise prints every violation: where it is, what was given,
what is allowed, and which page the rule comes from.";

const AFTER_HELP: &str = "\
Examples:
  Check a request:
    deskport validate request.json

  Check it with its AMI, so that {ami-name} and {date} are filled in and the AMI itself is
  checked (encrypted, not yours, wrong boot mode):
    aws ec2 describe-images --image-ids ami-0abc1234def567890 --output json > ami.json
    deskport validate request.json --ami ami.json --account 111122223333

  The same without a file in between:
    aws ec2 describe-images --image-ids ami-0abc1234def567890 --output json |
      deskport validate request.json --ami -

  Check a preset before it is stored, Parameter Store's limits included:
    deskport validate finance.json --preset

  In a CI job:
    deskport validate request.json --output json

Exit codes:
  0  the request is good; warnings stop nothing
  1  it has violations
  2  it could not be read: no such file, not JSON, not UTF-8, over 256 KiB, nested over
     100 deep, a key twice in one object; the same for --ami; or the arguments are wrong";

/// The arguments of `deskport validate`.
#[derive(Args, Debug)]
#[command(about = "Check a request, without touching AWS", long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(crate) struct Validate {
    /// The request; - reads standard input
    pub(crate) file: PathBuf,

    /// What `aws ec2 describe-images --output json` prints of the AMIs; - reads standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) ami: Option<PathBuf>,

    /// The account that imports: AMIs of --ami and ARNs have to be its own
    #[arg(long, value_name = "ID", value_parser = account)]
    pub(crate) account: Option<String>,

    /// Check the document as a preset: without Ec2ImageId and EnableByol
    #[arg(long)]
    pub(crate) preset: bool,

    #[command(flatten)]
    pub(crate) form: Form,
}

fn account(text: &str) -> Result<String, String> {
    if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) {
        Ok(text.to_owned())
    } else {
        Err("an AWS account is 12 digits, without hyphens".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_fit_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn an_account_is_twelve_digits() {
        assert_eq!(account("111122223333").as_deref(), Ok("111122223333"));
        for wrong in ["", "11112222333", "1111222233334", "1111-2222-3333", "11112222333x", "１１１１"] {
            assert!(account(wrong).is_err(), "{wrong}");
        }
    }
}
