//! Checking one entry: its operation, what stands beside that, its body, and the entries of its `Then`.

use super::body::Place;
use super::members::{BESIDE, BESIDE_IN_THEN, OS_VERSION, THEN_MAX};
use super::names::Names;
use super::source::{Ami, Source};
use super::{Context, Timeout};
use crate::check::{Member, Shape, list, nearest, walk};
use crate::operation::fields::{DURATIONS, OS_VERSIONS};
use crate::operation::{Definition, ImageKind, OperationName, OsVersion, StepKind};
use crate::plan::{ImportPlan, PlannedStep};
use crate::violation::{DESKPORT, Findings, NOTHING, Path, given_kind};
use serde_json::{Map, Value};

/// How deep entries may be nested below an import.
const DEPTH_MAX: usize = 4;
/// The most entries of a request.
const ENTRIES_MAX: usize = 100;

/// What all entries of a request share while they are checked.
pub(super) struct EntryCheck<'a, 'f> {
    pub(super) context: &'f Context<'a>,
    pub(super) request_ami: Ami<'a>,
    pub(super) timeout: &'f Timeout,
    pub(super) names: Names,
    pub(super) findings: &'f mut Findings,
    /// How many entries there were so far.
    pub(super) entries: usize,
    /// Which import is checked.
    pub(super) import: usize,
    /// Its steps so far.
    pub(super) steps: Vec<PlannedStep>,
    /// The longest way through the import so far.
    pub(super) longest: Route,
}

/// The operations from an import down to an entry, and how long AWS usually takes for them.
#[derive(Clone, Debug, Default)]
pub(super) struct Route {
    operations: Vec<OperationName>,
    minutes: u32,
}

/// The entry above one that stands in a `Then`.
#[derive(Clone)]
struct Above<'a> {
    path: Path,
    depth: usize,
    /// What it gives; `None` where that is not known.
    gives: Option<ImageKind>,
    /// Whether that is a BYOL image of WorkSpaces.
    byol: bool,
    ami: Ami<'a>,
    /// What its image is known by.
    image: String,
    /// Where its image is, where that is not the run's own Region.
    region: Option<String>,
    replace_failed: bool,
    route: Route,
}

