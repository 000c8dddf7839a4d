//! The check against the model: each kind of constraint, and every constraint of the import operations.

use deskport_simulator::model::{Facts, Kind, Model, Shape, check};
use serde_json::{Value, json};

use crate::support::{AppStream, Bench, Workspaces, capture, custom, import, imported, with};

/// The members that a call is refused for.
fn refused(service: deskport_simulator::Service, operation: &str, input: &Value) -> Vec<(String, Kind)> {
    let violations = check(service, operation, input).err().unwrap_or_default();
    violations.into_iter().map(|violation| (violation.member, violation.kind)).collect()
}

fn one(member: &str, kind: Kind) -> Vec<(String, Kind)> {
    vec![(member.to_owned(), kind)]
}

#[test]
fn good_inputs_pass() {
    for (service, operation, input) in [
        (Workspaces, "ImportWorkspaceImage", import("a")),
        (Workspaces, "ImportCustomWorkspaceImage", custom("a")),
        (Workspaces, "CreateWorkspaceImage", capture("a")),
        (AppStream, "CreateImportedImage", imported("a")),
        (Workspaces, "DescribeAccount", json!({})),
    ] {
        assert_eq!(check(service, operation, &input), Ok(()), "{operation}");
    }
}

#[test]
fn missing_members_are_named() {
    let found = refused(Workspaces, "ImportWorkspaceImage", &json!({}));
    let members: Vec<&str> = found.iter().map(|(member, _)| member.as_str()).collect();
    assert_eq!(members, ["Ec2ImageId", "ImageDescription", "ImageName", "IngestionProcess"]);
    let tags = with(import("a"), "Tags", json!([{ "Key": "a" }, {}]));
    assert_eq!(refused(Workspaces, "ImportWorkspaceImage", &tags), one("Tags[1].Key", Kind::Constraint));
}

#[test]
fn unknown_members_are_refused() {
    let typo = with(import("a"), "Imagename", json!("a"));
    assert_eq!(refused(Workspaces, "ImportWorkspaceImage", &typo), one("Imagename", Kind::Form));
    let nested = with(import("a"), "Tags", json!([{ "Key": "a", "value": "b" }]));
    assert_eq!(refused(Workspaces, "ImportWorkspaceImage", &nested), one("Tags[0].value", Kind::Form));
}

#[test]
fn wrong_types_are_refused() {
    for (member, value) in [
        ("ImageName", json!(1)),
        ("ImageName", json!(["a"])),
        ("Tags", json!({ "a": "b" })),
        ("Tags", json!("a")),
        ("Applications", json!({})),
    ] {
        let found = refused(Workspaces, "ImportWorkspaceImage", &with(import("a"), member, value.clone()));
        assert_eq!(found, one(member, Kind::Form), "{value}");
    }
    let mut null = import("a");
    null["ImageName"] = Value::Null;
    assert_eq!(refused(Workspaces, "ImportWorkspaceImage", &null), one("ImageName", Kind::Form));
    for value in [json!("1"), json!(1.5), json!(true)] {
        let found = refused(Workspaces, "DescribeWorkspaceImages", &json!({ "MaxResults": value }));
        assert_eq!(found, one("MaxResults", Kind::Form));
    }
    let dry = with(imported("a"), "DryRun", json!("true"));
    assert_eq!(refused(AppStream, "CreateImportedImage", &dry), one("DryRun", Kind::Form));
    for input in [json!([]), json!("a"), Value::Null] {
        assert_eq!(refused(Workspaces, "DescribeAccount", &input), one("", Kind::Form));
    }
}

#[test]
fn numbers_have_bounds() {
    for (number, good) in [(0, false), (1, true), (25, true), (26, false), (-1, false)] {
        let found = check(Workspaces, "DescribeWorkspaceImages", &json!({ "MaxResults": number }));
        assert_eq!(found.is_ok(), good, "{number}");
    }
    assert!(check(Workspaces, "DescribeWorkspaceImages", &json!({ "MaxResults": u64::MAX })).is_err());
}

#[test]
fn lengths_count_characters() {
    let tag = |key: String| with(import("a"), "Tags", json!([{ "Key": key }]));
    assert_eq!(check(Workspaces, "ImportWorkspaceImage", &tag("\u{1F600}".repeat(127))), Ok(()));
    let found = refused(Workspaces, "ImportWorkspaceImage", &tag("\u{1F600}".repeat(128)));
    assert_eq!(found, one("Tags[0].Key", Kind::Constraint));
    assert_eq!(
        refused(Workspaces, "ImportWorkspaceImage", &tag(String::new())),
        one("Tags[0].Key", Kind::Constraint)
    );
}

#[test]
fn a_union_has_exactly_one_member() {
    let source = |source: Value| with(custom("a"), "ImageSource", source);
    let ami = "ami-0abc1234def567890";
    let two = json!({ "Ec2ImageId": ami, "Ec2ImportTaskId": "import-ami-0abc1234def567890" });
    for wrong in [json!({}), two] {
        let found = refused(Workspaces, "ImportCustomWorkspaceImage", &source(wrong));
        assert_eq!(found, one("ImageSource", Kind::Form));
    }
    assert_eq!(refused(Workspaces, "ImportCustomWorkspaceImage", &source(json!({ "Ec2ImageId": ami }))), []);
}

