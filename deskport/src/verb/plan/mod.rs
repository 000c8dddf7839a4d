//! `deskport plan`: what a run would do, without starting one. It makes calls that only read.

mod entry;
mod look;
mod room;
mod shown;

use super::Common;
use crate::aws::Session;
use crate::aws::operation::{describe_images, get_caller_identity};
use crate::check::Checked;
use crate::input::{self, Document};
use crate::output::note;
use crate::preset::held::Held;
use crate::preset::shelf::{Shelf, named};
use crate::stack::Stack;
use crate::trouble::Trouble;
use clap::{ArgGroup, Args};
use deskport_shared::ami::{self, Image};
use deskport_shared::json::Wanted;
use deskport_shared::namespace::Namespace;
use deskport_shared::outcome::Preset;
use deskport_shared::request::{self, Context, Origin};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use look::Look;
use serde_json::Value;
use shown::Planned;
use std::io::Read;
use std::path::PathBuf;

const AFTER_HELP: &str = "\
Examples:
    deskport plan request.json
    deskport plan --preset win11 --ami ami-0abc1234def567890
    deskport plan win11.json --ami ami-0abc1234def567890    # a preset that is not stored yet
    deskport plan request.json --offline

Nothing is started or changed. Entries that work in another Region are looked up there. A question that
AWS refuses to answer is named, and the plan goes on without it. Without credentials the plan is made
offline, by the rules alone.

Exit codes:
  0  the run can start
  1  the request has violations, or what it sets is not there
  2  the file can't be read, or Deskport or AWS could not do it";

/// The arguments of `deskport plan`.
#[derive(Args, Debug)]
#[command(about = "Show what a run would do, without starting one", after_help = AFTER_HELP, group = ArgGroup::new("planned").args(["file", "preset"]).required(true))]
pub(crate) struct Plan {
    /// The request, or with --ami a preset; - reads standard input
    file: Option<PathBuf>,

    /// A preset of the stack, instead of a file
    #[arg(long, value_name = "NAME", conflicts_with = "offline")]
    preset: Option<String>,

    /// The AMI that the preset is for
    #[arg(long, value_name = "AMI")]
    ami: Option<String>,

    /// Don't ask AWS
    #[arg(long)]
    offline: bool,

    #[command(flatten)]
    pub(crate) common: Common,
}

/// What is planned.
struct Source {
    document: Document,
    preset: Option<Preset>,
    /// Of a preset, the AMI that it is for.
    origin: Origin,
}

/// What AWS knows before the request is checked.
struct Live {
    aws: Session,
    account: String,
    stack: Option<Stack>,
    images: Option<Vec<Image>>,
    /// What could not be asked, and why.
    not_known: Vec<String>,
}

/// Plans it.
pub(crate) async fn run(arguments: &Plan, stdin: &mut dyn Read) -> Result<Planned, Trouble> {
    if let Some(ami) = arguments.ami.as_deref().filter(|ami| !ami::is_id(ami)) {
        return Err(Trouble::asked(format!(
            "--ami: given {ami:?}, allowed is an AMI's id, as ami-0abc1234def567890"
        )));
    }
    let source = Source::read(arguments, stdin).await?;
    let live = match arguments.offline {
        true => None,
        false => Live::look(arguments, &source).await,
    };
    let today = Timestamp::now().to_zoned(TimeZone::UTC).strftime("%Y-%m-%d").to_string();
    let checked = check(source.document, source.origin, live.as_ref(), &arguments.common, &today);
    let mut planned = Planned::new(&checked, source.preset);
    let Some(live) = live else { return Ok(planned) };
    planned.place(&live);
    let mut look = Look::new(&live.aws, live.not_known);
    if let Some(plan) = &checked.plan {
        look.at(plan, &mut planned).await;
    }
    planned.not_known = look.not_known;
    Ok(planned)
}

