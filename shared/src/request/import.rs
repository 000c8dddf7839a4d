//! Checking one import: its operation, its body, its `Then`.

use super::arns;
use super::fill::{Filling, fill_body};
use super::members::{BESIDE, IMPORT_MEMBERS, OS_VERSION};
use super::names::Names;
use super::source::{Ami, Source, described};
use super::{Context, Origin, Timeout};
use crate::ami::{self, Use};
use crate::check::{Shape, list, nearest, walk};
use crate::operation::fields::{DURATIONS, OS_VERSIONS};
use crate::operation::{Body, Definition, Facts, OperationName, OsVersion, Service};
use crate::plan::{ImportPlan, Step, StepParts};
use crate::status::ViolationOf;
use crate::violation::{DESKPORT, Findings, NOTHING, Path, given_kind};
use serde_json::{Map, Value};

pub(super) struct ImportCheck<'a, 'f> {
    pub(super) index: usize,
    pub(super) context: &'f Context<'a>,
    pub(super) request_ami: Ami<'a>,
    pub(super) timeout: &'f Timeout,
    pub(super) names: &'f mut Names,
    pub(super) findings: &'f mut Findings,
}

/// What an AMI has to be, before any rule of a route.
const VISIBLE: &str = "an AMI that exists in this Region and that this account can see";
const DESCRIBE_IMAGES: &str = "Amazon EC2 API Reference: DescribeImages";

/// Where a body is.
struct Place<'p> {
    /// The entry's.
    entry: Path,
    /// The body's.
    path: Path,
    /// 0 for the import itself.
    step: usize,
    os_version: Option<OsVersion<'p>>,
    /// Whether it takes a BYOL image of WorkSpaces.
    byol: bool,
}