#[test]
fn patterns_hold_the_whole_text() {
    for (id, good) in [
        ("ami-0abc1234def567890", true),
        ("ami-0abc1234", true),
        ("ami-0abc12345", false),
        ("ami-0ABC1234", false),
        ("xami-0abc1234", false),
        ("ami-0abc1234\n", false),
    ] {
        let found = check(Workspaces, "ImportWorkspaceImage", &with(import("a"), "Ec2ImageId", json!(id)));
        assert_eq!(found.is_ok(), good, "{id:?}");
    }
    for (id, good) in [("wsi-0a1b2c3d4", true), ("wsi-0a1b2c3d", false), ("x-wsi-0a1b2c3d4", false)] {
        assert_eq!(
            check(Workspaces, "DeleteWorkspaceImage", &json!({ "ImageId": id })).is_ok(),
            good,
            "{id}"
        );
    }
    let instance =
        |kind: &str| with(imported("a"), "RuntimeValidationConfig", json!({ "IntendedInstanceType": kind }));
    assert!(check(AppStream, "CreateImportedImage", &instance("stream.standard.12xlarge")).is_ok());
    assert!(check(AppStream, "CreateImportedImage", &instance("stream.standard.\u{0661}xlarge")).is_err());
    assert!(check(AppStream, "CreateImportedImage", &instance("standard.large")).is_err());
}

#[test]
fn the_text_of_an_error_names_the_member_and_the_rule_but_not_the_value() {
    let bench = Bench::new();
    let fault =
        bench.fault(Workspaces, "ImportWorkspaceImage", with(import("a b"), "Tags", json!([{ "Key": "" }])));
    assert_eq!(fault.code, "ValidationException");
    assert_eq!(
        fault.message,
        "2 validation errors detected: Value at 'ImageName' failed to satisfy constraint: Member must satisfy \
         regular expression pattern: ^[a-zA-Z0-9_./()\\\\-]+$; Value at 'Tags[0].Key' failed to satisfy constraint: \
         Member must have length greater than or equal to 1"
    );
    let catalogue = json!([{ "Name": "secret!", "AbsoluteAppPath": 7, "secret": "secret" }]);
    let fault =
        bench.fault(AppStream, "CreateImportedImage", with(imported("a"), "AppCatalogConfig", catalogue));
    assert_eq!(fault.code, "SerializationException");
    assert!(!fault.message.contains("secret!"), "{}", fault.message);
    let long = bench.fault(Workspaces, "DescribeAccount", json!({ "x".repeat(100_000): 1 }));
    assert!(long.message.len() < 1000, "{}", long.message.len());
}

#[test]
fn unknown_operations_are_refused() {
    assert_eq!(refused(Workspaces, "DescribeWorkspaces", &json!({})), one("", Kind::Operation));
    assert_eq!(refused(AppStream, "CreateTags", &json!({})), one("", Kind::Operation));
}

/// A text that breaks each rule of a member, one at a time; never a text that breaks none.
fn broken(facts: &Facts) -> Vec<Value> {
    let mut broken = vec![json!(null), json!([[]])];
    if let Some(min) = facts.min.filter(|min| *min > 0) {
        broken.push(json!("a".repeat(usize::try_from(min).unwrap() - 1)));
    }
    if let Some(max) = facts.max {
        broken.push(json!("a".repeat(usize::try_from(max).unwrap() + 1)));
    }
    if facts.pattern.is_some() {
        broken.push(json!("\u{0}\n"));
    }
    if !facts.values.is_empty() {
        broken.push(json!("NONE_OF_THEM"));
    }
    broken
}

/// Every text member of an input, as a way to set it.
fn text_members(shape: &Shape, path: Vec<String>, found: &mut Vec<(Vec<String>, Facts)>) {
    match shape.facts.kind.as_str() {
        "string" => found.push((path, shape.facts.clone())),
        "list" => {
            text_members(shape.element.as_ref().unwrap(), [path, vec!["[]".to_owned()]].concat(), found)
        }
        "structure" => {
            for (name, member) in &shape.members {
                text_members(member, [path.clone(), vec![name.clone()]].concat(), found);
            }
        }
        _ => {}
    }
}

/// The value at the end of a path, wrapped in its lists and structures.
fn wrapped(path: &[String], value: Value) -> Value {
    path.iter().rev().fold(
        value,
        |inner, step| {
            if step == "[]" { json!([inner]) } else { json!({ step: inner }) }
        },
    )
}

#[test]
fn every_constraint_on_a_text_of_the_making_operations_is_kept() {
    let mut tried = 0;
    for (service, operation, good) in [
        (Workspaces, "ImportWorkspaceImage", import("a")),
        (Workspaces, "ImportCustomWorkspaceImage", custom("a")),
        (Workspaces, "CreateWorkspaceImage", capture("a")),
        (AppStream, "CreateImportedImage", imported("a")),
    ] {
        let mut members = Vec::new();
        text_members(&Model::get().operation(service, operation).unwrap().input, Vec::new(), &mut members);
        for (path, facts) in members {
            for value in broken(&facts) {
                let mut input = good.clone();
                input[&path[0]] = wrapped(&path[1..], value.clone());
                let shown = path.join(".").replace(".[]", "[0]");
                let found = refused(service, operation, &input);
                assert!(
                    found.iter().any(|(member, _)| *member == shown),
                    "{operation} {shown} {value}: {found:?}"
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "{tried}");
}
