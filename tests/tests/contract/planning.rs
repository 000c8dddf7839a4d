//! plan-import's handler: what it takes from the machine and what it returns.

use crate::read;
use deskport_shared::delivery::{Delivery, Parameter};
use deskport_shared::image_tags::ImageTags;
use serde_json::{Value, json};

const AMI: &str = "ami-0abc1234def567890";
/// One that AppStream takes.
const SERVER: &str = "ami-0123456789abcdef0";

/// A stack that may pass the role of the examples to AppStream and use their configuration.
fn allowing() -> Delivery {
    let read = |parameter| {
        Ok::<_, ()>(match parameter {
            Parameter::Roles => "arn:aws:iam::111122223333:role/import".to_owned(),
            Parameter::Configurations => "*".to_owned(),
            Parameter::Bundles | Parameter::Fleets | Parameter::Accounts | Parameter::Regions => {
                String::new()
            }
        })
    };
    Delivery::read(read).unwrap()
}

fn plan(input: Value) -> Value {
    let images: Value = serde_json::from_str(&read("shared/testdata/images.json")).unwrap();
    let answer = plan_import::handle(
        &allowing(),
        &ImageTags::default(),
        json!({
            "Input": input, "Images": images, "StartedAt": "2026-11-21T04:00:00.000Z",
            "ExecutionArn": "arn:aws:states:eu-west-1:111122223333:execution:import:run-1",
        }),
    );
    serde_json::to_value(answer.unwrap()).unwrap()
}

fn preset(document: Option<&str>, name: &str) -> Value {
    let mut preset = json!({ "Name": name, "Ec2ImageId": AMI });
    if let Some(document) = document {
        preset["Document"] = json!(document);
    }
    plan(json!({ "Preset": preset }))
}

fn only_violation(answer: &Value) -> &Value {
    assert_eq!(answer["Status"], "INVALID");
    assert_eq!(answer.get("Plan"), None);
    assert_eq!(answer["Violations"].as_array().unwrap().len(), 1, "{answer}");
    &answer["Violations"][0]
}

#[test]
fn the_contracts_request_is_ready() {
    let answer = plan(serde_json::from_str(&read("examples/all-routes.json")).unwrap());
    assert_eq!((&answer["Status"], &answer["About"]["Ec2ImageId"]), (&json!("READY"), &json!(AMI)));
    assert_eq!(answer["Plan"]["Imports"].as_array().unwrap().len(), 4);
    assert_eq!(answer["Plan"]["Imports"][0]["Steps"][1]["Operation"], "CreateImportedImage");
    assert_eq!(answer["Plan"]["EnableByol"]["DedicatedTenancyManagementCidrRange"], "10.90.0.0/16");
}

#[test]
fn an_ami_of_another_account_is_a_violation() {
    let images: Value = serde_json::from_str(&read("shared/testdata/images.json")).unwrap();
    let answer = plan_import::handle(
        &allowing(),
        &ImageTags::default(),
        json!({
            "Input": { "Ec2ImageId": AMI, "Imports": [{ "ImportWorkspaceImage": { "IngestionProcess": "BYOL_REGULAR_WSP",
                "ImageName": "x", "ImageDescription": "x" } }] },
            "Images": images, "StartedAt": "2026-11-21T04:00:00.000Z",
            "ExecutionArn": "arn:aws:states:eu-west-1:444455556666:execution:import:run-1",
        }),
    );
    let answer = serde_json::to_value(answer.unwrap()).unwrap();
    assert_eq!(only_violation(&answer)["Path"], "/Ec2ImageId");
}

#[test]
fn a_preset_takes_the_ami_that_asked_for_it() {
    let document = r#"{"Imports": [{"ImportWorkspaceImage": {"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "w-{ami-id}", "ImageDescription": "x"}}]}"#;
    let answer = preset(Some(document), "win11");
    assert_eq!(answer["Status"], "READY");
    assert_eq!(answer["Plan"]["Imports"][0]["Steps"][0]["Name"], format!("w-{AMI}"));
}

#[test]
fn what_is_wrong_with_a_preset_is_reported() {
    let cases = [
        (preset(None, "win11"), "", "no SSM parameter /deskport/presets/win11"),
        (preset(None, "win 11"), "", "the tag deskport:preset = win 11"),
        (
            preset(Some("{\"Imports\": ["), "win11"),
            "",
            "/deskport/presets/win11: EOF while parsing a list at line 1 column 13",
        ),
        (preset(Some("[]"), "win11"), "", "[]"),
    ];
    for (answer, path, given) in cases {
        let violation = only_violation(&answer);
        assert_eq!(
            (violation["Path"].as_str().unwrap(), violation["Given"].as_str().unwrap()),
            (path, given)
        );
        assert_eq!(answer["About"]["Ec2ImageId"], AMI);
    }
}

