//! Fault injection.

use deskport_simulator::Failure;
use serde_json::{Value, json};

use crate::support::{AppStream, Bench, START, Workspaces, custom, import, imported, text};

#[test]
fn an_import_fails_with_the_codes_ordered() {
    let bench = Bench::new().script(&json!([{
        "When": { "Operation": "ImportWorkspaceImage", "ImageName": "bad-*" },
        "Do": { "Fail": { "AfterMinutes": 91, "Code": "OSNotSupported", "Message": "No.",
            "Errors": [{ "ErrorCode": "DomainJoined", "ErrorMessage": "Joined." }, { "ErrorCode": "PendingReboot" }] } },
    }]));
    let bad = text(&bench.good(Workspaces, "ImportWorkspaceImage", import("bad-1"))["ImageId"]);
    let good = text(&bench.good(Workspaces, "ImportWorkspaceImage", import("good-1"))["ImageId"]);
    bench.pass_minutes(90.0);
    assert_eq!(bench.workspace_image(&bad)["State"], "PENDING");
    bench.pass_minutes(1.0);
    let image = bench.workspace_image(&bad);
    assert_eq!(image["State"], "ERROR");
    assert_eq!((&image["ErrorCode"], &image["ErrorMessage"]), (&json!("OSNotSupported"), &json!("No.")));
    let details =
        json!([{ "ErrorCode": "DomainJoined", "ErrorMessage": "Joined." }, { "ErrorCode": "PendingReboot" }]);
    assert_eq!(image["ErrorDetails"], details);
    assert_eq!(bench.workspace_image(&good)["State"], "AVAILABLE");
}

#[test]
fn a_custom_import_fails_where_it_stands() {
    let bench = Bench::new()
        .script(&json!([{ "Do": { "Fail": { "AfterMinutes": 75, "Message": "A component failed.",
        "Errors": [{ "ErrorCode": "COMPONENT_FAILED", "ErrorMessage": "Exit code 1." }] } } }]));
    let id = text(&bench.good(Workspaces, "ImportCustomWorkspaceImage", custom("a"))["ImageId"]);
    bench.pass_minutes(80.0);
    let import = bench.good(Workspaces, "DescribeCustomWorkspaceImageImport", json!({ "ImageId": id }));
    assert_eq!(import["State"], "ERROR");
    assert_eq!(import["StateMessage"], "A component failed.");
    assert_eq!(import["ProgressPercentage"], 50);
    assert_eq!(import["LastUpdatedTime"].as_f64(), Some(START + 75.0 * 60.0));
    assert_eq!(
        import["ErrorDetails"],
        json!([{ "ErrorCode": "COMPONENT_FAILED", "ErrorMessage": "Exit code 1." }])
    );
    assert_eq!(bench.workspace_image(&id)["State"], "ERROR");
}

#[test]
fn an_appstream_import_fails_with_its_own_words() {
    let bench = Bench::new().script(&json!([{ "When": { "Service": "appstream" }, "Do": { "Fail": {
        "AfterMinutes": 20, "Message": "The AMI is encrypted.",
        "Errors": [{ "ErrorCode": "INTERNAL_SERVICE_ERROR", "ErrorMessage": "Oops." }] } } }]));
    bench.good(AppStream, "CreateImportedImage", imported("a"));
    bench.pass_minutes(30.0);
    let image = bench.appstream_image("a");
    assert_eq!(image["State"], "FAILED");
    let reason = json!({ "Code": "IMAGE_IMPORT_FAILURE", "Message": "The AMI is encrypted." });
    assert_eq!(image["StateChangeReason"], reason);
    let error = json!({ "ErrorCode": "INTERNAL_SERVICE_ERROR", "ErrorMessage": "Oops.", "ErrorTimestamp": START + 1200.0 });
    assert_eq!(image["ImageErrors"], json!([error]));
}

#[test]
fn an_import_takes_as_long_as_ordered_or_forever() {
    let bench = Bench::new().script(&json!([
        { "When": { "ImageName": "quick" }, "Do": { "TakeMinutes": 1 } },
        { "When": { "ImageName": "endless" }, "Do": { "NeverEnd": true } },
    ]));
    for name in ["quick", "endless"] {
        bench.good(AppStream, "CreateImportedImage", imported(name));
    }
    let id = text(&bench.good(Workspaces, "ImportCustomWorkspaceImage", custom("endless"))["ImageId"]);
    bench.pass_minutes(1.0);
    assert_eq!(bench.appstream_image("quick")["State"], "AVAILABLE");
    bench.pass_minutes(1e6);
    assert_eq!(bench.appstream_image("endless")["State"], "VALIDATING");
    let import = bench.good(Workspaces, "DescribeCustomWorkspaceImageImport", json!({ "ImageId": id }));
    assert_eq!((&import["State"], &import["ProgressPercentage"]), (&json!("PUBLISHING"), &json!(99)));
}

