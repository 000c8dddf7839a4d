//! Checking one import: its operation, its body, its `Then`.

use super::Context;
use super::fill::fill_body;
use super::names::Names;
use crate::ami::{self, Use};
use crate::check::nearest;
use crate::operation::fields::OS_VERSIONS;
use crate::operation::{Body, Definition, Facts, OperationName, Service};
use crate::placeholder::Values;
use crate::plan::{ImportPlan, Step};
use crate::violation::{DESKPORT, Findings, NOTHING, Path, given};
use serde_json::{Map, Value, json};

/// What the request says of its AMI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RequestAmi<'a> {
    /// It names one.
    Given(&'a str),
    /// What it names is none: told once, at the request's member.
    Faulty,
    /// The event will name it.
    Later,
    /// It names none.
    Missing,
}

/// An AMI id that stands for one that is not known yet, where a body is checked without it.
const SOME_AMI: &str = "ami-00000000";

pub(super) struct ImportCheck<'a> {
    pub(super) index: usize,
    pub(super) context: &'a Context<'a>,
    pub(super) request_ami: RequestAmi<'a>,
    pub(super) timeout_minutes: u32,
    pub(super) names: &'a mut Names,
    pub(super) findings: &'a mut Findings,
}

impl ImportCheck<'_> {
    pub(super) fn run(&mut self, value: &Value, path: &Path) -> Option<ImportPlan> {
        let Some(object) = value.as_object() else {
            self.findings.violation(
                path,
                given(value),
                format!("an object with one of {}", operations()),
                DESKPORT,
            );
            return None;
        };
        let operation = self.operation(object, path)?;
        let definition = operation.definition();
        let os_version = self.os_version(object, operation, path);
        let place = Place { path: path.member(operation.as_str()), step: 0, os_version, ami: None };
        let (step, ami) = self.step(&object[operation.as_str()], definition, &place)?;
        let mut steps = vec![step];
        self.then(object, definition, path, ami.as_deref(), &mut steps);
        self.duration(&steps);
        Some(ImportPlan { steps })
    }

    /// The one operation that the import holds.
    fn operation(&mut self, object: &Map<String, Value>, path: &Path) -> Option<OperationName> {
        let mut found = None;
        let mut unknown = false;
        for (key, value) in object {
            match (OperationName::from_name(key), key.as_str()) {
                (Some(operation), _) if found.is_none() => found = Some(operation),
                (Some(_), _) => {
                    let allowed = "one operation for each import: put this one into an import of its own";
                    self.findings.violation(&path.member(key), shape_of(value), allowed, DESKPORT);
                }
                (None, "OsVersion" | "Then") => {}
                (None, _) => {
                    unknown = true;
                    self.unknown(key, path);
                }
            }
        }
        if found.is_none() && !unknown {
            self.findings.violation(path, NOTHING, format!("exactly one of {}", operations()), DESKPORT);
        }
        found
    }

    fn unknown(&mut self, key: &str, path: &Path) {
        let names = OperationName::ALL.iter().map(|o| o.as_str()).chain(["OsVersion", "Then"]);
        let allowed = match nearest(key, names) {
            Some(name) => format!("no such member (did you mean {name}?)"),
            None => format!("no such member; allowed are one of {}, with OsVersion and Then", operations()),
        };
        self.findings.violation(&path.member(key), key, allowed, DESKPORT);
    }

    fn os_version<'v>(
        &mut self,
        object: &'v Map<String, Value>,
        operation: OperationName,
        path: &Path,
    ) -> Option<&'v str> {
        let value = object.get("OsVersion")?;
        let here = path.member("OsVersion");
        if operation != OperationName::ImportWorkspaceImage {
            self.findings.violation(&here, given(value), "only beside ImportWorkspaceImage", DESKPORT);
            return None;
        }
        let version = value.as_str().filter(|v| OS_VERSIONS.contains(v));
        if version.is_none() {
            let hint = value.as_str().and_then(|v| nearest(v, OS_VERSIONS.iter().copied()));
            let hint = hint.map(|v| format!(" (did you mean {v}?)")).unwrap_or_default();
            self.findings.violation(
                &here,
                given(value),
                format!("one of {}{hint}", OS_VERSIONS.join(", ")),
                DESKPORT,
            );
        }
        version
    }

    /// Checks one body; answers its step and the AMI that it is made from.
    fn step(
        &mut self,
        body: &Value,
        definition: &Definition,
        place: &Place<'_>,
    ) -> Option<(Step, Option<String>)> {
        if !body.is_object() {
            let allowed = format!("an object: the request of {}", definition.operation);
            self.findings.violation(&place.path, given(body), allowed, &definition.documentation());
            return None;
        }
        let (body, source) = if place.step == 0 {
            self.with_source(body, definition, &place.path)
        } else {
            (body.clone(), Source::Own)
        };
        let ami = match place.ami {
            Some(ami) => Some(ami.to_owned()),
            None => source_ami(&body, definition.operation),
        };
        let values = values(self.context, self.request_ami, ami.as_deref());
        let filled = fill_body(&body, definition, values, &place.path, self.findings);
        let mut found = Findings::default();
        let facts = Facts { os_version: place.os_version, in_then: place.step > 0 };
        Body::check(definition.operation, &filled.checkable, &place.path, &facts, &mut found);
        found.violations.retain(|v| !filled.faulty.iter().any(|p| p.as_str() == v.path));
        if source != Source::Own {
            // The source is the request's: what is wrong with it is told there.
            let member = place.path.member(definition.source);
            found.violations.retain(|v| !v.path.starts_with(member.as_str()));
        }
        self.findings.violations.append(&mut found.violations);
        self.findings.warnings.append(&mut found.warnings);
        self.clashes(&filled.request, definition, &place.path);
        if place.step == 0 {
            self.ami(ami.as_deref(), &body, definition, place, source);
        }
        let name = filled.request[definition.name].as_str()?.to_owned();
        let step = Step {
            import: self.index,
            step: place.step,
            operation: definition.operation,
            name,
            request: filled.request,
        };
        Some((step, ami))
    }

    /// The body with the request's AMI where it leaves its source out.
    fn with_source(&mut self, body: &Value, definition: &Definition, path: &Path) -> (Value, Source) {
        let mut body = body.clone();
        let takes_ami = definition.operation != OperationName::CreateWorkspaceImage;
        let other_source = definition.operation == OperationName::CreateImportedImage
            && body.get("WorkspaceImageId").is_some();
        if !takes_ami || other_source || body.get(definition.source).is_some() {
            return (body, Source::Own);
        }
        let (id, source) = match self.request_ami {
            RequestAmi::Given(id) => (id, Source::Request),
            RequestAmi::Faulty | RequestAmi::Later => (SOME_AMI, Source::Unknown),
            RequestAmi::Missing => {
                let allowed = format!(
                    "required where the request has no Ec2ImageId: the source of {}",
                    definition.operation
                );
                self.findings.violation(&path.member(definition.source), NOTHING, allowed, DESKPORT);
                (SOME_AMI, Source::Unknown)
            }
        };
        let value = if definition.source == "ImageSource" { json!({ "Ec2ImageId": id }) } else { json!(id) };
        body[definition.source] = value;
        (body, source)
    }

    /// The AMI's own faults, told at the member that names it.
    fn ami(
        &mut self,
        ami: Option<&str>,
        body: &Value,
        definition: &Definition,
        place: &Place<'_>,
        source: Source,
    ) {
        let here = match source {
            Source::Own => place.path.member(definition.source),
            Source::Request => Path::root().member("Ec2ImageId"),
            Source::Unknown => return,
        };
        let here = if definition.source == "ImageSource" && source == Source::Own {
            here.member("Ec2ImageId")
        } else {
            here
        };
        let Some(id) = ami.filter(|_| !self.findings.faulty(&here)) else { return };
        let os_version = place.os_version.or_else(|| body["OsVersion"].as_str());
        let usage = Use { service: definition.service, os_version, account: self.context.account };
        match described(self.context, id) {
            Some(image) => ami::check(image, usage, &here, self.findings),
            None if self.context.images_complete => {
                let allowed = "an AMI that exists in this Region and that this account can see";
                self.findings.violation(&here, id, allowed, "Amazon EC2 API Reference: DescribeImages");
            }
            None => {
                let doubt = "checked as far as it can be: this AMI is not described here";
                self.findings.warning(&here, id, doubt, DESKPORT);
            }
        }
    }

    fn clashes(&mut self, request: &Value, definition: &Definition, path: &Path) {
        let name = path.member(definition.name);
        if let Some(text) = request[definition.name].as_str().filter(|_| !self.findings.faulty(&name)) {
            self.names.image(definition.service, text, &name, self.findings);
        }
        if definition.operation == OperationName::CreateWorkspaceImage
            && let Some(id) = request[definition.source].as_str()
        {
            self.names.workspace(id, &path.member(definition.source), self.findings);
        }
    }

    fn then(
        &mut self,
        object: &Map<String, Value>,
        definition: &Definition,
        path: &Path,
        ami: Option<&str>,
        steps: &mut Vec<Step>,
    ) {
        let Some(then) = object.get("Then") else { return };
        let here = path.member("Then");
        if definition.service != Service::WorkSpaces {
            let allowed = "no Then: only an import that makes a WorkSpaces image has one";
            self.findings.violation(&here, shape_of(then), allowed, DESKPORT);
            return;
        }
        let Some(items) = then.as_array().filter(|items| !items.is_empty()) else {
            self.findings.violation(&here, given(then), "a list of one entry or more", DESKPORT);
            return;
        };
        for (index, item) in items.iter().enumerate() {
            if let Some(step) = self.then_step(item, &here.index(index), index + 1, ami) {
                steps.push(step);
            }
        }
    }

    fn then_step(&mut self, item: &Value, path: &Path, step: usize, ami: Option<&str>) -> Option<Step> {
        const ALLOWED: &str = "an object with CreateImportedImage and nothing else";
        let operation = OperationName::CreateImportedImage;
        let Some(object) = item.as_object() else {
            self.findings.violation(path, given(item), ALLOWED, DESKPORT);
            return None;
        };
        for (key, value) in object.iter().filter(|(key, _)| *key != operation.as_str()) {
            let allowed = match key.as_str() {
                "Then" => "no Then inside Then: put its entries into the outer one, in order",
                _ => "only CreateImportedImage",
            };
            self.findings.violation(&path.member(key), shape_of(value), allowed, DESKPORT);
        }
        let Some(body) = object.get(operation.as_str()) else {
            if object.is_empty() {
                self.findings.violation(path, "{}", ALLOWED, DESKPORT);
            }
            return None;
        };
        // The request's AMI stands in where the import has none of its own.
        let ami = ami.or(match self.request_ami {
            RequestAmi::Given(id) => Some(id),
            RequestAmi::Faulty | RequestAmi::Later | RequestAmi::Missing => None,
        });
        let place = Place { path: path.member(operation.as_str()), step, os_version: None, ami };
        self.step(body, operation.definition(), &place).map(|(step, _)| step)
    }

    /// A time-out below what AWS usually takes is a doubt.
    fn duration(&mut self, steps: &[Step]) {
        let usual: u32 =
            steps.iter().map(|s| s.operation.usual_minutes(s.request.get("Applications").is_some())).sum();
        if self.timeout_minutes < usual {
            let path = Path::root().member("TimeoutMinutes");
            let names: Vec<_> = steps.iter().map(|s| s.operation.as_str()).collect();
            let doubt = format!("at least {usual}: what AWS usually takes for {}", names.join(" and then "));
            self.findings.warning(&path, self.timeout_minutes.to_string(), doubt, "AWS's guides: durations");
        }
    }
}

