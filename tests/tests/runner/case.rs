//! Cases as the end-to-end tests hand them over.

use deskport_runner::case::Case;
use deskport_runner::machines::Machines;
use serde_json::{Value, json};

/// One import of an AMI, as a person starts it; BYOL is off, and the request consents.
fn with_consent() -> Value {
    let request = json!({ "Ec2ImageId": "ami-0123456789abcdef0", "EnableByol": { "ChooseRange": true }, "Imports": [
        { "ImportWorkspaceImage": {
            "IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "of-{date}", "ImageDescription": "x" } } ] });
    json!({
        "Start": "2027-01-15T08:00:00.000Z",
        "State": { "Byol": { "Support": "DISABLED" } },
        "Images": [{
            "ImageId": "ami-0123456789abcdef0", "Name": "golden", "OwnerId": "111122223333", "State": "available",
            "CreationDate": "2027-01-14T21:04:11.000Z", "ImageType": "machine", "Architecture": "x86_64",
            "VirtualizationType": "hvm", "BootMode": "uefi", "TpmSupport": "v2.0", "EnaSupport": true,
            "Platform": "windows", "PlatformDetails": "Windows BYOL", "RootDeviceName": "/dev/sda1",
            "BlockDeviceMappings": [{ "DeviceName": "/dev/sda1", "Ebs": { "Encrypted": false, "VolumeSize": 60 } }] }],
        "Parameters": { "AllowEnableByol": "true", "RequireApproval": "true", "ReservedCidrRanges": "192.168.0.0/16" },
        "Executions": [{ "Machine": "import", "Name": "run", "Input": request, "AfterSeconds": 60 }],
        "Runs": ["run"],
    })
}

fn answer(case: &Value) -> Result<Value, String> {
    let cases = Case::read(&case.to_string())?;
    let answer = cases.first().unwrap().run(&Machines::load().unwrap())?;
    Ok(serde_json::to_value(answer).unwrap())
}

fn answered(said: &str) -> Value {
    let mut case = with_consent();
    case["Approval"] = Value::from(said);
    answer(&case).unwrap()
}

#[test]
fn a_result_shows_how_each_execution_ended_and_what_was_sent() {
    let reported = answered("APPROVED");
    assert_eq!(reported["Violations"], json!([]));
    let run = &reported["Executions"][0];
    assert_eq!((&run["Machine"], &run["Name"]), (&json!("import"), &json!("run")));
    assert_eq!(run["Status"], "SUCCEEDED");
    assert_eq!(run["Output"]["StartedAt"], "2027-01-15T08:01:00.000Z");
    assert_eq!(run["Output"]["Imports"][0]["Steps"][0]["Name"], "of-2027-01-14");
    let mail = &reported["Notifications"][0];
    assert_eq!(mail["Attributes"]["Run"], "run");
    assert!(mail["Text"].as_str().unwrap().contains("BYOL was switched on by this run"));
    let message: Value = serde_json::from_str(mail["Message"].as_str().unwrap()).unwrap();
    assert_eq!(message, run["Output"]);
}

#[test]
fn a_person_may_refuse_or_not_answer() {
    for (said, given) in [("REFUSED", "refused: why not"), ("NOTHING", "no answer within 24 hours")] {
        let reported = answered(said);
        let run = &reported["Executions"][0];
        assert_eq!(run["Error"], "InvalidRequest");
        let outcome: Value = serde_json::from_str(run["Cause"].as_str().unwrap()).unwrap();
        assert_eq!(outcome["Violations"][0]["Given"], given);
    }
}

#[test]
fn a_run_that_is_aborted_is_reported_by_the_machine_aftermath() {
    let mut case = with_consent();
    case["Aborts"] = json!([{ "Run": "run", "AfterSeconds": 3600 }]);
    let reported = answer(&case).unwrap();
    assert_eq!(reported["Violations"], json!([]));
    let statuses = |member: &str| [0, 1, 2].map(|number: usize| &reported["Executions"][number][member]);
    assert_eq!(statuses("Machine"), ["import", "byol", "aftermath"]);
    assert_eq!(statuses("Status"), ["ABORTED", "ABORTED", "SUCCEEDED"]);
    assert!(reported["Notifications"][0]["Message"].as_str().unwrap().contains("\"ABORTED\""));
}

#[test]
fn what_is_no_case_is_refused_with_the_reason() {
    for (pointer, value, reason) in [
        ("/Colour", json!("blue"), "Colour"),
        ("/Start", json!("yesterday"), "yesterday is no time"),
        ("/Executions/0/Machine", json!("export"), "no machine export"),
        ("/Parameters/AllowEnableByol", json!("yes"), "\"yes\""),
        ("/Parameters/RequireApproval", json!("yes"), "\"yes\""),
    ] {
        let mut case = with_consent();
        let (parent, member) = pointer.rsplit_once('/').unwrap();
        case.pointer_mut(parent).unwrap()[member] = value;
        let error = answer(&case).unwrap_err();
        assert!(error.contains(reason), "{error}");
    }
}
