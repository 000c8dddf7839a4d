//! An entry of the plan, and how long it usually takes.

use deskport_shared::operation::{OperationName, RegionRule, Service, StepKind, Thing};
use deskport_shared::outcome::Setting;
use deskport_shared::plan::{ImportPlan, PlannedStep};
use serde::Serialize;

/// What an entry does.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Entry {
    /// A JSON Pointer into the request.
    pub(super) path: String,
    pub(super) operation: OperationName,
    /// What it makes, by its final name, or sets, by its id.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) target: String,
    /// Where it works, if that is not the run's own Region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<String>,
    /// How long AWS usually takes; missing where AWS states no time, or it takes none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) usual_minutes: Option<u32>,
    /// How long people have to answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hours_to_answer: Option<u32>,
    /// What people are asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<String>,
    /// What it sets, as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) now: Option<Now>,
    /// What has the name already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) in_use: Option<InUse>,
    /// How deep it stands: 0 in Imports.
    #[serde(skip)]
    pub(super) depth: usize,
}

/// A bundle or fleet, as it is now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Now {
    /// Whether it is there.
    pub(super) there: bool,
    #[serde(flatten)]
    pub(super) setting: Setting,
    /// The name of the image that it shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) image_name: Option<String>,
}

/// What has a name already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct InUse {
    /// Its id; an AppStream image has none but its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    /// How it stands, as AWS names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) state: Option<String>,
}

impl Entry {
    /// As far as the plan says it.
    pub(super) fn new(step: &PlannedStep) -> Self {
        let definition = step.operation.definition();
        let usual = (definition.usual_minutes)(&step.request);
        let message = step.seconds_to_answer.and(step.request["Message"].as_str());
        Self {
            path: step.path.clone(),
            operation: step.operation,
            target: step.target().to_owned(),
            region: step.region.clone(),
            usual_minutes: Some(usual).filter(|minutes| *minutes > 0),
            hours_to_answer: step.seconds_to_answer.map(|seconds| seconds / 3600),
            message: message.map(str::to_owned),
            now: None,
            in_use: None,
            depth: step.path.matches("/Then/").count(),
        }
    }

    /// Whether what it sets is not there.
    pub(super) fn is_missing(&self) -> bool {
        self.now.as_ref().is_some_and(|now| !now.there)
    }
}

/// A kind of thing that is made in a service and Region.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Made {
    pub(super) service: Service,
    pub(super) thing: Thing,
    /// `None` is the run's own.
    pub(super) region: Option<String>,
}

/// What a step makes; `None` where it makes nothing.
pub(super) fn made(step: &PlannedStep) -> Option<Made> {
    let definition = step.operation.definition();
    let region = match definition.region {
        // The call is made where the image is, and the copy in the Region that the member names.
        RegionRule::Member(member) => step.request[member].as_str().map(str::to_owned),
        RegionRule::Above | RegionRule::Beside | RegionRule::BesideImport => step.region.clone(),
    };
    let makes = match (step.kind, definition.thing) {
        (_, Thing::Bundle) => definition.sets.is_none(),
        (StepKind::Make, Thing::Image) => true,
        (StepKind::Make | StepKind::Deliver | StepKind::Ask, _) => false,
    };
    makes.then_some(Made { service: definition.service, thing: definition.thing, region })
}

/// How long an import usually takes, in minutes: the longest way through its entries. What AWS states no time for counts as none.
pub(super) fn usual_minutes(import: &ImportPlan) -> u32 {
    let mut ends: Vec<(&str, u32)> = Vec::with_capacity(import.steps.len());
    for step in &import.steps {
        let above = ends.iter().find(|(path, _)| *path == step.parent).map_or(0, |(_, end)| *end);
        let usual = (step.operation.definition().usual_minutes)(&step.request);
        ends.push((&step.path, above + usual));
    }
    ends.into_iter().map(|(_, end)| end).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use deskport_shared::plan::Plan;
    use deskport_shared::request::{self, Context};
    use serde_json::{Value, json};

    fn plan(request: &Value) -> Plan {
        let (findings, plan) = request::check(request, &Context::default());
        plan.unwrap_or_else(|| panic!("{findings:?}"))
    }

    fn request() -> Value {
        let import =
            json!({ "IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "i", "ImageDescription": "d" });
        let approve = json!({ "Approve": { "Message": "Go on?", "Hours": 2 }, "Then": [
            { "CreateImportedImage": { "Name": "apps" }, "Then": [
                { "CopyImage": { "DestinationImageName": "apps", "DestinationRegion": "us-east-1" } },
                { "UpdateFleet": { "Name": "fleet" } } ] } ] });
        let copy = json!({ "CopyWorkspaceImage": { "Name": "i" }, "Region": "us-west-2", "Then": [
            { "UpdateWorkspaceBundle": { "BundleId": "wsb-0a1b2c3d4" } },
            { "CreateWorkspaceBundle": { "BundleName": "b", "BundleDescription": "d", "ComputeType": { "Name": "STANDARD" },
                "UserStorage": { "Capacity": "50" } } } ] });
        json!({ "Ec2ImageId": "ami-0abc1234def567890", "Imports": [
            { "ImportWorkspaceImage": import, "OsVersion": "Windows_11", "Then": [ approve, copy ] } ] })
    }

    #[test]
    fn an_import_takes_as_long_as_the_longest_way_through_it() {
        let plan = plan(&request());
        assert_eq!(usual_minutes(&plan.imports[0]), 90 + 60);
    }

    #[test]
    fn what_is_made_is_made_in_its_region() {
        let plan = plan(&request());
        let made: Vec<_> = plan.imports[0]
            .steps
            .iter()
            .filter_map(made)
            .map(|made| (made.service, made.thing, made.region.unwrap_or_default()))
            .collect();
        assert_eq!(
            made,
            [
                (Service::WorkSpaces, Thing::Image, String::new()),
                (Service::AppStream, Thing::Image, String::new()),
                (Service::AppStream, Thing::Image, "us-east-1".to_owned()),
                (Service::WorkSpaces, Thing::Image, "us-west-2".to_owned()),
                (Service::WorkSpaces, Thing::Bundle, "us-west-2".to_owned()),
            ]
        );
    }

    #[test]
    fn an_entry_says_what_it_does_and_how_deep_it_stands() {
        let plan = plan(&request());
        let entries: Vec<_> = plan.imports[0].steps.iter().map(Entry::new).collect();
        let depths: Vec<_> = entries.iter().map(|entry| entry.depth).collect();
        assert_eq!(depths, [0, 1, 2, 3, 3, 1, 2, 2]);
        assert_eq!((entries[1].hours_to_answer, entries[1].message.as_deref()), (Some(2), Some("Go on?")));
        assert_eq!((entries[0].usual_minutes, entries[4].usual_minutes), (Some(90), None));
        assert_eq!((entries[4].target.as_str(), entries[6].target.as_str()), ("fleet", "wsb-0a1b2c3d4"));
    }
}
