//! No two steps of a request may make the same name in one service and Region, set the same bundle, or capture the same WorkSpace.

use crate::operation::{Definition, Service, Thing};
use crate::violation::{DESKPORT, Findings, Path};
use std::collections::HashMap;

/// What the steps so far have taken, each with its place.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<Taken, String>);

/// What a step takes for itself.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Taken {
    /// The name of what it makes. Two names with placeholders that can't be filled in yet are the same only if they refer to the
    /// same AMI: `ami` is empty for any other name.
    Name { region: String, service: Service, thing: Thing, name: String, ami: String },
    /// What it sets; a permission is that of an image, any other of nothing.
    Setting { region: String, thing: Thing, id: String, of: String },
    /// The WorkSpace that it captures.
    WorkSpace(String),
}

impl Names {
    /// Takes the name of what a step makes, and reports a clash, at the later one.
    pub(super) fn made(
        &mut self,
        definition: &Definition,
        region: &str,
        (name, ami): (&str, &str),
        path: &Path,
        findings: &mut Findings,
    ) {
        let (service, thing) = (definition.service, definition.thing);
        let (region, name_taken, ami) = (region.to_owned(), name.to_owned(), ami.to_owned());
        let taken = Taken::Name { region, service, thing, name: name_taken, ami };
        self.take(taken, (name, "a name that no other step makes", "makes"), path, findings);
    }

    /// Takes what a step sets.
    pub(super) fn set(
        &mut self,
        thing: Thing,
        region: &str,
        (id, of): (&str, &str),
        path: &Path,
        findings: &mut Findings,
    ) {
        let allowed = format!("a {thing} that no other step sets");
        let taken = Taken::Setting { region: region.to_owned(), thing, id: id.to_owned(), of: of.to_owned() };
        self.take(taken, (id, &allowed, "sets"), path, findings);
    }

    /// Takes a WorkSpace to capture.
    pub(super) fn workspace(&mut self, id: &str, path: &Path, findings: &mut Findings) {
        let allowed = "a WorkSpace that no other step captures";
        self.take(Taken::WorkSpace(id.to_owned()), (id, allowed, "captures"), path, findings);
    }

    fn take(
        &mut self,
        taken: Taken,
        (given, allowed, does): (&str, &str, &str),
        path: &Path,
        findings: &mut Findings,
    ) {
        let before = self.0.entry(taken).or_insert_with(|| path.as_str().to_owned());
        if before != path.as_str() {
            let allowed = format!("{allowed}; {before} {does} it too");
            findings.violation(path, given, allowed, DESKPORT);
        }
    }
}
