//! One mistake is one violation: at its place, and without any that only follow from it.

use super::*;

/// Every pointer into a value but the empty one.
fn pointers(value: &Value, here: &Path, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                found.push(here.member(name).as_str().to_owned());
                pointers(value, &here.member(name), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                found.push(here.index(index).as_str().to_owned());
                pointers(value, &here.index(index), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn everywhere(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    pointers(document, &Path::root(), &mut found);
    found
}

/// The full request with a catalogue, a validation and an AppStream tag besides.
fn fuller() -> Value {
    let mut document = with(
        "/Imports/3/CreateImportedImage/AppCatalogConfig",
        Some(json!([{"Name": "a", "DisplayName": "A", "AbsoluteAppPath": "p", "AbsoluteIconPath": "i",
            "AbsoluteManifestPath": "m", "WorkingDirectory": "w", "LaunchParameters": "l"}])),
    );
    let body = &mut document["Imports"][3]["CreateImportedImage"];
    body["Tags"] = json!({"team": "finance of {ami-name}"});
    body["Description"] = json!("of {date}");
    body["DisplayName"] = json!("of {date}");
    body["RuntimeValidationConfig"] = json!({"IntendedInstanceType": "stream.standard.large"});
    body["AgentSoftwareVersion"] = json!("ALWAYS_LATEST");
    document["Imports"][1]["ImportCustomWorkspaceImage"]["ImageSource"] = json!({"Ec2ImageId": AMI});
    document
}

#[test]
fn null_in_any_place_is_one_violation_there() {
    assert_eq!(paths(&fuller()), Vec::<String>::new());
    for pointer in everywhere(&fuller()) {
        let mut document = fuller();
        *document.pointer_mut(&pointer).unwrap() = Value::Null;
        assert_eq!(paths(&document), [pointer]);
    }
}

#[test]
fn a_value_of_another_type_is_one_violation_there() {
    for wrong in [json!(7), json!(true), json!(["\u{7}"]), json!({"\u{7}": 1}), json!("\u{7}")] {
        for pointer in everywhere(&fuller()) {
            let mut document = fuller();
            let value = document.pointer_mut(&pointer).unwrap();
            let same_kind = std::mem::discriminant(value) == std::mem::discriminant(&wrong);
            if same_kind && (wrong.is_boolean() || wrong.is_object() || wrong.is_array()) {
                continue;
            }
            *value = wrong.clone();
            let found = paths(&document);
            // A tag of WorkSpaces may have any value.
            let free = wrong.is_string() && pointer.ends_with("Tags/0/Value")
                || wrong.is_string() && pointer.ends_with("Tags/0/Key");
            let path = wrong.is_string() && pointer.contains("AppCatalogConfig/0/") && found.is_empty();
            assert!(free || path || found == [pointer.clone()], "{pointer} = {wrong}: {found:?}");
        }
    }
}

#[test]
fn a_misspelt_member_is_one_violation_with_a_hint() {
    for pointer in everywhere(&fuller()) {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let mut document = fuller();
        let Some(object) = document.pointer_mut(parent).and_then(Value::as_object_mut) else { continue };
        if parent.ends_with("CreateImportedImage/Tags") {
            continue;
        }
        let misspelt = name.to_lowercase();
        let renamed =
            object.iter().map(|(k, v)| (if k == name { misspelt.clone() } else { k.clone() }, v.clone()));
        *object = renamed.collect();
        let (findings, _) = checked(&document);
        let found: Vec<_> = findings.violations.iter().map(|v| v.path.as_str()).collect();
        assert_eq!(found, [format!("{parent}/{misspelt}")], "{findings:?}");
        assert!(findings.violations[0].allowed.contains(&format!("did you mean {name}?")), "{findings:?}");
    }
}

#[test]
fn a_member_left_out_is_at_most_one_violation_there() {
    let required = [
        "/Imports",
        "/IngestionProcess",
        "/ImageName",
        "/ImageDescription",
        "/Name",
        "/Description",
        "/WorkspaceId",
        "/ComputeType",
        "/Protocol",
        "/Platform",
        "/OsVersion",
        "/InfrastructureConfigurationArn",
        "/IamRoleArn",
        "/AbsoluteAppPath",
        "/Key",
    ];
    for pointer in everywhere(&fuller()) {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let mut document = fuller();
        let Some(object) = document.pointer_mut(parent).and_then(Value::as_object_mut) else { continue };
        object.shift_remove(name);
        let found = paths(&document);
        let appstream = parent.contains("/CreateImportedImage");
        let needed = match name {
            "Description" => !appstream,
            "OsVersion" => parent.ends_with("ImportCustomWorkspaceImage"),
            _ => required.contains(&format!("/{name}").as_str()),
        };
        if pointer == "/Ec2ImageId" {
            assert_eq!(found, ["/Imports/0/ImportWorkspaceImage/Ec2ImageId"]);
        } else if pointer == "/Imports/3/CreateImportedImage/SourceAmiId" {
            // The request's AMI takes its place, and AppStream takes no desktop.
            assert_eq!(found, ["/Ec2ImageId"]);
        } else if needed {
            assert_eq!(found, [pointer]);
        } else if object_left_empty(&document, parent) {
            assert_eq!(found, [parent], "{pointer}");
        } else {
            assert_eq!(found, Vec::<String>::new(), "{pointer}");
        }
    }
}

/// Structures that may be empty are not meant.
fn object_left_empty(document: &Value, parent: &str) -> bool {
    let empty = document.pointer(parent).and_then(Value::as_object).is_some_and(|o| o.is_empty());
    let operation = parent.starts_with("/Imports/") && parent.split('/').count() == 3;
    let is_import = operation
        && document
            .pointer(parent)
            .is_some_and(|i| i.as_object().unwrap().keys().all(|k| k == "OsVersion" || k == "Then"));
    (empty && !parent.ends_with("RuntimeValidationConfig")) || is_import
}

#[test]
fn an_invalid_source_causes_no_violation_of_names_roles_or_the_ami() {
    let body = |members: Value| {
        let mut body = json!({"Name": "n-{ami-id}-{ami-name}-{date}"});
        body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        json!({"Imports": [{"CreateImportedImage": body}]})
    };
    let role = "arn:aws:iam::111122223333:role/import";
    let here = |member: &str| format!("/Imports/0/CreateImportedImage/{member}");
    let cases = [
        (json!({}), "SourceAmiId"),
        (json!({"IamRoleArn": role}), "SourceAmiId"),
        (json!({"SourceAmiId": "not an id!", "IamRoleArn": role}), "SourceAmiId"),
        (json!({"SourceAmiId": 7, "IamRoleArn": role}), "SourceAmiId"),
        (json!({"SourceAmiID": "ami-01234567", "IamRoleArn": role}), "SourceAmiID"),
        (json!({"SourceAmiId": "ami-0123456789abcdef0", "IamRoleARN": role}), "IamRoleARN"),
        (json!({"WorkspaceImageID": "wsi-0a1b2c3d4"}), "WorkspaceImageID"),
    ];
    for (members, at) in cases {
        assert_eq!(paths(&body(members.clone())), [here(at)], "{members}");
    }
}

#[test]
fn an_invalid_ami_of_the_request_is_reported_there_alone() {
    for wrong in ["ami-1", "", "ami-0ABC1234", "ami-0abc1234def56789"] {
        let (findings, _) = checked(&with("/Ec2ImageId", Some(json!(wrong))));
        assert_eq!(findings.violations.len(), 1, "{wrong}: {findings:?}");
        assert_eq!(findings.violations[0].path, "/Ec2ImageId");
        assert_eq!(findings.warnings, [], "{wrong}");
    }
    let (findings, _) = checked(&with("/Ec2ImageId", Some(json!("AMI-0ABC1234"))));
    assert!(findings.violations[0].allowed.ends_with("(did you mean ami-0abc1234?)"), "{findings:?}");
}

#[test]
fn an_invalid_name_that_occurs_twice_clashes_with_nothing() {
    let import = json!({"CreateWorkspaceImage": {"Name": "a b", "Description": "d", "WorkspaceId": "x"}});
    let found = paths(&json!({"Imports": [import, import]}));
    let here = |i: usize, member: &str| format!("/Imports/{i}/CreateWorkspaceImage/{member}");
    assert_eq!(found, [here(0, "Name"), here(0, "WorkspaceId"), here(1, "Name"), here(1, "WorkspaceId")]);
}

#[test]
fn a_version_of_windows_that_is_none_says_nothing_of_the_ami() {
    let document = with("/Imports/1/ImportCustomWorkspaceImage/OsVersion", Some(json!("Windows_12")));
    assert_eq!(paths(&document), ["/Imports/1/ImportCustomWorkspaceImage/OsVersion"]);
}

#[test]
fn tags_in_the_other_services_form_are_one_violation() {
    let document =
        with("/Imports/3/CreateImportedImage/Tags", Some(json!([{"Key": "aws:x"}, {"Key": "aws:x"}])));
    assert_eq!(paths(&document), ["/Imports/3/CreateImportedImage/Tags"]);
    let document = with("/Imports/0/ImportWorkspaceImage/Tags", Some(json!({"aws:x": "y"})));
    assert_eq!(paths(&document), ["/Imports/0/ImportWorkspaceImage/Tags"]);
}

#[test]
fn what_stands_in_then_names_no_source_whatever_it_holds() {
    for (member, value) in
        [("SourceAmiId", "x y"), ("WorkspaceImageId", "x"), ("IamRoleArn", "x"), ("DryRun", "x")]
    {
        let pointer = format!("/Imports/0/Then/0/CreateImportedImage/{member}");
        assert_eq!(paths(&with(&pointer, Some(json!(value)))), [pointer]);
    }
    for (i, name) in OPERATIONS.iter().enumerate() {
        let pointer = format!("/Imports/{i}/{name}/DryRun");
        let (findings, _) = checked(&with(&pointer, Some(json!(false))));
        assert_eq!(findings.violations.len(), 1, "{findings:?}");
        assert_eq!(findings.violations[0].path, pointer);
        assert!(findings.violations[0].allowed.contains("the request's DryRun"), "{findings:?}");
    }
}

const OPERATIONS: [&str; 4] =
    ["ImportWorkspaceImage", "ImportCustomWorkspaceImage", "CreateWorkspaceImage", "CreateImportedImage"];

#[test]
fn then_is_checked_even_where_the_operation_is_not_known() {
    let document = json!({"Imports": [{"ImportWorkspaceImages": {}, "OsVersion": "x", "Then": [{"CreateImportedImage": {}}]}]});
    assert_eq!(
        paths(&document),
        [
            "/Imports/0/ImportWorkspaceImages",
            "/Imports/0/OsVersion",
            "/Imports/0/Then/0/CreateImportedImage/Name"
        ]
    );
}

#[test]
fn entries_of_then_hold_one_operation_and_nothing_else() {
    let then = |entry: Value| paths(&with("/Imports/0/Then", Some(json!([entry]))));
    let here = |rest: &str| vec![format!("/Imports/0/Then/0{rest}")];
    assert_eq!(then(json!({})), here(""));
    assert_eq!(then(json!(7)), here(""));
    assert_eq!(
        then(json!({"CreateImportedImage": {"Name": "a"}, "OsVersion": "Windows_11"})),
        here("/OsVersion")
    );
    assert_eq!(then(json!({"CreateWorkspaceImage": {}})), here("/CreateWorkspaceImage"));
    assert_eq!(then(json!({"CreateImportedimage": {}})), here("/CreateImportedimage"));
    assert_eq!(then(json!({"CreateImportedImage": []})), here("/CreateImportedImage"));
}

#[test]
fn a_warning_for_each_chain_that_the_time_out_is_too_short_for() {
    let (findings, _) = checked(&with("/TimeoutMinutes", Some(json!(70))));
    let reported: Vec<_> =
        findings.warnings.iter().map(|w| (w.path.as_str(), w.given.as_str(), w.allowed.as_str())).collect();
    let usual = "what AWS usually takes for";
    assert_eq!(
        reported,
        [
            (
                "/TimeoutMinutes",
                "70",
                format!("at least 240: {usual} ImportWorkspaceImage and then CreateImportedImage").as_str()
            ),
            ("/TimeoutMinutes", "70", format!("at least 90: {usual} ImportCustomWorkspaceImage").as_str()),
        ]
    );
    // Siblings are made side by side.
    let mut document = with("/TimeoutMinutes", None);
    document["Imports"][0]["Then"] =
        (0..10).map(|i| json!({"CreateImportedImage": {"Name": format!("n{i}")}})).collect();
    assert_eq!(checked(&document).0.warnings, []);
}

#[test]
fn a_tree_that_is_too_wide_or_has_too_many_entries_is_reported_once() {
    let entry = |name: usize| json!({"CreateImportedImage": {"Name": format!("n{name}")}});
    let eleven: Vec<_> = (0..11).map(entry).collect();
    assert_eq!(paths(&with("/Imports/0/Then", Some(json!(eleven)))), ["/Imports/0/Then"]);
    let import = |i: usize| {
        let then: Vec<_> = (0..10).map(|j| entry(i * 10 + j)).collect();
        json!({"CreateWorkspaceImage": {"Name": format!("c{i}"), "Description": "d", "WorkspaceId": format!("ws-{i:09}")}, "Then": then})
    };
    let imports: Vec<_> = (0..10).map(import).collect();
    // Nine imports with ten entries each are 99 entries.
    let reported = paths(&json!({"Imports": imports}));
    assert_eq!(reported, ["/Imports/9/Then/0"]);
}
