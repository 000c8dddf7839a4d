//! `deskport validate`: from the arguments to what was found; and the same for a preset that another verb has.

use crate::ami_file;
use crate::arguments::Validate;
use crate::input::{self, Document, Failure};
use deskport_shared::json::Wanted;
use deskport_shared::plan::Plan;
use deskport_shared::preset;
use deskport_shared::request::{self, Context, Origin};
use deskport_shared::violation::Findings;
use std::io::Read;

/// A document that was checked.
#[derive(Debug)]
pub(crate) struct Checked {
    /// The document.
    pub(crate) document: Document,
    /// Its violations and warnings.
    pub(crate) findings: Findings,
    /// What would run; `None` if there is a violation.
    pub(crate) plan: Option<Plan>,
    /// For a preset, the AMI that it was checked for.
    pub(crate) asking: Option<String>,
    /// Whether --ami was left out.
    pub(crate) without_ami: bool,
}

/// Reads and checks the request.
pub(crate) fn run(arguments: &Validate, stdin: &mut dyn Read) -> Result<Checked, Failure> {
    if input::is_stdin(&arguments.file) && arguments.ami.as_deref().is_some_and(input::is_stdin) {
        return Err(Failure::new("-", "standard input can't be both the request and the file of --ami"));
    }
    let wanted = if arguments.preset { Wanted::Preset(None) } else { Wanted::Document };
    let document = input::read(&arguments.file, stdin, wanted)?;
    let images = match &arguments.ami {
        Some(path) => ami_file::read(path, stdin)?,
        None => Vec::new(),
    };
    let asking = if arguments.preset { ami_file::asking(&document.value, &images) } else { None };
    let origin = if arguments.preset { Origin::Preset(asking.clone()) } else { Origin::Request };
    let context =
        Context { origin, images: &images, account: arguments.account.as_deref(), ..Context::default() };
    let (mut findings, plan) = request::check(&document.value, &context);
    if arguments.preset {
        preset::check_text(&document.text, &mut findings);
        findings.tidy(&document.value);
    }
    Ok(Checked { document, findings, plan, asking, without_ami: arguments.ami.is_none() })
}

/// Checks a preset that is stored: as `validate --preset` does, without what Parameter Store would refuse.
pub(crate) fn stored(document: Document) -> Checked {
    preset(document, |_, _| {})
}

/// Checks a preset that is to be stored now: what Parameter Store refuses is a violation.
pub(crate) fn to_store(document: Document) -> Checked {
    preset(document, preset::check_storable)
}

fn preset(document: Document, text: impl Fn(&str, &mut Findings)) -> Checked {
    let context = Context { origin: Origin::Preset(None), ..Context::default() };
    let (mut findings, plan) = request::check(&document.value, &context);
    text(&document.text, &mut findings);
    findings.tidy(&document.value);
    let plan = plan.filter(|_| findings.violations.is_empty());
    Checked { document, findings, plan, asking: None, without_ami: false }
}