/// What the placeholders of a body are filled with: its import's AMI, else the request's.
fn values<'a>(context: &Context<'a>, request_ami: RequestAmi<'a>, ami: Option<&'a str>) -> Values<'a> {
    match (ami, request_ami) {
        (Some(SOME_AMI), _) | (None, RequestAmi::Later | RequestAmi::Faulty) => Values::Later,
        (Some(id), _) | (None, RequestAmi::Given(id)) => {
            described(context, id).map_or(Values::Named(id), Values::Described)
        }
        (None, RequestAmi::Missing) => Values::NoAmi(context.start_date),
    }
}

fn described<'a>(context: &Context<'a>, id: &str) -> Option<&'a ami::Image> {
    context.images.iter().find(|image| image.image_id == id)
}

/// Where a body stands.
struct Place<'a> {
    path: Path,
    step: usize,
    os_version: Option<&'a str>,
    /// In a `Then`: the AMI that its import is made from.
    ami: Option<&'a str>,
}

/// Whose source a body has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// Its own.
    Own,
    /// The request's.
    Request,
    /// None that is known here.
    Unknown,
}

fn source_ami(body: &Value, operation: OperationName) -> Option<String> {
    let value = match operation {
        OperationName::ImportWorkspaceImage => &body["Ec2ImageId"],
        OperationName::ImportCustomWorkspaceImage => &body["ImageSource"]["Ec2ImageId"],
        OperationName::CreateImportedImage => &body["SourceAmiId"],
        OperationName::CreateWorkspaceImage => &Value::Null,
    };
    value.as_str().map(str::to_owned)
}

fn operations() -> String {
    OperationName::ALL.map(OperationName::as_str).join(", ")
}

/// A value that may hold an AppCatalogConfig: only its kind is told.
fn shape_of(value: &Value) -> String {
    match value {
        Value::Object(_) => "an object".to_owned(),
        Value::Array(items) => format!("a list of {} entries", items.len()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => given(value),
    }
}
