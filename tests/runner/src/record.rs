//! What was done to the world: the invariants are checked against it.

mod changed;

pub use changed::{Changed, fleet_id, permission_id};

use crate::machines::{ACCOUNT, REGION};
use deskport_simulator::Service;
use deskport_simulator::iam::Permission;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// An image that a call made.
#[derive(Clone, Debug)]
pub struct Made {
    /// When.
    pub at: u64,
    /// Where.
    pub service: Service,
    /// By which operation.
    pub operation: String,
    /// The Region that it is in.
    pub region: String,
    /// Its name.
    pub name: String,
    /// Its id in WorkSpaces, its ARN in AppStream.
    pub id: String,
    /// The run in its tag `deskport:run`; of a copy that AppStream made, which has none, the run that called.
    pub run: String,
}

impl Made {
    /// Reads a call that succeeded: `None` where it made no image.
    pub fn read(
        (at, run, region): (u64, &str, &str),
        service: Service,
        operation: &str,
        (input, answer): (&Value, &Value),
    ) -> Option<Self> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let tagged = || tags(&input["Tags"]).remove(deskport_shared::tags::RUN).unwrap_or_default();
        let named = || text(&input["ImageName"]).or_else(|| text(&input["Name"]));
        let (name, id, run, region) = match operation {
            "ImportWorkspaceImage"
            | "ImportCustomWorkspaceImage"
            | "CreateWorkspaceImage"
            | "CopyWorkspaceImage" => (named()?, text(&answer["ImageId"])?, tagged(), region.to_owned()),
            "CreateImportedImage" => (named()?, text(&answer["Image"]["Arn"])?, tagged(), region.to_owned()),
            "CopyImage" => {
                let (name, region) =
                    (text(&input["DestinationImageName"])?, text(&input["DestinationRegion"])?);
                let arn = format!("arn:aws:appstream:{region}:{ACCOUNT}:image/{name}");
                (name, arn, run.to_owned(), region)
            }
            _ => return None,
        };
        Some(Self { at, service, operation: operation.to_owned(), region, name, id, run })
    }
}

/// An image that was deleted, as it was then.
#[derive(Clone, Debug)]
pub struct Deleted {
    /// When.
    pub at: u64,
    /// The run that deleted it; no run's name where somebody else did.
    pub by: String,
    /// Its name.
    pub name: String,
    /// Its id in WorkSpaces, its ARN in AppStream.
    pub id: String,
    /// Its state, in its service's words.
    pub state: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

impl Deleted {
    /// Reads the image that a call is about to delete: `None` where there is none.
    pub fn read(
        (at, by, region): (u64, &str, &str),
        operation: &str,
        input: &Value,
        state: &Value,
    ) -> Option<Self> {
        let (list, key, id) = match operation {
            "DeleteWorkspaceImage" => ("WorkspaceImages", "ImageId", "ImageId"),
            "DeleteImage" => ("AppStreamImages", "Name", "Arn"),
            _ => return None,
        };
        let image =
            in_region(state, region)[list].as_array()?.iter().find(|image| image[key] == input[key])?;
        let text = |member: &str| image[member].as_str().unwrap_or_default().to_owned();
        let (name, id, state) = (text("Name"), text(id), text("State"));
        Some(Self { at, by: by.to_owned(), name, id, state, tags: tags(&image["Tags"]) })
    }
}

/// What a state shows of a Region.
pub fn in_region<'s>(state: &'s Value, region: &str) -> &'s Value {
    if region == REGION { state } else { &state["Regions"][region] }
}

/// What a state lists, in every Region.
pub fn everywhere<'s>(state: &'s Value, list: &str) -> impl Iterator<Item = &'s Value> {
    let others = state["Regions"].as_object().into_iter().flat_map(|regions| regions.values());
    let lists: Vec<&Value> = std::iter::once(state).chain(others).map(|region| &region[list]).collect();
    lists.into_iter().filter_map(Value::as_array).flatten()
}

/// Tags in either service's form.
pub fn tags(tags: &Value) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let listed = tags.as_array().into_iter().flatten().map(|tag| (text(&tag["Key"]), text(&tag["Value"])));
    let mapped = tags.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), text(value)));
    listed.chain(mapped).collect()
}

/// A ModifyAccount that arrived.
#[derive(Clone, Debug)]
pub struct Modified {
    /// When.
    pub at: u64,
    /// The run that sent it.
    pub run: String,
    /// The range.
    pub range: String,
    /// Whether AWS took it.
    pub took: bool,
}

/// A message as SNS takes it.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its subject.
    pub subject: String,
    /// Its body.
    pub body: String,
    /// Its attributes: texts by their names.
    pub attributes: BTreeMap<String, String>,
}

