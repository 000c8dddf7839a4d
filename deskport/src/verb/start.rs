//! `deskport start`: starts a run of `import`.

use super::watch::Watching;
use super::{Common, Place};
use crate::aws::Connection;
use crate::aws::operation::describe_execution;
use crate::aws::operation::start_execution::{self, Started};
use crate::escape;
use crate::input;
use crate::output::Shown;
use crate::run::execution::{Execution, State};
use crate::run::name;
use crate::trouble::Trouble;
use anstyle::{AnsiColor, Style};
use clap::{ArgGroup, Args};
use deskport_shared::console::Console;
use deskport_shared::json::Wanted;
use deskport_shared::request::{self, Context, Origin};
use serde::Serialize;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::Read;
use std::path::PathBuf;

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BOLD: Style = Style::new().bold();
/// How many further runs of the same may be kept apart by a number.
const AGAIN_MAX: u32 = 100;

const AFTER_HELP: &str = "\
Examples:
  Start a preset's imports with an AMI, as the AMI's tag would:
    deskport start --preset win11 --ami ami-0abc1234def567890

  Start a request from a file, and watch it to its end:
    deskport start request.json --wait

  Only check it, with AppStream's own dry run:
    deskport start request.json --dry-run --wait

  The same AMI and preset, or the same file, twice: the run that there is is shown, and nothing is
  started. --again starts another; what it would make and is there already is adopted.

Exit codes:
  0  started, or there already; with --wait: the run succeeded
  1  the request is faulty; with --wait: the run failed
  2  Deskport or AWS could not do it";

/// The arguments of `deskport start`.
#[derive(Args, Debug)]
#[command(about = "Start a run", after_help = AFTER_HELP, group = ArgGroup::new("what").args(["file", "preset"]).required(true))]
pub(crate) struct Start {
    /// The request; - reads standard input
    pub(crate) file: Option<PathBuf>,

    /// A preset of the stack, instead of a file
    #[arg(long, value_name = "NAME", requires = "ami")]
    pub(crate) preset: Option<String>,

    /// The AMI that the preset is for
    #[arg(long, value_name = "AMI", requires = "preset")]
    pub(crate) ami: Option<String>,

    /// Start another run, though there is one of the same
    #[arg(long)]
    pub(crate) again: bool,

    /// Check everything and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Follow the run to its end, as `deskport watch` does
    #[arg(long)]
    pub(crate) wait: bool,

    #[command(flatten)]
    pub(crate) watching: Watching,

    #[command(flatten)]
    pub(crate) common: Common,
}

/// What came of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Begun {
    /// The run's name.
    pub(crate) run: String,
    /// The ARN of its execution.
    execution_arn: String,
    /// Whether it was started now, or was there already.
    started: bool,
    /// How it stands.
    status: State,
    /// Where the console shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    console: Option<String>,
    /// Options that name the stack, for the commands that go on from here.
    #[serde(skip)]
    options: String,
}

impl Begun {
    /// Its execution, as far as it is known: AWS may not show it yet.
    pub(crate) fn execution(&self) -> Execution {
        Execution {
            arn: self.execution_arn.clone(),
            name: self.run.clone(),
            state: State::Running,
            started_at: None,
            ended_at: None,
            input: None,
            output: None,
            error: None,
            cause: None,
        }
    }
}

impl Begun {
    /// Whether it was started, and where the console shows it.
    pub(crate) fn head(&self) -> String {
        let run = escape::line(&self.run);
        let mut text = if self.started {
            format!("{GOOD}started{GOOD:#} {BOLD}{run}{BOLD:#}\n")
        } else {
            format!(
                "{BOLD}{run}{BOLD:#} was started before: {}. Nothing was started; --again starts another.\n",
                self.status.as_str()
            )
        };
        if let Some(console) = &self.console {
            let _ = writeln!(text, "  console: {console}");
        }
        text
    }
}

impl Shown for Begun {
    fn text(&self) -> String {
        let run = escape::line(&self.run);
        self.head() + &format!("  watch:   deskport watch {run}{}\n", self.options)
    }
}

/// Starts it.
pub(crate) async fn run(arguments: &Start, stdin: &mut dyn Read) -> Result<Begun, Trouble> {
    Ok(started(arguments, stdin).await?.1)
}

