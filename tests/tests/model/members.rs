//! Every member of the model, with values on both sides of every limit: what AWS's model takes the request's rules
//! take, and what it refuses they refuse. Where a rule is stricter than the model it stands in `STRICTER`.

use crate::probes;
use deskport_shared::operation::{Body, Facts as BodyFacts, OperationName, Service as Owner};
use deskport_shared::violation::{Findings, Path};
use deskport_simulator::Service;
use deskport_simulator::model::{Model, Shape, check as model_check};
use deskport_tests::bodies;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What the rules refuse and the model takes, each with its reason.
const STRICTER: &[(&str, &str, &str)] = &[
    ("CreateImportedImage", "Name", "100 characters by the text; the pattern lets 101 through"),
    (
        "CreateImportedImage",
        "Tags{key}",
        "a dot in a pattern stands for no line end; in the simulator for all but \\n",
    ),
    ("CreateImportedImage", "Tags", "47 of the caller's: Deskport adds three"),
    ("CreateImportedImage", "AppCatalogConfig[].AbsoluteAppPath", "1 character by the text"),
    ("CreateImportedImage", "AppCatalogConfig[].AbsoluteIconPath", "1 character by the text"),
    ("CreateImportedImage", "AppCatalogConfig[].AbsoluteManifestPath", "1 character by the text"),
    ("CreateImportedImage", "AppCatalogConfig[].WorkingDirectory", "1 character by the text"),
    ("CreateImportedImage", "DryRun", "the request's own DryRun is for all of it"),
    ("CreateImportedImage", "IamRoleArn", "required with an AMI by the guide"),
    ("ImportWorkspaceImage", "Tags", "47 of the caller's: Deskport adds three"),
    ("ImportWorkspaceImage", "Applications", "one by the guide"),
    ("ImportCustomWorkspaceImage", "Tags", "47 of the caller's: Deskport adds three"),
    ("CreateWorkspaceImage", "Tags", "47 of the caller's: Deskport adds three"),
    ("CreateWorkspaceBundle", "Tags", "47 of the caller's: Deskport adds three"),
    ("CreateWorkspaceBundle", "ComputeType.Name", "required by the service"),
    ("UpdateWorkspaceBundle", "BundleId", "required by the service"),
    ("UpdateWorkspaceBundle", "ImageId", "required by the service"),
    ("CopyWorkspaceImage", "Tags", "47 of the caller's: Deskport adds three"),
    ("UpdateFleet", "Name", "required by the service; 100 characters, as for an image"),
    ("UpdateFleet", "ImageName", "one of ImageName, ImageArn: nothing else of a fleet is changed"),
    ("UpdateFleet", "ImageArn", "one of ImageName, ImageArn: nothing else of a fleet is changed"),
    ("CopyImage", "SourceImageName", "100 characters by the text; the pattern lets 101 through"),
    ("CopyImage", "DestinationImageName", "100 characters by the text; the pattern lets 101 through"),
    ("CopyImage", "DestinationRegion", "a Region as WorkSpaces' model has it"),
    ("UpdateImagePermissions", "Name", "100 characters by the text; the pattern lets 101 through"),
    ("UpdateImagePermissions", "SharedAccountId", "12 digits, as WorkSpaces' model has it"),
];

/// The service whose model an operation is compared with; `None` for Deskport's own, which no model of AWS has.
pub(crate) fn service(operation: OperationName) -> Option<Service> {
    match operation.definition().service {
        Owner::WorkSpaces => Some(Service::Workspaces),
        Owner::AppStream => Some(Service::AppStream),
        Owner::Deskport => None,
    }
}

/// The operations that AWS's models have, each with its service.
fn of_aws() -> impl Iterator<Item = (OperationName, Service)> {
    OperationName::ALL.into_iter().filter_map(|operation| Some((operation, service(operation)?)))
}