fn check(document: Document, origin: Origin, live: Option<&Live>, common: &Common, today: &str) -> Checked {
    let namespace: Namespace = common.connection.namespace();
    let asking = match &origin {
        Origin::Preset(ami) => ami.clone(),
        Origin::Request => None,
    };
    let images = live.and_then(|live| live.images.as_deref());
    let context = Context {
        origin,
        images: images.unwrap_or_default(),
        images_complete: images.is_some(),
        account: live.map(|live| live.account.as_str()),
        region: live.map(|live| live.aws.region.as_str()),
        namespace: &namespace,
        delivery: live.and_then(|live| live.stack.as_ref()).map(|stack| &stack.delivery),
        start_date: Some(today),
        image_tags: live.and_then(|live| live.stack.as_ref()).map(|stack| &stack.image_tags),
    };
    let (findings, plan) = request::check(&document.value, &context);
    Checked { document, findings, plan, asking, without_ami: false }
}

impl Source {
    async fn read(arguments: &Plan, stdin: &mut dyn Read) -> Result<Self, Trouble> {
        let ami = arguments.ami.clone();
        match (&arguments.file, &arguments.preset) {
            (Some(file), _) if ami.is_some() => {
                let document = input::read(file, stdin, Wanted::Preset(None))?;
                Ok(Self { document, preset: None, origin: Origin::Preset(ami) })
            }
            (Some(file), _) => {
                let document = input::read(file, stdin, Wanted::Document)?;
                Ok(Self { document, preset: None, origin: Origin::Request })
            }
            (None, Some(name)) => {
                let shelf = Shelf::open(&arguments.common).await?;
                let held = shelf.get(named(name)?).await?;
                Self::of_preset(&shelf, name, &held, ami)
            }
            (None, None) => Err(Trouble::asked("a request or a preset is needed")),
        }
    }

    fn of_preset(shelf: &Shelf, name: &str, held: &Held, ami: Option<String>) -> Result<Self, Trouble> {
        let wanted = Wanted::Preset(Some((&shelf.namespace, name)));
        let document = input::parse(name.to_owned(), held.value.reveal().as_bytes(), wanted)
            .map_err(|failure| Trouble::asked(failure.message))?;
        let preset = Preset { name: name.to_owned(), version: u64::try_from(held.version).ok() };
        Ok(Self { document, preset: Some(preset), origin: Origin::Preset(ami) })
    }
}

impl Live {
    /// `None` where AWS can't be asked at all, which is said.
    async fn look(arguments: &Plan, source: &Source) -> Option<Self> {
        let offline = |trouble: &Trouble| note(&format!("Planned offline: {}", trouble.line()));
        let aws = Session::open(&arguments.common.connection).await.inspect_err(offline).ok()?;
        let identity = get_caller_identity::call(&aws).await.inspect_err(offline).ok()?;
        let mut not_known = Vec::new();
        let mut unknown = |what: &str, trouble: &Trouble| {
            not_known.push(format!("{what}: {}", trouble.line()));
        };
        let stack = Stack::find(&aws, &arguments.common.connection).await;
        let stack = stack.inspect_err(|trouble| unknown("what the stack allows", trouble)).ok();
        let mut ids = Vec::new();
        amis(&source.document.value, &mut ids);
        ids.extend(arguments.ami.as_deref());
        ids.sort_unstable();
        ids.dedup();
        let images = match ids.as_slice() {
            [] => Some(Vec::new()),
            ids => {
                let images = describe_images::call(&aws, ids).await;
                images.inspect_err(|trouble| unknown("the AMI", trouble)).ok()
            }
        };
        Some(Self { aws, account: identity.account, stack, images, not_known })
    }
}

/// The AMIs that a document names anywhere.
fn amis<'a>(document: &'a Value, found: &mut Vec<&'a str>) {
    match document {
        Value::String(text) if ami::is_id(text) => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| amis(item, found)),
        Value::Object(members) => members.values().for_each(|value| amis(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
