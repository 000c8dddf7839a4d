use super::*;
use crate::operation::OperationName;

/// The one violation of a document that is a part of a request.
fn part(document: &Value, origin: Origin) -> String {
    let (findings, plan) = check(document, &Context { origin, ..Context::default() });
    assert!(plan.is_none());
    let [violation] = &findings.violations[..] else { panic!("{document}: {findings:?}") };
    assert_eq!((violation.path.as_str(), findings.warnings.len()), ("", 0));
    assert!(!format!("{violation:?}").contains("SECRET"), "{violation:?}");
    violation.allowed.clone()
}

fn of_request(document: &Value) -> String {
    part(document, Origin::Request)
}

/// What `--generate-cli-skeleton` gives: every member of the operation.
fn skeleton(operation: OperationName) -> Value {
    operation.definition().members.iter().map(|member| (member.name.to_owned(), json!("SECRET"))).collect()
}

#[test]
fn the_body_of_every_operation_is_recognised_and_wrapped() {
    for operation in OperationName::ALL {
        let allowed = of_request(&skeleton(operation));
        assert!(
            allowed.starts_with(&format!("a request: this is the body of {operation}, as --cli-input-json")),
            "{allowed}"
        );
        assert!(
            allowed.contains(&format!("\"Imports\": [ {{ \"{operation}\": {{ ... }} }} ] }}")),
            "{allowed}"
        );
        let takes_ami = operation.definition().takes_ami();
        assert_eq!(allowed.contains("{ \"Ec2ImageId\": \"ami-...\", \"Imports\""), takes_ami, "{allowed}");
        let preset = part(&skeleton(operation), Origin::Preset(None));
        let shown = format!("{{ \"Imports\": [ {{ \"{operation}\": {{ ... }} }} ] }}");
        assert!(preset.contains(&shown), "{preset}");
        let ami = operation.definition().members.iter().any(|member| member.name == "Ec2ImageId");
        assert_eq!(preset.contains("Leave Ec2ImageId out"), ami, "{preset}");
    }
}

#[test]
fn a_body_that_fits_two_operations_names_both() {
    let allowed = of_request(&json!({"ImageName": "SECRET", "ImageDescription": "SECRET"}));
    assert!(
        allowed.contains("the body of ImportWorkspaceImage or ImportCustomWorkspaceImage, as"),
        "{allowed}"
    );
    let with_slip =
        json!({"ImageName": "x", "ImageDescription": "x", "IngestionProces": "x", "DryRun": true});
    assert!(of_request(&with_slip).contains("the body of Import"));
}

#[test]
fn an_entry_and_a_list_of_entries_are_recognised_and_wrapped() {
    let body = skeleton(OperationName::CreateImportedImage);
    let entry = json!({"CreateImportedImage": body});
    let shown = "{ \"Ec2ImageId\": \"ami-...\", \"Imports\": [ { \"CreateImportedImage\": { ... } } ] }";
    assert_eq!(
        of_request(&entry),
        format!("a request: this is an entry of its Imports. Put it into the list: {shown}")
    );
    let beside =
        json!({"CreateImportedImage": body, "ReplaceFailed": true, "Then": [], "TimeoutMinutes": 90});
    assert_eq!(of_request(&beside), of_request(&entry));
    let list = json!([entry, {"OsVersion": "x", "ImportWorkspaceImage": {}}, {"CreateWorkspaceImage": {}}]);
    assert_eq!(
        of_request(&list),
        "a request: this is the list of its Imports. Put it into an object: { \"Ec2ImageId\": \"ami-...\", \"Imports\": [ { \
         \"CreateImportedImage\": { ... } }, { \"ImportWorkspaceImage\": { ... } }, ... ] }"
    );
    let two = json!({"CreateWorkspaceImage": {}, "CreateImportedImage": {}});
    assert!(
        of_request(&two).starts_with("a request: these are entries of its Imports. Put each into the list: ")
    );
    assert!(part(&json!({"CreateWorkspaceImage": {}}), Origin::Preset(None)).contains(": { \"Imports\": ["));
}

#[test]
fn a_request_with_mistakes_stays_a_request() {
    for document in [
        json!({}),
        json!([]),
        json!([1]),
        json!([{}]),
        json!({"Ec2ImageId": AMI}),
        json!({"Ec2ImageId": AMI, "ImageName": "x"}),
        json!({"Name": "x", "Tags": {}, "A": 1, "B": 1, "C": 1}),
        json!({"imports": [], "ImageName": "x", "ImageDescription": "x"}),
        json!({"Imports": [], "ImportWorkspaceImage": {}}),
    ] {
        let (findings, _) = checked(&document);
        assert!(
            findings.violations.iter().all(|v| !v.allowed.contains("a request: th")),
            "{document}: {findings:?}"
        );
    }
}

#[test]
fn a_preset_given_as_a_request_is_recognised() {
    let warned = |document: &Value| {
        let (findings, _) = check(document, &Context::default());
        findings.warnings.iter().any(|w| w.path.is_empty() && w.allowed.contains("reads as a preset"))
    };
    let preset = json!({"Imports": [{"CreateImportedImage": {"Name": "x"}}]});
    assert!(warned(&preset));
    let with = |member: &str, value: Value| {
        let mut document = preset.clone();
        document[member] = value;
        document
    };
    for document in [
        with("Ec2ImageId", json!(AMI)),
        with("Ec2ImageID", json!(AMI)),
        with("EnableByol", json!({"ChooseRange": true})),
        with("Imports", json!([{"CreateWorkspaceImage": {"Name": "x"}}])),
        with("Imports", json!([{"CreateImportedImage": {"SourceAmiId": AMI}}])),
        with("Imports", json!([{"CreateImportedImage": {"SourceAmiID": AMI}}])),
        with("Imports", json!([{"CreateImportedImage": 1}])),
    ] {
        assert!(!warned(&document), "{document}");
    }
    let (findings, _) = check(&preset, &Context { origin: Origin::Preset(None), ..Context::default() });
    assert!(findings.warnings.iter().all(|w| !w.path.is_empty()), "{findings:?}");
}

#[test]
fn one_entry_without_a_list_is_sent_into_one() {
    let given = json!({"Ec2ImageId": AMI, "Imports": {"ImportWorkspaceImage": {}}});
    assert_eq!(
        checked(&given).0.violations[0].allowed,
        "a list of 1 to 40 entries: put this one into a list, [ ... ]"
    );
    let office = with("/Imports/0/ImportWorkspaceImage/Applications", Some(json!("Microsoft_Office_2019")));
    assert!(checked(&office).0.violations[0].allowed.ends_with(": put this one into a list, [ ... ]"));
    let tag = with("/Imports/0/ImportWorkspaceImage/Tags", Some(json!({"Key": "team", "Value": "x"})));
    assert!(checked(&tag).0.violations[0].allowed.ends_with(": put this one into a list, [ ... ]"));
    let tags = with("/Imports/0/ImportWorkspaceImage/Tags", Some(json!({"team": "x"})));
    assert!(!checked(&tags).0.violations[0].allowed.contains("put this one"));
}

#[test]
fn a_document_that_is_a_files_name_is_recognised() {
    let (findings, _) = check(&json!("file://win11.json"), &Context::default());
    assert_eq!(findings.violations[0].given, "the text is a file's name, \"file://win11.json\"");
    assert_eq!(
        findings.violations[0].allowed,
        "a JSON object: the request. Give the file itself: win11.json"
    );
}