#[test]
fn a_role_that_the_stack_may_not_pass_is_a_violation_that_names_the_parameter() {
    let answer = plan(json!({ "Ec2ImageId": SERVER, "Imports": [{ "CreateImportedImage": { "Name": "apps",
        "IamRoleArn": "arn:aws:iam::111122223333:role/admin" } }] }));
    let violation = only_violation(&answer);
    assert_eq!(violation["Path"], "/Imports/0/CreateImportedImage/IamRoleArn");
    let allowed =
        "one that the stack's parameter AppStreamRoleArns names: arn:aws:iam::111122223333:role/import";
    assert_eq!(violation["Allowed"], allowed);
}

#[test]
fn an_event_without_an_ami_is_reported_by_the_missing_member() {
    let cases = [
        (json!({ "source": "aws.ec2", "detail": { "State": "available" } }), "/detail/ImageId"),
        (json!({ "source": "aws.tag", "resources": [] }), "/resources/0"),
        (json!({}), "/source"),
    ];
    for (event, path) in cases {
        assert_eq!(only_violation(&plan(json!({ "Event": event })))["Path"], path);
    }
}

#[test]
fn a_request_is_never_mistaken_for_a_trigger() {
    for input in
        [json!({ "Preset": "win11" }), json!({ "Event": {}, "Imports": [] }), json!("x"), json!(null)]
    {
        assert_eq!(plan(input)["Status"], "INVALID");
    }
}

#[test]
fn a_plan_too_large_for_step_functions_is_a_violation() {
    let application = |i| json!({ "Name": format!("app-{i}"), "AbsoluteAppPath": "x".repeat(30_000) });
    let answer = plan(json!({ "Ec2ImageId": SERVER, "Imports": [{ "CreateImportedImage": { "Name": "apps",
        "IamRoleArn": "arn:aws:iam::111122223333:role/import",
        "AppCatalogConfig": (0..8).map(application).collect::<Vec<_>>() } }] }));
    let violation = only_violation(&answer);
    assert_eq!(violation["Path"], "");
    assert!(violation["Given"].as_str().unwrap().starts_with("a plan of 24"), "{violation}");
}

#[test]
fn a_plan_that_is_ready_is_a_result_that_fits() {
    let request = |length: usize| {
        let application = |i| json!({ "Name": format!("app-{i}"), "AbsoluteAppPath": "\\".repeat(length) });
        json!({ "Ec2ImageId": SERVER, "Imports": [{ "CreateImportedImage": { "Name": "apps",
            "IamRoleArn": "arn:aws:iam::111122223333:role/import",
            "AppCatalogConfig": (0..8).map(application).collect::<Vec<_>>() } }] })
    };
    // A backslash takes two bytes in JSON; this searches for the largest request that is ready.
    let ready = |length: usize| plan(request(length))["Status"] == "READY";
    let (mut low, mut high) = (1_000, 16_000);
    assert!(ready(low) && !ready(high));
    while high - low > 1 {
        let middle = usize::midpoint(low, high);
        if ready(middle) { low = middle } else { high = middle }
    }
    let size = plan(request(low)).to_string().len();
    assert!((175 * 1024..=180 * 1024).contains(&size), "{size}");
}

#[test]
fn hostile_requests_get_results_that_fit() {
    let ids: String = (0..12_000).map(|number| format!("ami-{number:017x},")).collect();
    let list: Vec<_> = (0..10_000).map(|number| json!(format!("ami-{number:017x}"))).collect();
    let mut members = json!({});
    for number in 0..5_000 {
        members[format!("ami-{number:017x}\n{}", "k".repeat(20))] = json!("ami-0");
    }
    let tag = json!({ "Key": "team", "Value": "\u{1}".repeat(256) });
    let tagged = json!({ "ImportWorkspaceImage": { "IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "x",
        "ImageDescription": "x", "Tags": vec![tag; 47] } });
    let mapped = json!({ "CreateImportedImage": { "Name": "x", "Tags": { "\u{1}".repeat(256): "\u{1}".repeat(256) } } });
    for hostile in [
        json!(ids.clone()),
        json!(list),
        members.clone(),
        json!({ "Ec2ImageId": ids, "Imports": list }),
        json!({ "Ec2ImageId": AMI, "Imports": vec![members; 3] }),
        json!({ "Ec2ImageId": AMI, "Imports": vec![tagged; 40] }),
        json!({ "Ec2ImageId": AMI, "Imports": vec![mapped; 40] }),
        json!({ "k".repeat(250_000): 1 }),
    ] {
        let answer = plan(hostile);
        assert_eq!(answer["Status"], "INVALID");
        let size = answer.to_string().len();
        assert!(size <= 61 * 1024, "{size}");
    }
}

#[test]
fn the_machines_own_input_is_checked_too() {
    assert_eq!(
        plan_import::handle(&Delivery::default(), &ImageTags::default(), json!({ "Input": {} }))
            .unwrap_err()
            .class
            .as_str(),
        "InvalidRequest"
    );
}