impl<'a> EntryCheck<'a, '_> {
    /// Checks an import with all that follows it.
    pub(super) fn import(&mut self, index: usize, value: &'a Value, path: &Path) -> ImportPlan {
        (self.import, self.longest) = (index, Route::default());
        self.entry(value, path, None);
        self.duration();
        ImportPlan { steps: std::mem::take(&mut self.steps) }
    }

    fn entry(&mut self, value: &'a Value, path: &Path, above: Option<&Above<'a>>) {
        self.count(path);
        let Some(object) = value.as_object() else {
            let allowed = format!("an object with one of {}", operations(above));
            self.findings.violation(path, given_kind(value), allowed, DESKPORT);
            return;
        };
        let held = self.operations(object, path, above);
        let os_version_path = path.member("OsVersion");
        let os_version = self.os_version(object, &held, &os_version_path);
        let inherited = above.is_some_and(|above| above.replace_failed);
        let replace_failed = self.replace_failed(object, path).unwrap_or(inherited);
        let mut below = Above {
            path: path.clone(),
            depth: above.map_or(1, |above| above.depth + 1),
            gives: None,
            byol: above.is_some_and(|above| above.byol),
            ami: above.map_or(Ami::Invalid, |above| above.ami),
            image: String::new(),
            region: None,
            replace_failed,
            route: above.map(|above| above.route.clone()).unwrap_or_default(),
        };
        if let Some(operation) = held.first() {
            let definition = operation.definition();
            below.gives = definition.gives.given(above.and_then(|above| above.gives));
            below.byol |= definition.needs_byol;
            below.image = image(definition, &object[operation.as_str()], path, above);
            below.region = self.region(object, *operation, path, above.map(|above| above.region.as_deref()));
            let body_path = path.member(operation.as_str());
            if self.fits(*operation, &object[operation.as_str()], &body_path, above) {
                let place = Place {
                    entry: path.clone(),
                    path: body_path,
                    above: above.map(|above| above.path.as_str().to_owned()),
                    os_version,
                    region: below.region.clone(),
                    image: below.image.clone(),
                    byol: above.is_some_and(|above| above.byol),
                    replace_failed,
                };
                self.body(&object[operation.as_str()], definition, place, &mut below, above);
            }
        }
        self.then(object, path, &below);
    }

    fn count(&mut self, path: &Path) {
        self.entries += 1;
        if self.entries == ENTRIES_MAX + 1 {
            let allowed = format!("at most {ENTRIES_MAX} entries in a request, those of Imports included");
            self.findings.violation(path, "one entry more", allowed, DESKPORT);
        }
    }

    /// Checks the body, and adds what the entries below need to know of it.
    fn body(
        &mut self,
        body: &'a Value,
        definition: &Definition,
        place: Place<'_>,
        below: &mut Above<'a>,
        above: Option<&Above<'a>>,
    ) {
        if !body.is_object() {
            let allowed = format!("an object: the request of {}", definition.operation);
            self.findings.violation(&place.path, given_kind(body), allowed, &definition.documentation());
            return;
        }
        let source = match above {
            Some(above) => Source::of_then(above.ami),
            None => Source::find(body, definition, self.request_ami, &place.path, self.findings),
        };
        below.ami = source.ami;
        let replace_failed = place.replace_failed;
        let parent = place.above.clone().unwrap_or_default();
        let step = self.step(body, definition, &source, &place);
        below.route.operations.push(definition.operation);
        below.route.minutes += (definition.usual_minutes)(&step.request);
        if below.route.minutes > self.longest.minutes {
            self.longest = below.route.clone();
        }
        self.steps.push(PlannedStep::new(step, parent, replace_failed));
    }

    /// Whether the operation may stand here.
    fn fits(
        &mut self,
        operation: OperationName,
        body: &Value,
        path: &Path,
        above: Option<&Above<'_>>,
    ) -> bool {
        let definition = operation.definition();
        let gives = above.map(|above| above.gives);
        let allowed = match (definition.takes, gives) {
            (_, None) if definition.in_imports() => return true,
            (_, None) => "not in Imports: put it into the Then of an entry".to_owned(),
            (None, _) => "not in Then: it takes no image of another entry. Put it into Imports".to_owned(),
            (Some(takes), Some(Some(given))) if !takes.takes(given) => {
                format!("only below an entry that gives {takes}; the entry above it gives {given}")
            }
            (Some(_), Some(_)) => return true,
        };
        self.findings.violation(path, given_kind(body), allowed, DESKPORT);
        false
    }

    fn replace_failed(&mut self, object: &Map<String, Value>, path: &Path) -> Option<bool> {
        const NAME: &str = "ReplaceFailed";
        let value = object.get(NAME)?;
        walk(value, Shape::Boolean, &path.member(NAME), DESKPORT, false, self.findings);
        value.as_bool()
    }

    /// The operations that the entry has: a valid entry has one. Of several the first counts.
    fn operations(
        &mut self,
        object: &Map<String, Value>,
        path: &Path,
        above: Option<&Above<'_>>,
    ) -> Vec<OperationName> {
        let beside: &[Member] = if above.is_some() { &BESIDE_IN_THEN } else { &BESIDE };
        let mut held = Vec::new();
        let mut unknown = false;
        for (key, value) in object {
            match OperationName::from_name(key) {
                Some(operation) => {
                    if !held.is_empty() {
                        let allowed = "one operation for each entry: put this one into an entry of its own";
                        self.findings.violation(&path.member(key), given_kind(value), allowed, DESKPORT);
                    }
                    held.push(operation);
                }
                None if BESIDE.iter().any(|member| member.name == key) => {}
                None => {
                    unknown = true;
                    let allowed = unknown_member(key, object, beside, above);
                    self.findings.violation(&path.member(key), key, allowed, DESKPORT);
                }
            }
        }
        if held.is_empty() && !unknown {
            let allowed = format!("exactly one of {}", operations(above));
            self.findings.violation(path, NOTHING, allowed, DESKPORT);
        }
        held
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

    fn then(&mut self, object: &'a Map<String, Value>, path: &Path, above: &Above<'a>) {
        let Some(then) = object.get("Then") else { return };
        let here = path.member("Then");
        if above.depth > DEPTH_MAX {
            let allowed = format!("no Then: entries may be nested {DEPTH_MAX} deep");
            self.findings.violation(&here, given_kind(then), allowed, DESKPORT);
            return;
        }
        let items = then.as_array().filter(|items| (1..=THEN_MAX).contains(&items.len()));
        let Some(items) = items else {
            let allowed = format!("a list of 1 to {THEN_MAX} entries");
            self.findings.violation(&here, given_kind(then), allowed, DESKPORT);
            return;
        };
        for (index, item) in items.iter().enumerate() {
            self.entry(item, &here.index(index), Some(above));
        }
    }

    /// A timeout below what AWS usually takes is a warning.
    fn duration(&mut self) {
        let Some(minutes) = self.timeout.minutes else { return };
        let usual = self.longest.minutes;
        if minutes < usual {
            let names: Vec<_> = self.longest.operations.iter().map(|operation| operation.as_str()).collect();
            let note = format!("at least {usual}: what AWS usually takes for {}", names.join(" and then "));
            let path = Path::root().member("TimeoutMinutes");
            self.findings.warning(&path, &self.timeout.given, note, DURATIONS);
        }
    }
}

/// What the image is known by that an entry gives.
fn image(definition: &Definition, body: &Value, path: &Path, above: Option<&Above<'_>>) -> String {
    match (definition.kind, above) {
        (StepKind::Make, _) => path.as_str().to_owned(),
        (StepKind::Deliver | StepKind::Ask, Some(above)) => above.image.clone(),
        (StepKind::Deliver | StepKind::Ask, None) => {
            body[definition.source()].as_str().unwrap_or_default().to_owned()
        }
    }
}

fn unknown_member(
    key: &str,
    object: &Map<String, Value>,
    beside: &[Member],
    above: Option<&Above<'_>>,
) -> String {
    let members = fitting(above).map(OperationName::as_str).chain(beside.iter().map(|member| member.name));
    match nearest(key, members.filter(|name| !object.contains_key(*name))) {
        Some(name) => format!("no such member (did you mean {name}?)"),
        None => format!("no such member; allowed are one of {}, with {}", operations(above), list(beside)),
    }
}

/// The operations that may stand in a place.
fn fitting(above: Option<&Above<'_>>) -> impl Iterator<Item = OperationName> {
    let gives = above.map(|above| above.gives);
    OperationName::ALL.into_iter().filter(move |operation| match (gives, operation.definition().takes) {
        (None, _) => operation.definition().in_imports(),
        (Some(None), Some(_)) => true,
        (Some(_), None) => false,
        (Some(Some(given)), Some(takes)) => takes.takes(given),
    })
}

fn operations(above: Option<&Above<'_>>) -> String {
    fitting(above).map(OperationName::as_str).collect::<Vec<_>>().join(", ")
}