/// Starts it; where, and what came of it.
pub(crate) async fn started(arguments: &Start, stdin: &mut dyn Read) -> Result<(Place, Begun), Trouble> {
    let wanted = Request::read(arguments, stdin)?;
    let place = arguments.common.place().await?;
    let common = &arguments.common;
    let begun = begin(&place, &common.connection, &wanted.name, &wanted.input, arguments.again).await?;
    Ok((place, begun))
}

/// What is to be started, and the name that it has if it is the first.
struct Request {
    name: String,
    input: Value,
}

impl Request {
    fn read(arguments: &Start, stdin: &mut dyn Read) -> Result<Self, Trouble> {
        let mut request = match (&arguments.file, &arguments.preset, &arguments.ami) {
            (Some(file), ..) => Self::of_file(file, stdin)?,
            (None, Some(preset), Some(ami)) => Self::of_preset(preset, ami)?,
            (None, ..) => return Err(Trouble::asked("a request or a preset is needed")),
        };
        if arguments.dry_run {
            request = request.dry();
        }
        Ok(request)
    }

    fn of_preset(preset: &str, ami: &str) -> Result<Self, Trouble> {
        let name = name::of_preset(ami, preset);
        if !deskport_shared::preset::is_name(preset) {
            return Err(Trouble::asked(format!(
                "--preset: given {preset:?}, allowed is a name of 1 to 40 letters, digits, _ and -"
            )));
        }
        if !deskport_shared::ami::is_id(ami) {
            return Err(Trouble::asked(format!(
                "--ami: given {ami:?}, allowed is an AMI's id, as ami-0abc1234def567890"
            )));
        }
        Ok(Self { name, input: json!({ "Preset": { "Name": preset, "Ec2ImageId": ami } }) })
    }

    /// A request that is known to be faulty is not started: the run would report the same, an e-mail later.
    fn of_file(file: &std::path::Path, stdin: &mut dyn Read) -> Result<Self, Trouble> {
        let document =
            input::read(file, stdin, Wanted::Document).map_err(|failure| Trouble::own(failure.message))?;
        let context = Context { origin: Origin::Request, ..Context::default() };
        let (findings, _) = request::check(&document.value, &context);
        if !findings.violations.is_empty() {
            let places: Vec<_> =
                findings.violations.iter().map(|violation| violation.path.as_str()).take(5).collect();
            return Err(Trouble::asked(format!(
                "{} has {} violations: {}",
                document.name,
                findings.violations.len(),
                places.join(", ")
            ))
            .hint(format!("deskport validate {} shows each with what is allowed.", document.name)));
        }
        let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(Self { name: name::of_request(&stem, &document.text), input: document.value })
    }

    /// The same as a dry run, which has a name of its own.
    fn dry(mut self) -> Self {
        self.name = format!("dry-{}", self.name).chars().take(name::NAME_MAX).collect();
        if let Some(members) = self.input.as_object_mut() {
            members.insert("DryRun".to_owned(), Value::Bool(true));
        }
        self
    }
}

/// Starts a run of a name, or finds the one that there is; with `again`, starts one of the next free name.
pub(crate) async fn begin(
    place: &Place,
    connection: &Connection,
    wanted: &str,
    input: &Value,
    again: bool,
) -> Result<Begun, Trouble> {
    let Place { aws, stack } = place;
    let machine = &stack.parts.import;
    let numbers = if again { 2..=AGAIN_MAX } else { 1..=1 };
    for number in numbers {
        let name = if number == 1 { wanted.to_owned() } else { name::again(wanted, number) };
        let arn = stack.run(&name)?;
        // Looked at first: StartExecution answers alike for a run that goes on with the same input, and for one that it starts.
        if let Some(there) = describe_execution::call(aws, &arn).await? {
            if again {
                continue;
            }
            return Ok(Begun::new(connection, name, arn, false, there.state));
        }
        match start_execution::call(aws, machine, &name, input.to_string()).await? {
            Started::Runs(arn) => return Ok(Begun::new(connection, name, arn, true, State::Running)),
            // Somebody else has just started it.
            Started::NameTaken if again => {}
            Started::NameTaken => return Ok(Begun::new(connection, name, arn, false, State::Running)),
        }
    }
    Err(Trouble::asked(format!("{wanted} was started {AGAIN_MAX} times already")))
}

impl Begun {
    /// What came of it, with where to go on.
    pub(crate) fn new(
        connection: &Connection,
        run: String,
        execution_arn: String,
        started: bool,
        status: State,
    ) -> Self {
        let console = Console::of_execution(&execution_arn).map(|console| console.execution());
        Self { run, execution_arn, started, status, console, options: connection.options() }
    }
}