#[test]
fn a_state_can_be_one_that_nobody_knows() {
    let bench = Bench::new().script(&json!([{ "Do": { "ShowState": "QUANTUM_CHECKING" } }]));
    let id = text(&bench.call(Workspaces, "ImportWorkspaceImage", import("a")).unwrap()["ImageId"]);
    let custom_answer = bench.call(Workspaces, "ImportCustomWorkspaceImage", custom("b")).unwrap();
    bench.call(AppStream, "CreateImportedImage", imported("c")).unwrap();
    let state = || bench.0.state();
    assert_eq!(state()["WorkspaceImages"][0]["State"], "QUANTUM_CHECKING");
    assert_eq!(custom_answer["State"], "QUANTUM_CHECKING");
    assert_eq!(state()["AppStreamImages"][0]["State"], "QUANTUM_CHECKING");
    bench.pass_minutes(150.0);
    assert_eq!(bench.workspace_image(&id)["State"], "AVAILABLE");
    assert_eq!(state()["WorkspaceImages"][1]["CustomImport"]["State"], "COMPLETED");
}

#[test]
fn the_first_calls_return_an_error() {
    let bench = Bench::new().script(&json!([
        { "When": { "Operation": "ImportWorkspaceImage", "FirstCalls": 2 },
          "Do": { "Answer": { "Code": "ThrottlingException", "Message": "Rate exceeded" } } },
        { "When": { "Operation": "DescribeWorkspaceImages", "NthCall": 1 },
          "Do": { "Answer": { "Code": "InternalServerException", "Status": 503 } } },
    ]));
    for _ in 0..2 {
        let fault = bench.fault(Workspaces, "ImportWorkspaceImage", import("a"));
        assert_eq!((fault.code.as_str(), fault.message.as_str()), ("ThrottlingException", "Rate exceeded"));
        assert_eq!(fault.http_status(Workspaces), 400);
    }
    assert_eq!(bench.0.state()["WorkspaceImages"], json!([]));
    bench.good(Workspaces, "ImportWorkspaceImage", import("a"));
    let fault = bench.fault(Workspaces, "DescribeWorkspaceImages", json!({}));
    assert_eq!(fault.http_status(Workspaces), 503);
    bench.good(Workspaces, "DescribeWorkspaceImages", json!({}));
    assert_eq!(bench.0.script().1, [3, 2]);
}

#[test]
fn a_malformed_call_is_refused_before_the_script_is_asked() {
    let bench = Bench::new().script(&json!([{ "Do": { "Answer": { "Code": "ThrottlingException" } } }]));
    let code = bench.code(Workspaces, "ImportWorkspaceImage", json!({ "Imagename": "a" }));
    assert_eq!(code, "SerializationException");
    assert_eq!(bench.0.script().1, [0]);
}

#[test]
fn a_response_can_be_lost_though_the_call_took_effect() {
    let rule = json!([{ "When": { "Operation": "CreateImportedImage", "NthCall": 1 }, "Do": { "LoseReply": true } }]);
    let bench = Bench::new().script(&rule);
    let answer = bench.call(AppStream, "CreateImportedImage", imported("a"));
    assert_eq!(answer, Err(Failure::ReplyLost));
    assert_eq!(bench.code(AppStream, "CreateImportedImage", imported("a")), "ResourceAlreadyExistsException");
    assert_eq!(bench.appstream_image("a")["State"], "PENDING");
}

