//! The request: one JSON document in, a plan or all its violations out.

mod fill;
mod import;
mod names;

use crate::ami::Image;
use crate::byol::{self, Consent};
use crate::check::{Member, Shape, walk};
use crate::operation::fields::EC2_IMAGE_ID;
use crate::plan::{ImportPlan, Plan};
use crate::violation::{DESKPORT, Findings, Path, given};
use serde_json::Value;

/// The most imports of one request.
pub const IMPORTS_MAX: usize = 40;
/// `TimeoutMinutes` where it is left out.
pub const TIMEOUT_MINUTES_DEFAULT: u32 = 720;
const TIMEOUT_MINUTES: Shape = Shape::Integer(30, 10_080);

/// What is known outside the document when it is checked.
#[derive(Clone, Debug, Default)]
pub struct Context<'a> {
    /// Where the document comes from.
    pub origin: Origin,
    /// The AMIs that are described.
    pub images: &'a [Image],
    /// Whether `images` holds every AMI that exists: one that is missing is then a fault, not a doubt.
    pub images_complete: bool,
    /// The account that imports, where it is known.
    pub account: Option<&'a str>,
    /// The run's start date, where there is a run (YYYY-MM-DD).
    pub start_date: Option<&'a str>,
}

/// Where a document comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// A person: a console run or a command.
    #[default]
    Request,
    /// A preset, for the AMI that asked for it, where there is one.
    Preset(Option<String>),
}

static BYOL: Shape = Shape::Union(byol::MEMBERS);

/// The request's members.
pub static MEMBERS: &[Member] = &[
    Member::optional(
        "Ec2ImageId",
        Shape::Text(&EC2_IMAGE_ID),
        "The AMI that imports without a source of their own take.",
    ),
    Member::required("Imports", Shape::List(1, IMPORTS_MAX, &Shape::Any), "The imports, side by side."),
    Member::optional(
        "EnableByol",
        BYOL,
        "The consent to switch on BYOL in this Region, which can never be undone.",
    ),
    Member::optional("TimeoutMinutes", TIMEOUT_MINUTES, "How long each import may take, its Then included."),
    Member::optional("DryRun", Shape::Boolean, "true checks all and starts nothing."),
];

/// A preset's members: those of a request, but for two that are told apart from unknown ones.
static PRESET_MEMBERS: &[Member] = &[
    Member::optional("Ec2ImageId", Shape::Any, MEMBERS[0].about),
    MEMBERS[1],
    Member::optional("EnableByol", Shape::Any, MEMBERS[2].about),
    MEMBERS[3],
    MEMBERS[4],
];

/// Checks a document. The plan is there only where `Findings::violations` is empty.
pub fn check(document: &Value, context: &Context<'_>) -> (Findings, Option<Plan>) {
    let mut findings = Findings::default();
    let plan = Check { document, context, findings: &mut findings }.run();
    findings.violations = deduplicated(std::mem::take(&mut findings.violations));
    findings.warnings = deduplicated(std::mem::take(&mut findings.warnings));
    findings.sort(document);
    let plan = plan.filter(|_| findings.violations.is_empty());
    (findings, plan)
}

struct Check<'a> {
    document: &'a Value,
    context: &'a Context<'a>,
    findings: &'a mut Findings,
}

impl Check<'_> {
    fn run(&mut self) -> Option<Plan> {
        let root = Path::root();
        if !self.document.is_object() {
            self.findings.violation(&root, given(self.document), "a JSON object: the request", DESKPORT);
            return None;
        }
        let ec2_image_id = self.top_level(&root);
        let timeout_minutes = self.timeout_minutes(&root);
        let imports = self.imports(&root, ec2_image_id.as_deref(), timeout_minutes);
        let enable_byol = self.consent(&root);
        let needs_byol = enable_byol.is_some()
            || imports.iter().flat_map(|i| &i.steps).any(|step| step.operation.needs_byol());
        Some(Plan {
            ec2_image_id,
            dry_run: self.document["DryRun"] == true,
            timeout_seconds: timeout_minutes * 60,
            needs_byol,
            enable_byol,
            imports,
        })
    }

    /// Checks the request's own members; answers its AMI, where it has a right one.
    fn top_level(&mut self, root: &Path) -> Option<String> {
        match &self.context.origin {
            Origin::Request => {
                walk(self.document, Shape::Structure(MEMBERS), root, DESKPORT, false, self.findings);
                let id = self.document["Ec2ImageId"].as_str()?;
                (!self.findings.faulty(&root.member("Ec2ImageId"))).then(|| id.to_owned())
            }
            Origin::Preset(ami) => {
                walk(self.document, Shape::Structure(PRESET_MEMBERS), root, DESKPORT, false, self.findings);
                for (member, why) in [
                    ("Ec2ImageId", "not in a preset: it is the AMI that asks for the preset"),
                    ("EnableByol", "not in a preset: only a run that a person starts may consent"),
                ] {
                    if let Some(value) = self.document.get(member) {
                        self.findings.violation(&root.member(member), given(value), why, DESKPORT);
                    }
                }
                ami.clone()
            }
        }
    }

    fn timeout_minutes(&self, root: &Path) -> u32 {
        let given = self.document["TimeoutMinutes"].as_u64().and_then(|m| u32::try_from(m).ok());
        given
            .filter(|_| !self.findings.faulty(&root.member("TimeoutMinutes")))
            .unwrap_or(TIMEOUT_MINUTES_DEFAULT)
    }

    fn consent(&mut self, root: &Path) -> Option<Consent> {
        let consent = self.document.get("EnableByol").filter(|_| self.context.origin == Origin::Request)?;
        let path = root.member("EnableByol");
        if consent["ChooseRange"] == false {
            let allowed = "true, or EnableByol left out: false is no consent";
            self.findings.violation(&path.member("ChooseRange"), "false", allowed, DESKPORT);
        }
        if self.findings.faulty(&path) { None } else { serde_json::from_value(consent.clone()).ok() }
    }

    fn imports(&mut self, root: &Path, ec2_image_id: Option<&str>, timeout_minutes: u32) -> Vec<ImportPlan> {
        let path = root.member("Imports");
        let Some(imports) = self.document["Imports"].as_array() else { return Vec::new() };
        let ec2_image_id = match (ec2_image_id, self.document.get("Ec2ImageId")) {
            (Some(id), _) => import::RequestAmi::Given(id),
            (None, Some(_)) if self.context.origin == Origin::Request => import::RequestAmi::Faulty,
            (None, _) => match self.context.origin {
                // A preset that is checked alone will get its AMI with the event.
                Origin::Preset(_) => import::RequestAmi::Later,
                Origin::Request => import::RequestAmi::Missing,
            },
        };
        let mut names = names::Names::default();
        let mut plans = Vec::new();
        for (index, value) in imports.iter().enumerate() {
            let mut check = import::ImportCheck {
                index,
                context: self.context,
                request_ami: ec2_image_id,
                timeout_minutes,
                names: &mut names,
                findings: self.findings,
            };
            if let Some(plan) = check.run(value, &path.index(index)) {
                plans.push(plan);
            }
        }
        plans
    }
}

/// The same fault of one AMI is told once, however many imports take that AMI.
fn deduplicated<T: PartialEq>(all: Vec<T>) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for one in all {
        if !kept.contains(&one) {
            kept.push(one);
        }
    }
    kept
}

#[cfg(test)]
mod tests;