/// One comparison after another, counted.
struct Walk {
    operation: OperationName,
    service: Service,
    base: Value,
    compared: usize,
    accepted: usize,
    seen: BTreeSet<String>,
    stricter: BTreeSet<String>,
}

impl Walk {
    /// The paths of a body's violations.
    fn faults(&self, body: &Value) -> Vec<String> {
        let mut findings = Findings::default();
        let parsed = Body::check(self.operation, body, &Path::root(), &BodyFacts::default(), &mut findings);
        assert_eq!(parsed.is_some(), findings.violations.is_empty(), "{body}");
        findings.violations.into_iter().map(|v| v.path).collect()
    }

    /// Puts `value` into the member at `pointer`, or takes it out, and compares both verdicts.
    fn compare(&mut self, member: &str, pointer: &str, value: Option<Value>) {
        let mut body = self.base.clone();
        put(&mut body, pointer, value.clone());
        let faults = self.faults(&body);
        let model = model_check(self.service, self.operation.as_str(), &body);
        self.compared += 1;
        match (faults.is_empty(), &model) {
            (true, Ok(())) => self.accepted += 1,
            (false, Err(_)) => {
                let within = faults.iter().all(|path| path.starts_with(pointer));
                assert!(within, "{} {member} = {value:?}: {faults:?}", self.operation);
            }
            (false, Ok(())) => {
                let known = STRICTER.iter().any(|(o, m, _)| *o == self.operation.as_str() && *m == member);
                assert!(
                    known,
                    "{} {member}: the model takes {value:?}, the rules don't: {faults:?}",
                    self.operation
                );
                self.stricter.insert(member.to_owned());
            }
            (true, Err(refused)) => {
                panic!(
                    "{} {member}: the rules take {value:?}, the model does not: {refused:?}",
                    self.operation
                )
            }
        }
    }

    fn structure(&mut self, shape: &Shape, member: &str, pointer: &str) {
        for (name, inner) in &shape.members {
            let member = if member.is_empty() { name.clone() } else { format!("{member}.{name}") };
            let pointer = format!("{pointer}/{name}");
            // Of members that exclude each other a base holds one; another base holds the other.
            if self.base.pointer(&pointer).is_none() && member != "DryRun" {
                continue;
            }
            self.seen.insert(member.clone());
            if !shape.facts.union {
                self.left_out(inner, &member, &pointer);
            }
            self.member(inner, &member, &pointer);
        }
    }

    fn left_out(&mut self, shape: &Shape, member: &str, pointer: &str) {
        let before = self.accepted;
        self.compare(member, pointer, None);
        let known = STRICTER.iter().any(|(o, m, _)| *o == self.operation.as_str() && *m == member);
        assert!(known || (self.accepted > before) != shape.facts.required, "{} {member}", self.operation);
    }

    fn member(&mut self, shape: &Shape, member: &str, pointer: &str) {
        for wrong in [
            json!(null),
            json!(1),
            json!(1.5),
            json!(true),
            json!("\0"),
            json!([]),
            json!({}),
            json!([1]),
            json!({ "x": 1 }),
        ] {
            let right = matches!(
                (shape.facts.kind.as_str(), &wrong),
                ("boolean", Value::Bool(_)) | ("string", Value::String(_))
            ) || (shape.facts.kind == "list" && wrong == json!([]))
                || (shape.facts.kind == "structure" && wrong == json!({}));
            if !right {
                self.compare(member, pointer, Some(wrong));
            }
        }
        match shape.facts.kind.as_str() {
            "string" => self.strings(shape, member, pointer),
            "structure" => self.structure(shape, member, pointer),
            "list" => self.list(shape, member, pointer),
            "map" => self.map(shape, member, pointer),
            "boolean" => self.compare(member, pointer, Some(json!(true))),
            other => panic!("{member}: no walk for type {other}"),
        }
    }

