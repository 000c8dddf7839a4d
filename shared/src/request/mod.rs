//! Checks a request: one JSON document in, a plan or all its violations out.
//!
//! An import takes hours, and AWS reports most mistakes only when it fails. So everything that the document and the AMI's
//! description show is checked before anything starts, and everything that is wrong is reported at once.

mod arns;
mod body;
mod entry;
mod fill;
mod members;
mod names;
mod recognise;
mod region;
mod source;

pub use members::{MEMBERS, import_members, then_members};

use crate::ami::Image;
use crate::bounds;
use crate::byol::Consent;
use crate::check::{Shape, walk};
use crate::delivery::Delivery;
use crate::image_tags::ImageTags;
use crate::json::{FileName, Wanted};
use crate::namespace::Namespace;
use crate::operation::fields::EC2_IMAGE_ID;
use crate::plan::{ImportPlan, Plan, PlanParts};
use crate::violation::{DESKPORT, Findings, NOTHING, Path, given, given_kind};
use serde_json::Value;
use source::Ami;

/// The most imports of one request.
pub const IMPORTS_MAX: usize = 40;
/// `TimeoutMinutes` if it is left out.
pub const TIMEOUT_MINUTES_DEFAULT: u32 = 720;

/// What is known outside the document when it is checked.
#[derive(Clone, Debug, Default)]
pub struct Context<'a> {
    /// Where the document comes from.
    pub origin: Origin,
    /// The AMIs that are described.
    pub images: &'a [Image],
    /// Whether `images` has every AMI that exists: a missing one is then a violation instead of a warning.
    pub images_complete: bool,
    /// The account that imports, if it is known.
    pub account: Option<&'a str>,
    /// The Region that the import runs in, if it is known.
    pub region: Option<&'a str>,
    /// The stack's namespace.
    pub namespace: &'a Namespace,
    /// What the stack may deliver to, if it is known.
    pub delivery: Option<&'a Delivery>,
    /// The stack's own tags, if they are known.
    pub image_tags: Option<&'a ImageTags>,
    /// The run's start date, if there is a run (YYYY-MM-DD).
    pub start_date: Option<&'a str>,
}

/// Where a document comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// A person: a console run or a command.
    #[default]
    Request,
    /// A preset, for the AMI that asked for it, if there is one.
    Preset(Option<String>),
}

/// `TimeoutMinutes`.
struct Timeout {
    /// `None` if it has a violation.
    minutes: Option<u32>,
    /// How a message shows it.
    given: String,
}

/// Checks a document. There is a plan only if `Findings::violations` is empty.
pub fn check(document: &Value, context: &Context<'_>) -> (Findings, Option<Plan>) {
    let mut findings = Findings::default();
    let parts = Check { document, context, findings: &mut findings }.run();
    findings.tidy(document);
    let plan = parts.filter(|parts| findings.violations.is_empty() && fits(parts, &mut findings));
    (findings, plan.map(Plan::checked))
}

/// The largest plan, in bytes. plan-import's result also has its warnings and less than a KiB about the run.
const PLAN_MAX: usize = bounds::PLAN_RESULT_MAX - bounds::WARNINGS_MAX - 1024;

fn fits(parts: &PlanParts, findings: &mut Findings) -> bool {
    let size = serde_json::to_vec(parts).map_or(usize::MAX, |text| text.len());
    if size > PLAN_MAX {
        let allowed = format!("a request whose plan takes at most {PLAN_MAX} bytes: split it into several");
        let source = "AWS Step Functions Developer Guide: Service quotas";
        findings.violation(&Path::root(), format!("a plan of {size} bytes"), allowed, source);
    }
    size <= PLAN_MAX
}

struct Check<'a> {
    document: &'a Value,
    context: &'a Context<'a>,
    findings: &'a mut Findings,
}

impl<'a> Check<'a> {
    fn run(&mut self) -> Option<PlanParts> {
        let root = Path::root();
        if recognise::part(self.document, &self.context.origin, self.findings) {
            return None;
        }
        if !self.document.is_object() {
            self.no_object(&root);
            return None;
        }
        let ami = self.top_level(&root);
        let timeout = self.timeout(&root);
        let imports = self.imports(&root, ami, &timeout);
        if ami == Ami::None {
            recognise::preset(self.document, self.findings);
        }
        let enable_byol = self.consent(&root);
        let needs_byol = enable_byol.is_some()
            || imports.iter().flat_map(|i| &i.steps).any(|step| step.operation.definition().needs_byol);
        Some(PlanParts {
            ec2_image_id: if let Ami::Known(id) = ami { Some(id.to_owned()) } else { None },
            dry_run: self.document["DryRun"] == true,
            timeout_seconds: timeout.minutes.unwrap_or(TIMEOUT_MINUTES_DEFAULT) * 60,
            needs_byol,
            sets: imports
                .iter()
                .flat_map(|i| &i.steps)
                .any(|step| step.operation.definition().sets.is_some()),
            enable_byol,
            imports,
        })
    }