/// A notification that SNS took.
#[derive(Clone, Debug)]
pub struct Published {
    /// When.
    pub at: u64,
    /// The run that it is about.
    pub run: String,
    /// What kind of message it is.
    pub kind: Kind,
    /// The outcome in it, where it has one.
    pub outcome: Option<Value>,
    /// The message itself.
    pub message: Message,
}

impl Published {
    /// The text for people: notify has a text for each protocol, a machine's own message is one text.
    pub fn text(&self) -> String {
        let bodies: Option<Value> = serde_json::from_str(&self.message.body).ok();
        let text = bodies.as_ref().and_then(|bodies| bodies["default"].as_str());
        text.unwrap_or(&self.message.body).to_owned()
    }
}

/// An event that EventBridge took.
#[derive(Clone, Debug, PartialEq)]
pub struct BusEvent {
    /// When.
    pub at: u64,
    /// Where it is from.
    pub source: String,
    /// Its `detail-type`.
    pub kind: String,
    /// What it says.
    pub detail: Value,
}

impl BusEvent {
    /// What it is about: a run, or a step of one.
    pub fn about(&self) -> (String, String) {
        let text = |member: &str| self.detail[member].as_str().unwrap_or_default().to_owned();
        (text("Run"), text("Path"))
    }
}

/// What kind of message a notification is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// How a run ended.
    Outcome,
    /// A request for approval.
    Approval,
    /// A note that a run waits for an approval.
    Waiting,
    /// That an AMI could not be taken up.
    NotTakenUp,
}

/// What was done.
#[derive(Debug, Default)]
pub struct Record {
    /// Images that were made.
    pub made: Vec<Made>,
    /// Images that were deleted.
    pub deleted: Vec<Deleted>,
    /// Changes of bundles.
    pub changed: Vec<Changed>,
    /// Changes of the account.
    pub modified: Vec<Modified>,
    /// Notifications.
    pub published: Vec<Published>,
    /// Why a run's outcome may be sent more than once: how often the response to a publication was lost.
    pub excuses: BTreeMap<String, u64>,
    /// Events on the bus.
    pub events: Vec<BusEvent>,
    /// Why an event may be there more than once: how often the response was lost, by run and step.
    pub event_excuses: BTreeMap<(String, String), u64>,
    /// Errors that a run got: (run, operation, code).
    pub refusals: BTreeSet<(String, String, String)>,
    /// Images that a look has shown in an end state: (id, when).
    pub seen_ended: BTreeMap<String, u64>,
    /// Calls in each second, by service key.
    pub calls: BTreeMap<(&'static str, u64), u32>,
    /// Looks at WorkSpaces images in each second.
    pub looks: BTreeMap<u64, u32>,
    /// Permissions that were needed.
    pub used: BTreeSet<Permission>,
    /// What roles did not allow.
    pub denied: Vec<String>,
}

impl Record {
    /// Notes an error that a run got.
    pub fn refused(&mut self, run: &str, operation: &str, code: &str) {
        self.refusals.insert((run.to_owned(), operation.to_owned(), code.to_owned()));
    }

    /// Notes a reason to send a run's outcome again.
    pub fn excuse(&mut self, run: &str) {
        *self.excuses.entry(run.to_owned()).or_default() += 1;
    }

    /// Notes a reason to put an event again.
    pub fn excuse_event(&mut self, event: &BusEvent) {
        *self.event_excuses.entry(event.about()).or_default() += 1;
    }

    /// Notes a deletion. An AppStream image that is made again has the ARN of the one before: what was seen of the old
    /// one does not count for it.
    pub fn delete(&mut self, deleted: Deleted) {
        self.seen_ended.remove(&deleted.id);
        self.deleted.push(deleted);
    }

    /// The first deletion of an image after a time.
    pub fn deleted_after(&self, id: &str, at: u64) -> Option<&Deleted> {
        self.deleted.iter().find(|deleted| deleted.id == id && deleted.at > at)
    }

    /// A bundle's image at a time, where a call has set it by then.
    pub fn image_of(&self, id: &str, at: u64) -> Option<&str> {
        let last = self.changed.iter().rev().find(|changed| changed.id == id && changed.at <= at);
        last.map(|changed| changed.to.as_str())
    }

    /// Counts a call of a service; SNS has no rate to keep.
    pub fn count_call(&mut self, service: Option<Service>, operation: &str, now: u64) {
        let Some(service) = service else { return };
        let second = now / crate::clock::SECOND;
        *self.calls.entry((service.key(), second)).or_default() += 1;
        if matches!(operation, "DescribeWorkspaceImages" | "DescribeCustomWorkspaceImageImport") {
            *self.looks.entry(second).or_default() += 1;
        }
    }

    /// The most looks at WorkSpaces images in one second.
    pub fn busiest_second(&self) -> u32 {
        self.looks.values().copied().max().unwrap_or_default()
    }
}
