//! Checking one body: placeholders, the operation's rules, the AMI that it is made from, and what other entries do.

use super::Origin;
use super::arns;
use super::entry::EntryCheck;
use super::fill::{Filling, fill_body};
use super::source::{Ami, Source, described};
use crate::ami::{self, Use};
use crate::operation::fields::OS_VERSIONS;
use crate::operation::{Body, Definition, Facts, OperationName, OsVersion, Thing};
use crate::plan::{Step, StepParts};
use crate::status::ViolationOf;
use crate::violation::{DESKPORT, Findings, Path};
use serde_json::Value;

/// What an AMI has to be, before any rule of a route.
const VISIBLE: &str = "an AMI that exists in this Region and that this account can see";
const DESCRIBE_IMAGES: &str = "Amazon EC2 API Reference: DescribeImages";

/// Where a body is.
pub(super) struct Place<'p> {
    /// The entry's.
    pub(super) entry: Path,
    /// The body's.
    pub(super) path: Path,
    /// The entry above it; `None` for an import.
    pub(super) above: Option<String>,
    /// The Region that the step works in, where that is not the run's own.
    pub(super) region: Option<String>,
    pub(super) os_version: Option<OsVersion<'p>>,
    /// What its image is known by: the id or name that a body in `Imports` gives, else the place of the entry that makes it.
    pub(super) image: String,
    /// Whether it takes a BYOL image of WorkSpaces.
    pub(super) byol: bool,
    pub(super) replace_failed: bool,
}

impl<'a> EntryCheck<'a, '_> {
    /// Checks one body.
    pub(super) fn step(
        &mut self,
        body: &Value,
        definition: &Definition,
        source: &Source<'a>,
        place: &Place<'_>,
    ) -> Step {
        let whole = source.complete(body, definition);
        let mut filling =
            fill_body(whole, definition, (source.ami, self.context), &place.path, self.findings);
        let facts = Facts {
            os_version: place.os_version,
            in_then: place.above.is_some(),
            byol: place.byol,
            account: self.context.account,
        };
        let mut found = Findings::default();
        let checked = Body::check(definition.operation, &filling.checkable, &place.path, &facts, &mut found);
        filling.settle(&mut found);
        source.settle(&mut found, definition, &place.path);
        self.clashes(&filling, definition, source.ami, place, &mut found);
        self.ami(source, definition, &filling.checkable, place, &mut found);
        self.named(source, &filling, &mut found);
        self.delivers(definition, &filling.request, &place.path, &mut found);
        let here = (self.context, place.region.as_deref());
        arns::check(&filling.checkable, definition, here, &place.path, &mut found);
        let tags = place.path.member("Tags");
        let checked = match self.context.image_tags.filter(|_| !found.has_violation(&tags)) {
            Some(stack) => {
                stack.put_into((&mut filling.request, &mut filling.checkable), definition, &tags, &mut found);
                // What is wrong with the body is reported already.
                let mut known = Findings::default();
                Body::check(definition.operation, &filling.checkable, &place.path, &facts, &mut known)
            }
            None => checked,
        };
        self.findings.append(found);
        let body = checked.filter(|_| filling.is_complete());
        let name = definition.name.and_then(|name| filling.request[name].as_str()).map(str::to_owned);
        let parts = StepParts {
            import: self.import,
            step: self.steps.len(),
            operation: definition.operation,
            name,
            request: filling.request,
            path: place.entry.as_str().to_owned(),
            region: place.region.clone(),
            image_tags: self.context.image_tags.map(|tags| tags.afterwards(definition)).unwrap_or_default(),
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

    /// What the stack's parameters have to allow, in a run: only there they are known.
    fn delivers(&self, definition: &Definition, request: &Value, path: &Path, findings: &mut Findings) {
        let Some(delivery) = self.context.delivery else { return };
        for (parameter, member) in definition.delivers {
            let here = path.member(member);
            if let Some(name) = request[*member].as_str().filter(|_| !findings.has_violation(&here))
                && !delivery.allows(*parameter, name)
            {
                findings.violation(&here, name, delivery.allowed(*parameter), DESKPORT);
            }
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
        place: &Place<'_>,
        findings: &mut Findings,
    ) {
        let (path, region) = (&place.path, place.region.as_deref().unwrap_or_default());
        let valid = |member: &Path| !findings.has_violation(member) && !filling.is_wrong(member);
        let given = |member: &str| filling.request[member].as_str();
        if let Some(member) = definition.sets {
            let here = path.member(member);
            if let Some(id) = given(member).filter(|_| valid(&here)) {
                let of = if definition.thing == Thing::Permission { place.image.as_str() } else { "" };
                self.names.set(definition.thing, region, (id, of), &here, findings);
            }
        } else if let Some(member) = definition.name {
            let here = path.member(member);
            let open = filling.is_open(&here);
            // A name with placeholders of an invalid AMI may become any name.
            let known = valid(&here) && !(open && ami == Ami::Invalid);
            if let Some(text) = given(member).filter(|_| known) {
                let of = if open { ami.key() } else { "" };
                self.names.made(definition, region, (text, of), &here, findings);
            }
        }
        let valid = |member: &Path| !findings.has_violation(member) && !filling.is_wrong(member);
        let source = path.member(definition.source());
        let captures = definition.operation == OperationName::CreateWorkspaceImage && valid(&source);
        if let Some(id) = filling.request[definition.source()].as_str().filter(|_| captures) {
            self.names.workspace(id, &source, findings);
        }
    }
}