    fn strings(&mut self, shape: &Shape, member: &str, pointer: &str) {
        let facts = &shape.facts;
        if !facts.values.is_empty() {
            for value in &facts.values {
                let before = self.accepted;
                self.compare(member, pointer, Some(json!(value)));
                assert_eq!(self.accepted, before + 1, "{} {member}: {value}", self.operation);
                for wrong in [
                    value.to_lowercase() + "x",
                    format!("{value} "),
                    format!(" {value}"),
                    value[1..].to_owned(),
                ] {
                    self.compare(member, pointer, Some(json!(wrong)));
                }
            }
            return;
        }
        let (mut accepted, mut refused) = (0, 0);
        for text in probes::strings(member, facts) {
            let before = self.accepted;
            self.compare(member, pointer, Some(json!(text)));
            if self.accepted > before { accepted += 1 } else { refused += 1 }
        }
        let bounded = facts.max.is_some() || facts.min.is_some() || facts.pattern.is_some();
        assert!(
            accepted > 0 && (refused > 0 || !bounded),
            "{} {member}: {accepted}, {refused}",
            self.operation
        );
    }

    fn list(&mut self, shape: &Shape, member: &str, pointer: &str) {
        let element = self.base.pointer(pointer).unwrap()[0].clone();
        let numbered = |i: usize| {
            let mut element = element.clone();
            if let Some(object) = element.as_object_mut() {
                let key = if object.contains_key("Key") { "Key" } else { "Name" };
                object.insert(key.to_owned(), json!(format!("a{i}")));
            }
            element
        };
        for count in sizes(shape) {
            let items: Vec<_> = (0..count).map(numbered).collect();
            self.compare(member, pointer, Some(json!(items)));
        }
        let inner = shape.element.as_deref().unwrap();
        self.member(inner, &format!("{member}[]"), &format!("{pointer}/0"));
    }

    fn map(&mut self, shape: &Shape, member: &str, pointer: &str) {
        for count in sizes(shape) {
            let entries: serde_json::Map<_, _> = (0..count).map(|i| (format!("a{i}"), json!("b"))).collect();
            self.compare(member, pointer, Some(Value::Object(entries)));
        }
        for key in probes::strings(&format!("{member}{{key}}"), &shape.key.as_deref().unwrap().facts) {
            self.compare(&format!("{member}{{key}}"), pointer, Some(json!({ key: "b" })));
        }
        let value = shape.value.as_deref().unwrap();
        for text in probes::strings(&format!("{member}{{value}}"), &value.facts) {
            self.compare(&format!("{member}{{value}}"), pointer, Some(json!({ "a": text })));
        }
        self.compare(&format!("{member}{{value}}"), pointer, Some(json!({ "a": 1 })));
    }
}

/// Sizes beside each limit, Deskport's own of tags included.
fn sizes(shape: &Shape) -> Vec<usize> {
    let limits = [shape.facts.min, shape.facts.max, Some(1), Some(48), Some(50)];
    let limits = limits.into_iter().flatten().filter_map(|n| usize::try_from(n).ok());
    let all: BTreeSet<_> = limits.flat_map(|n| n.saturating_sub(1)..=n + 1).collect();
    all.into_iter().collect()
}

fn put(body: &mut Value, pointer: &str, value: Option<Value>) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match (body.pointer_mut(parent).unwrap(), value) {
        (Value::Object(object), Some(value)) => drop(object.insert(name.to_owned(), value)),
        (Value::Object(object), None) => drop(object.shift_remove(name)),
        (Value::Array(items), Some(value)) => items[name.parse::<usize>().unwrap()] = value,
        (other, _) => panic!("{pointer}: {other}"),
    }
}