#[test]
fn an_image_can_be_hidden_at_first() {
    let bench = Bench::new().script(&json!([{ "Do": { "HideMinutes": 5 } }]));
    let id = text(&bench.good(Workspaces, "ImportCustomWorkspaceImage", custom("a"))["ImageId"]);
    let arn = text(&bench.good(AppStream, "CreateImportedImage", imported("a"))["Image"]["Arn"]);
    let seen = || {
        [
            (Workspaces, "DescribeCustomWorkspaceImageImport", json!({ "ImageId": id })),
            (Workspaces, "DescribeTags", json!({ "ResourceId": id })),
            (AppStream, "DescribeImages", json!({ "Names": ["a"] })),
            (AppStream, "ListTagsForResource", json!({ "ResourceArn": arn })),
        ]
        .map(|(service, operation, input)| bench.call(service, operation, input).is_ok())
    };
    assert_eq!(seen(), [false; 4]);
    assert_eq!(bench.workspace_image(&id), Value::Null);
    assert_eq!(bench.good(AppStream, "DescribeImages", json!({}))["Images"], json!([]));
    assert_eq!(bench.code(Workspaces, "ImportWorkspaceImage", import("a")), "ResourceAlreadyExistsException");
    bench.pass_minutes(5.0);
    assert_eq!(seen(), [true; 4]);
    assert_eq!(bench.workspace_image(&id)["Name"], "a");
}

#[test]
fn a_rule_matches_an_image_by_name_whatever_the_call_names_it_by() {
    let rule =
        json!([{ "When": { "ImageName": "bad" }, "Do": { "Answer": { "Code": "AccessDeniedException" } } }]);
    let config = json!({
        "WorkspaceImages": [{ "ImageId": "wsi-aaaaaaaaa", "Name": "bad" }, { "ImageId": "wsi-bbbbbbbbb", "Name": "good" }],
        "AppStreamImages": [{ "Name": "bad" }],
    });
    let bench = Bench::from_json(&config).script(&rule);
    let arn = "arn:aws:appstream:eu-west-1:111122223333:image/bad";
    for (service, operation, input) in [
        (Workspaces, "DescribeWorkspaceImages", json!({ "ImageIds": ["wsi-bbbbbbbbb", "wsi-aaaaaaaaa"] })),
        (Workspaces, "DescribeTags", json!({ "ResourceId": "wsi-aaaaaaaaa" })),
        (Workspaces, "DeleteWorkspaceImage", json!({ "ImageId": "wsi-aaaaaaaaa" })),
        (Workspaces, "ImportWorkspaceImage", import("bad")),
        (AppStream, "DescribeImages", json!({ "Names": ["bad"] })),
        (AppStream, "DescribeImages", json!({ "Arns": [arn] })),
        (AppStream, "ListTagsForResource", json!({ "ResourceArn": arn })),
    ] {
        assert_eq!(bench.code(service, operation, input), "AccessDeniedException", "{operation}");
    }
    bench.good(Workspaces, "DescribeTags", json!({ "ResourceId": "wsi-bbbbbbbbb" }));
    bench.good(Workspaces, "DescribeWorkspaceImages", json!({}));
}

#[test]
fn the_journal_shows_every_call() {
    let bench = Bench::new().script(&json!([{ "When": { "NthCall": 3 }, "Do": { "LoseReply": true } }]));
    bench.good(Workspaces, "ImportWorkspaceImage", import("a"));
    bench.pass_minutes(1.0);
    bench.code(Workspaces, "ImportWorkspaceImage", import("a"));
    let _ = bench.call(AppStream, "DescribeImages", json!({}));
    bench.code(AppStream, "DescribeStacks", json!({}));
    let journal = serde_json::to_value(bench.0.journal()).unwrap();
    let reported: Vec<_> = journal
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (e["Operation"].clone(), e["Outcome"]["Status"].clone()))
        .collect();
    let expected = [
        ("ImportWorkspaceImage", "OK"),
        ("ImportWorkspaceImage", "FAULT"),
        ("DescribeImages", "REPLY_LOST"),
        ("DescribeStacks", "FAULT"),
    ];
    assert_eq!(reported, expected.map(|(operation, status)| (json!(operation), json!(status))));
    assert_eq!(journal[1]["Time"].as_f64(), Some(START + 60.0));
    assert_eq!(journal[1]["Number"], 2);
    assert_eq!(journal[0]["Input"], import("a"));
    assert_eq!(journal[1]["Outcome"]["Code"], "ResourceAlreadyExistsException");
    assert_eq!(journal[3]["Outcome"]["Code"], "UnknownOperationException");
}

#[test]
fn a_reset_brings_back_the_start() {
    let bench = Bench::from_json(&json!({ "WorkspaceImages": [{ "Name": "old" }] }));
    bench.good(Workspaces, "ImportWorkspaceImage", import("a"));
    bench.0.reset();
    let state = bench.0.state();
    assert_eq!(state["WorkspaceImages"].as_array().unwrap().len(), 1);
    assert!(bench.0.journal().is_empty());
}