    fn no_object(&mut self, root: &Path) {
        let wanted = match self.context.origin {
            Origin::Request => Wanted::Document,
            Origin::Preset(_) => Wanted::Preset(None),
        };
        let file = self.document.as_str().and_then(FileName::read).map(|file| file.explain(wanted));
        let (given, hint) = file
            .map_or((given_kind(self.document), None), |explanation| (explanation.reason, explanation.hint));
        let hint = hint.map(|hint| format!(". {hint}")).unwrap_or_default();
        self.findings.violation(root, given, format!("a JSON object: the request{hint}"), DESKPORT);
    }

    /// Checks the request's own members and returns its AMI.
    fn top_level(&mut self, root: &Path) -> Ami<'a> {
        match &self.context.origin {
            Origin::Request => self.request(root),
            Origin::Preset(ami) => self.preset(ami.as_deref(), root),
        }
    }

    fn request(&mut self, root: &Path) -> Ami<'a> {
        walk(self.document, Shape::Structure(MEMBERS), root, DESKPORT, false, self.findings);
        let known = self.document.get("Ec2ImageId").map(|id| {
            let id = id.as_str().filter(|id| EC2_IMAGE_ID.accepts(id));
            id.map_or(Ami::Invalid, Ami::Known)
        });
        known.unwrap_or_else(|| {
            // A misspelt one is reported at its place.
            let meant = self.document.as_object().map(|object| crate::check::meant(object, MEMBERS));
            if meant.is_some_and(|names| names.contains(&"Ec2ImageId")) { Ami::Invalid } else { Ami::None }
        })
    }

    fn preset(&mut self, ami: Option<&'a str>, root: &Path) -> Ami<'a> {
        walk(self.document, Shape::Structure(members::PRESET_MEMBERS), root, DESKPORT, false, self.findings);
        for (member, why) in [
            ("Ec2ImageId", "not in a preset: it is the AMI that asks for the preset"),
            ("EnableByol", "not in a preset: only a run that a person starts may consent"),
        ] {
            if let Some(value) = self.document.get(member) {
                self.findings.violation(&root.member(member), given(value), why, DESKPORT);
            }
        }
        match ami {
            Some(id) if EC2_IMAGE_ID.accepts(id) => Ami::Known(id),
            Some(id) => {
                let path = root.member("Ec2ImageId");
                self.findings.violation(&path, id, EC2_IMAGE_ID.allowed(), EC2_IMAGE_ID.source);
                Ami::Invalid
            }
            // A preset that is checked alone will get its AMI with the event.
            None => Ami::Later,
        }
    }

    fn timeout(&mut self, root: &Path) -> Timeout {
        let value = self.document.get("TimeoutMinutes");
        let minutes = match value {
            None => Some(TIMEOUT_MINUTES_DEFAULT),
            Some(value) => value.as_u64().and_then(|minutes| u32::try_from(minutes).ok()),
        };
        let default = format!("{NOTHING}: {TIMEOUT_MINUTES_DEFAULT} is the default");
        Timeout {
            minutes: minutes.filter(|_| !self.findings.has_violation(&root.member("TimeoutMinutes"))),
            given: value.map_or(default, given),
        }
    }

    fn consent(&mut self, root: &Path) -> Option<Consent> {
        let consent = self.document.get("EnableByol").filter(|_| self.context.origin == Origin::Request)?;
        let path = root.member("EnableByol");
        if self.findings.has_violation(&path) { None } else { serde_json::from_value(consent.clone()).ok() }
    }

    fn imports(&mut self, root: &Path, request_ami: Ami<'a>, timeout: &Timeout) -> Vec<ImportPlan> {
        let path = root.member("Imports");
        let mut check = entry::EntryCheck {
            context: self.context,
            request_ami,
            timeout,
            names: names::Names::default(),
            findings: self.findings,
            entries: 0,
            import: 0,
            steps: Vec::new(),
            longest: entry::Route::default(),
        };
        let values = self.document["Imports"].as_array().into_iter().flatten().enumerate();
        values.map(|(index, value)| check.import(index, value, &path.index(index))).collect()
    }
}

#[cfg(test)]
mod tests;
