//! No two steps of a request may make the same name in one service, nor capture the same WorkSpace.

use crate::operation::Service;
use crate::violation::{DESKPORT, Findings, Path};
use std::collections::HashMap;

/// What the steps so far have taken, each with its place.
#[derive(Debug, Default)]
pub(super) struct Names {
    images: HashMap<(Service, String, String), String>,
    workspaces: HashMap<String, String>,
}

impl Names {
    /// Takes an image name and reports a clash, at the later one. Two names with placeholders that can't be filled in yet are
    /// the same only if they refer to the same AMI: `ami` is empty for any other name.
    pub(super) fn image(
        &mut self,
        service: Service,
        (name, ami): (&str, &str),
        path: &Path,
        findings: &mut Findings,
    ) {
        let key = (service, name.to_owned(), ami.to_owned());
        let before = self.images.entry(key).or_insert_with(|| path.as_str().to_owned());
        if before != path.as_str() {
            let allowed = format!("a name that no other step makes; {before} makes it too");
            findings.violation(path, name, allowed, DESKPORT);
        }
    }

    /// Takes a WorkSpace to capture.
    pub(super) fn workspace(&mut self, id: &str, path: &Path, findings: &mut Findings) {
        let before = self.workspaces.entry(id.to_owned()).or_insert_with(|| path.as_str().to_owned());
        if before != path.as_str() {
            let allowed = format!("a WorkSpace that no other step captures; {before} captures it too");
            findings.violation(path, id, allowed, DESKPORT);
        }
    }
}