#[test]
fn every_member_takes_what_the_model_takes_and_nothing_past_its_limits() {
    let mut total = 0;
    for (operation, service) in of_aws() {
        let input = &Model::get().operation(service, operation.as_str()).unwrap().input;
        let (mut seen, mut stricter) = (BTreeSet::new(), BTreeSet::new());
        for base in bodies::whole(operation) {
            let mut walk = Walk {
                operation,
                service,
                base,
                compared: 0,
                accepted: 0,
                seen: BTreeSet::new(),
                stricter: BTreeSet::new(),
            };
            assert_eq!(walk.faults(&walk.base), Vec::<String>::new());
            walk.structure(input, "", "");
            total += walk.compared;
            seen.append(&mut walk.seen);
            stricter.append(&mut walk.stricter);
        }
        let known: BTreeSet<_> = STRICTER
            .iter()
            .filter(|(o, ..)| *o == operation.as_str())
            .map(|(_, m, _)| (*m).to_owned())
            .collect();
        assert_eq!(
            stricter, known,
            "{operation}: a rule that is no stricter than the model any more leaves STRICTER"
        );
        let mut all = members(input, "");
        if operation == OperationName::UpdateFleet {
            // Nothing of a fleet is changed but its image.
            all.retain(|member| ["Name", "ImageName", "ImageArn"].contains(&member.as_str()));
        }
        assert_eq!(seen, all, "{operation}: a base holds every member of the model");
    }
    println!("{total} bodies compared");
    assert!(total > 30_000, "{total}");
}

/// The names of all members of structures.
fn members(shape: &Shape, member: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (name, inner) in &shape.members {
        let name = if member.is_empty() { name.clone() } else { format!("{member}.{name}") };
        all.append(&mut members(inner, &name));
        all.insert(name);
    }
    if let Some(element) = &shape.element {
        all.append(&mut members(element, &format!("{member}[]")));
    }
    all
}

#[test]
fn the_definitions_name_no_member_that_the_model_does_not_have() {
    for (operation, service) in of_aws() {
        let input = &Model::get().operation(service, operation.as_str()).unwrap().input;
        for member in operation.definition().members {
            assert!(input.members.contains_key(member.name), "{operation} {}", member.name);
        }
    }
}

#[test]
fn the_range_of_the_consent_is_modify_accounts() {
    let name = "DedicatedTenancyManagementCidrRange";
    let input = &Model::get().operation(Service::Workspaces, "ModifyAccount").unwrap().input;
    let (mut accepted, mut refused) = (0, 0);
    for range in probes::strings(name, &input.members[name].facts) {
        let import = json!({ "CreateWorkspaceImage": { "Name": "n", "Description": "d", "WorkspaceId": "ws-01234567" } });
        let document = json!({ "Imports": [import], "EnableByol": { name: range } });
        let (findings, _) = deskport_shared::request::check(&document, &Default::default());
        let model = model_check(Service::Workspaces, "ModifyAccount", &json!({ name: range })).is_ok();
        assert_eq!(findings.violations.is_empty(), model, "{range}: {findings:?}");
        if model { accepted += 1 } else { refused += 1 }
    }
    assert!(accepted > 3 && refused > 100, "{accepted} {refused}");
}

#[test]
fn appstreams_tags_take_unicodes_letters_numbers_and_separators_and_no_others() {
    let members = OperationName::CreateImportedImage.definition().members;
    let tags = members.iter().find(|m| m.name == "Tags").unwrap();
    let deskport_shared::check::Shape::Map(_, _, keys, values) = tags.shape else {
        panic!("{:?}", tags.shape)
    };
    let pattern = regex::Regex::new(r"^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$").unwrap();
    let unassigned = regex::Regex::new(r"^\p{Cn}$").unwrap();
    let mut letters = 0;
    for character in ('\0'..=char::MAX).map(String::from) {
        // The two tables are of different versions of Unicode.
        if !unassigned.is_match(&character) {
            let right = pattern.is_match(&character);
            assert_eq!(values.accepts(&character), right, "{character:?}");
            assert_eq!(keys.accepts(&format!("a{character}")), right, "{character:?}");
            letters += usize::from(right);
        }
    }
    assert!(letters > 100_000, "{letters}");
}