impl<'a> ImportCheck<'a, '_> {
    pub(super) fn run(&mut self, value: &'a Value, path: &Path) -> ImportPlan {
        let Some(object) = value.as_object() else {
            let allowed = format!("an object with one of {}", operations());
            self.findings.violation(path, given_kind(value), allowed, DESKPORT);
            return ImportPlan::default();
        };
        let held = self.operations(object, path);
        let beside = path.member("OsVersion");
        let os_version = self.os_version(object, &held, &beside);
        let replace_failed = self.replace_failed(object, path);
        let mut steps = Vec::new();
        let mut ami = Ami::Invalid;
        if let Some(operation) = held.first() {
            let body = &object[operation.as_str()];
            let body_path = path.member(operation.as_str());
            let place = Place { entry: path.clone(), path: body_path, step: 0, os_version, byol: false };
            if let Some(source) = self.source(body, operation.definition(), &place.path) {
                ami = source.ami;
                steps.push(self.step(body, operation.definition(), &source, &place));
            }
        }
        self.then(object, &held, ami, path, &mut steps);
        self.duration(&steps);
        ImportPlan { replace_failed, steps }
    }

    fn replace_failed(&mut self, object: &Map<String, Value>, path: &Path) -> bool {
        const NAME: &str = "ReplaceFailed";
        let Some(value) = object.get(NAME) else { return false };
        walk(value, Shape::Boolean, &path.member(NAME), DESKPORT, false, self.findings);
        *value == Value::Bool(true)
    }

    /// The operations that the import has: a valid import has one. Of several the first counts.
    fn operations(&mut self, object: &Map<String, Value>, path: &Path) -> Vec<OperationName> {
        let mut held = Vec::new();
        let mut unknown = false;
        for (key, value) in object {
            match OperationName::from_name(key) {
                Some(operation) => {
                    if !held.is_empty() {
                        let allowed = "one operation for each import: put this one into an import of its own";
                        self.findings.violation(&path.member(key), given_kind(value), allowed, DESKPORT);
                    }
                    held.push(operation);
                }
                None if BESIDE.iter().any(|member| member.name == key) => {}
                None => {
                    unknown = true;
                    self.unknown(key, object, path);
                }
            }
        }
        if held.is_empty() && !unknown {
            let allowed = format!("exactly one of {}", operations());
            self.findings.violation(path, NOTHING, allowed, DESKPORT);
        }
        held
    }

    fn unknown(&mut self, key: &str, object: &Map<String, Value>, path: &Path) {
        let free = IMPORT_MEMBERS.iter().map(|m| m.name).filter(|name| !object.contains_key(*name));
        let allowed = match nearest(key, free) {
            Some(name) => format!("no such member (did you mean {name}?)"),
            None => {
                format!("no such member; allowed are one of {}, with {}", operations(), list(&BESIDE))
            }
        };
        self.findings.violation(&path.member(key), key, allowed, DESKPORT);
    }

    fn os_version<'v>(
        &mut self,
        object: &'v Map<String, Value>,
        held: &[OperationName],
        here: &'v Path,
    ) -> Option<OsVersion<'v>> {
        let value = object.get("OsVersion")?;
        let owner = OperationName::ImportWorkspaceImage;
        if !held.is_empty() && !held.contains(&owner) {
            self.findings.violation(here, given_kind(value), format!("only beside {owner}"), DESKPORT);
            return None;
        }
        walk(value, OS_VERSION, here, DESKPORT, false, self.findings);
        let place = |name: &str| object.keys().position(|key| key == name);
        let comes_after = place("OsVersion") > place(owner.as_str());
        let value = value.as_str().filter(|version| OS_VERSIONS.contains(version))?;
        Some(OsVersion { value, path: here, comes_after })
    }

    /// What the import's own body is made from; `None` if it is not a body.
    fn source(&mut self, body: &'a Value, definition: &Definition, path: &Path) -> Option<Source<'a>> {
        self.is_body(body, definition, path)
            .then(|| Source::find(body, definition, self.request_ami, path, self.findings))
    }

    fn is_body(&mut self, body: &Value, definition: &Definition, path: &Path) -> bool {
        if !body.is_object() {
            let allowed = format!("an object: the request of {}", definition.operation);
            self.findings.violation(path, given_kind(body), allowed, &definition.documentation());
        }
        body.is_object()
    }

    /// Checks one body.
    fn step(
        &mut self,
        body: &Value,
        definition: &Definition,
        source: &Source<'a>,
        place: &Place<'_>,
    ) -> Step {
        let whole = source.complete(body, definition);
        let filling = fill_body(whole, definition, (source.ami, self.context), &place.path, self.findings);
        let facts = Facts { os_version: place.os_version, in_then: place.step > 0, byol: place.byol };
        let mut found = Findings::default();
        let checked = Body::check(definition.operation, &filling.checkable, &place.path, &facts, &mut found);
        filling.settle(&mut found);
        source.settle(&mut found, definition, &place.path);
        self.clashes(&filling, definition, source.ami, &place.path, &mut found);
        self.ami(source, definition, &filling.checkable, place, &mut found);
        self.named(source, &filling, &mut found);
        arns::check(&filling.checkable, definition, self.context, &place.path, &mut found);
        self.findings.append(found);
        let body = checked.filter(|_| filling.is_complete());
        let name = filling.request[definition.name].as_str().unwrap_or_default().to_owned();
        let parts = StepParts {
            import: self.index,
            step: place.step,
            operation: definition.operation,
            name,
            request: filling.request,
            path: place.entry.as_str().to_owned(),
        };
        Step::checked(parts, body)
    }

    /// The AMI's own violations, reported at the member that names it.
    fn ami(
        &self,
        source: &Source<'a>,
        definition: &Definition,
        body: &Value,
        place: &Place<'_>,
        findings: &mut Findings,
    ) {
        let Some((id, here)) = source.made_from.as_ref().filter(|(_, here)| !findings.has_violation(here))
        else {
            return;
        };
        let within = body["OsVersion"].as_str().filter(|version| OS_VERSIONS.contains(version));
        let os_version = place.os_version.map(|os| os.value).or(within);
        let usage = Use { service: definition.service, os_version, account: self.context.account };
        match described(self.context, id) {
            Some(image) => {
                ami::check(image, usage, here, findings);
                if let Some(pcoip) = (definition.pcoip)(body).filter(|_| os_version.is_none()) {
                    ami::pcoip(image, &pcoip, &place.path, findings);
                }
            }
            None if self.context.images_complete => {
                findings.violation_of(self.missing_in(), here, id, VISIBLE, DESCRIBE_IMAGES);
            }
            None => {
                let note = "checked as far as possible: this AMI is not described here";
                findings.warning(here, id, note, DESKPORT);
            }
        }
    }

    /// What is wrong if an AMI does not exist: the request that names it, or the AMI that asked for a preset and is gone.
    fn missing_in(&self) -> ViolationOf {
        match self.context.origin {
            Origin::Request => ViolationOf::Request,
            Origin::Preset(_) => ViolationOf::Ami,
        }
    }

    /// In a run, the request's AMI has to exist even if only placeholders refer to it.
    fn named(&self, source: &Source<'a>, filling: &Filling, findings: &mut Findings) {
        let Ami::Known(id) = source.ami else { return };
        let reported = source.ami != self.request_ami || source.made_from.is_some();
        if self.context.images_complete
            && !reported
            && filling.has_open()
            && described(self.context, id).is_none()
        {
            let here = Path::root().member("Ec2ImageId");
            findings.violation_of(self.missing_in(), &here, id, VISIBLE, DESCRIBE_IMAGES);
        }
    }

    fn clashes(
        &mut self,
        filling: &Filling,
        definition: &Definition,
        ami: Ami<'_>,
        path: &Path,
        findings: &mut Findings,
    ) {
        let valid = |member: &Path| !findings.has_violation(member) && !filling.is_wrong(member);
        let name = path.member(definition.name);
        let open = filling.is_open(&name);
        // A name with placeholders of an invalid AMI may become any name.
        let known = valid(&name) && !(open && ami == Ami::Invalid);
        let source = path.member(definition.source());
        let captures = definition.operation == OperationName::CreateWorkspaceImage && valid(&source);
        if let Some(text) = filling.request[definition.name].as_str().filter(|_| known) {
            let of = if open { ami.key() } else { "" };
            self.names.image(definition.service, (text, of), &name, findings);
        }
        if let Some(id) = filling.request[definition.source()].as_str().filter(|_| captures) {
            self.names.workspace(id, &source, findings);
        }
    }

    fn then(
        &mut self,
        object: &Map<String, Value>,
        held: &[OperationName],
        ami: Ami<'a>,
        path: &Path,
        steps: &mut Vec<Step>,
    ) {
        let Some(then) = object.get("Then") else { return };
        let here = path.member("Then");
        if !held.is_empty() && held.iter().all(|o| o.definition().service != Service::WorkSpaces) {
            let allowed = "no Then: only an import that makes a WorkSpaces image has one";
            self.findings.violation(&here, given_kind(then), allowed, DESKPORT);
            return;
        }
        let Some(items) = then.as_array().filter(|items| !items.is_empty()) else {
            self.findings.violation(&here, given_kind(then), "a list of one entry or more", DESKPORT);
            return;
        };
        let byol = held.first().is_some_and(|operation| operation.definition().needs_byol);
        for (index, item) in items.iter().enumerate() {
            if let Some(step) = self.then_step(item, &here.index(index), (index + 1, byol), ami) {
                steps.push(step);
            }
        }
    }

    fn then_step(
        &mut self,
        item: &Value,
        path: &Path,
        (step, byol): (usize, bool),
        ami: Ami<'a>,
    ) -> Option<Step> {
        const ALLOWED: &str = "an object with CreateImportedImage and nothing else";
        let operation = OperationName::CreateImportedImage;
        let Some(object) = item.as_object() else {
            self.findings.violation(path, given_kind(item), ALLOWED, DESKPORT);
            return None;
        };
        for (key, value) in object.iter().filter(|(key, _)| *key != operation.as_str()) {
            let allowed = match key.as_str() {
                "Then" => "no Then inside Then: put its entries into the outer one, in order",
                key if nearest(key, [operation.as_str()]).is_some()
                    && !object.contains_key(operation.as_str()) =>
                {
                    "only CreateImportedImage (did you mean CreateImportedImage?)"
                }
                _ => "only CreateImportedImage",
            };
            self.findings.violation(&path.member(key), given_kind(value), allowed, DESKPORT);
        }
        let Some(body) = object.get(operation.as_str()) else {
            if object.is_empty() {
                self.findings.violation(path, "{}", ALLOWED, DESKPORT);
            }
            return None;
        };
        let definition = operation.definition();
        let here = path.member(operation.as_str());
        let place = Place { entry: path.clone(), path: here, step, os_version: None, byol };
        self.is_body(body, definition, &place.path)
            .then(|| self.step(body, definition, &Source::of_then(ami), &place))
    }

    /// A timeout below what AWS usually takes is a warning.
    fn duration(&mut self, steps: &[Step]) {
        let Some(minutes) = self.timeout.minutes else { return };
        let usual: u32 = steps.iter().map(|s| (s.operation.definition().usual_minutes)(&s.request)).sum();
        if minutes < usual {
            let names: Vec<_> = steps.iter().map(|s| s.operation.as_str()).collect();
            let note = format!("at least {usual}: what AWS usually takes for {}", names.join(" and then "));
            let path = Path::root().member("TimeoutMinutes");
            self.findings.warning(&path, &self.timeout.given, note, DURATIONS);
        }
    }
}

fn operations() -> String {
    OperationName::ALL.map(OperationName::as_str).join(", ")
}
