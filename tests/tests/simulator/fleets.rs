//! Fleets: their states, and what UpdateFleet changes in which.

use serde_json::{Value, json};

use crate::support::{AppStream, Bench, text, with};

fn bench() -> Bench {
    Bench::from_json(&json!({
        "AppStreamImages": [
            { "Name": "old" }, { "Name": "new", "Created": 1_700_000_000 },
            { "Name": "pending", "State": "PENDING" },
            { "Name": "other-os", "Platform": "WINDOWS_SERVER_2025" },
            { "Name": "byol", "ImageType": "BYOL" },
            { "Name": "shared", "Visibility": "SHARED", "SupportedInstanceFamilies": [] },
            { "Name": "far", "Region": "us-east-1" },
        ],
        "Fleets": [
            { "Name": "running", "ImageName": "old", "DesiredInstances": 3, "Tags": { "team": "it" } },
            { "Name": "stopped", "ImageName": "old", "State": "STOPPED", "FleetType": "ALWAYS_ON" },
            { "Name": "starting", "ImageName": "old", "State": "STARTING" },
            { "Name": "stopping", "ImageName": "old", "State": "STOPPING" },
            { "Name": "soon", "ImageName": "old", "State": "STARTING", "ReadyInMinutes": 7 },
            { "Name": "elastic", "FleetType": "ELASTIC", "InstanceType": "stream.standard.small" },
        ],
    }))
}

fn fleet(bench: &Bench, name: &str) -> Value {
    bench.good(AppStream, "DescribeFleets", json!({ "Names": [name] }))["Fleets"][0].clone()
}

fn state(bench: &Bench, name: &str) -> String {
    text(&fleet(bench, name)["State"])
}

fn set(fleet: &str, image: &str) -> Value {
    json!({ "Name": fleet, "ImageName": image })
}

fn refused(bench: &Bench, input: Value) -> String {
    bench.code(AppStream, "UpdateFleet", input)
}

#[test]
fn a_running_fleet_takes_another_image_and_goes_on() {
    let bench = bench();
    let answer = bench.good(AppStream, "UpdateFleet", set("running", "new"))["Fleet"].clone();
    assert_eq!(answer["ImageName"], "new");
    assert_eq!(answer, fleet(&bench, "running"));
    assert_eq!(answer["ImageArn"], "arn:aws:appstream:eu-west-1:111122223333:image/new");
    assert_eq!(answer["State"], "RUNNING");
    assert_eq!(answer["ComputeCapacityStatus"]["Running"], 3);
    let more = json!({ "Name": "running", "DisplayName": "Finance", "ComputeCapacity": { "DesiredInstances": 5 },
        "IdleDisconnectTimeoutInSeconds": 600, "DisconnectTimeoutInSeconds": 900 });
    let answer = bench.good(AppStream, "UpdateFleet", more)["Fleet"].clone();
    assert_eq!(
        (&answer["DisplayName"], &answer["ComputeCapacityStatus"]["Desired"]),
        (&json!("Finance"), &json!(5))
    );
}

#[test]
fn what_a_running_fleet_does_not_take_waits_until_it_is_stopped() {
    let bench = bench();
    for input in [
        json!({ "Name": "running", "Description": "Other" }),
        json!({ "Name": "running", "ImageName": "new", "IamRoleArn": "arn:aws:iam::111122223333:role/fleet" }),
        json!({ "Name": "running", "MaxUserDurationInSeconds": 3600 }),
        json!({ "Name": "elastic", "Description": "Other" }),
        set("running", "other-os"),
        set("starting", "new"),
        set("stopping", "new"),
        json!({ "Name": "starting" }),
    ] {
        assert_eq!(refused(&bench, input.clone()), "ResourceInUseException", "{input}");
    }
    assert_eq!(fleet(&bench, "running")["ImageName"], "old", "all or nothing");
    let fault = bench.fault(AppStream, "UpdateFleet", json!({ "Name": "running", "Description": "Other" }));
    assert_eq!(
        fault.message,
        "Cannot update the attribute for fleet running when it is ACTIVE. The fleet must be stopped to complete this action."
    );
    let all = json!({ "Name": "stopped", "ImageName": "other-os", "Description": "Other", "MaxUserDurationInSeconds": 3600,
        "VpcConfig": { "SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"] } });
    let answer = bench.good(AppStream, "UpdateFleet", all)["Fleet"].clone();
    assert_eq!(
        (&answer["Platform"], &answer["Description"]),
        (&json!("WINDOWS_SERVER_2025"), &json!("Other"))
    );
    let away = json!({ "Name": "stopped", "Description": "", "AttributesToDelete": ["VPC_CONFIGURATION_SECURITY_GROUP_IDS"] });
    let answer = bench.good(AppStream, "UpdateFleet", away)["Fleet"].clone();
    assert_eq!(
        (answer.get("Description"), &answer["VpcConfig"]),
        (None, &json!({ "SubnetIds": ["subnet-1"] }))
    );
    let answer = bench.good(AppStream, "UpdateFleet", json!({ "Name": "stopped", "DeleteVpcConfig": true }));
    assert_eq!(answer["Fleet"].get("VpcConfig"), None);
}

#[test]
fn an_image_has_to_be_there_and_to_suit_the_fleet() {
    let bench = bench();
    assert_eq!(refused(&bench, set("none", "new")), "ResourceNotFoundException");
    assert_eq!(refused(&bench, set("running", "none")), "ResourceNotFoundException");
    assert_eq!(refused(&bench, set("running", "far")), "ResourceNotFoundException");
    assert_eq!(refused(&bench, set("running", "pending")), "ResourceNotAvailableException");
    assert_eq!(refused(&bench, set("running", "byol")), "IncompatibleImageException");
    let types = |instances: &str, image: &str| with(set("stopped", image), "InstanceType", json!(instances));
    assert_eq!(refused(&bench, types("stream.standard.medium", "new")), "IncompatibleImageException");
    let kept = json!({ "Name": "stopped", "InstanceType": "stream.standard.medium" });
    assert_eq!(
        refused(&bench, kept),
        "IncompatibleImageException",
        "the image that it has does not run on it"
    );
    bench.good(AppStream, "UpdateFleet", types("stream.standard.medium", "byol"));
    assert_eq!(refused(&bench, set("stopped", "new")), "IncompatibleImageException");
    let image = |name: &str| format!("arn:aws:appstream:eu-west-1:111122223333:image/{name}");
    let both = with(set("running", "new"), "ImageArn", json!(image("new")));
    assert_eq!(refused(&bench, both), "InvalidParameterCombinationException");
    assert_eq!(
        refused(&bench, set("running", "shared")),
        "ResourceNotFoundException",
        "a shared one has an ARN only"
    );
    let by_arn = json!({ "Name": "running", "ImageArn": image("shared") });
    assert_eq!(bench.good(AppStream, "UpdateFleet", by_arn)["Fleet"]["ImageName"], "shared");
    assert_eq!(refused(&bench, json!({ "ImageName": "new" })), "InvalidParameterCombinationException");
}

#[test]
fn an_elastic_fleet_has_no_image() {
    let bench = bench();
    let elastic = fleet(&bench, "elastic");
    assert_eq!((elastic.get("ImageName"), &elastic["FleetType"]), (None, &json!("ELASTIC")));
    assert_eq!(refused(&bench, set("elastic", "new")), "InvalidParameterCombinationException");
    let more = json!({ "Name": "elastic", "MaxConcurrentSessions": 5 });
    assert_eq!(bench.good(AppStream, "UpdateFleet", more.clone())["Fleet"]["MaxConcurrentSessions"], 5);
    assert_eq!(refused(&bench, with(more, "Name", json!("stopped"))), "InvalidParameterCombinationException");
}

#[test]
fn a_fleet_starts_and_stops() {
    let bench = bench();
    let call = |operation: &str, name: &str| bench.good(AppStream, operation, json!({ "Name": name }));
    assert_eq!(state(&bench, "soon"), "STARTING");
    call("StartFleet", "stopped");
    assert_eq!(state(&bench, "stopped"), "STARTING");
    let code = |operation: &str, name: &str| bench.code(AppStream, operation, json!({ "Name": name }));
    assert_eq!(code("StartFleet", "stopped"), "OperationNotPermittedException");
    assert_eq!(code("StopFleet", "stopped"), "ConcurrentModificationException");
    bench.pass_minutes(20.0);
    assert_eq!(state(&bench, "stopped"), "RUNNING");
    call("StopFleet", "stopped");
    call("StopFleet", "stopped");
    assert_eq!(state(&bench, "stopped"), "STOPPING");
    assert_eq!(fleet(&bench, "stopped")["ComputeCapacityStatus"]["Running"], 0);
    bench.pass_minutes(5.0);
    call("StopFleet", "stopped");
    assert_eq!(state(&bench, "stopped"), "STOPPED");
    assert_eq!(
        (code("StartFleet", "none"), code("StopFleet", "none")),
        ("ResourceNotFoundException".to_owned(), "ResourceNotFoundException".to_owned(),)
    );
    assert_eq!(state(&bench, "soon"), "RUNNING");
    bench.pass_minutes(1e6);
    assert_eq!(
        (state(&bench, "starting"), state(&bench, "stopping")),
        ("STARTING".to_owned(), "STOPPING".to_owned())
    );
}

#[test]
fn a_start_fails_on_command_and_says_why() {
    let bench = bench().script(&json!([{ "When": { "Operation": "StartFleet", "ImageName": "stop*" },
        "Do": { "Fail": { "AfterMinutes": 3, "Code": "SUBNET_NOT_FOUND", "Message": "No." } } }]));
    bench.good(AppStream, "StartFleet", json!({ "Name": "stopped" }));
    bench.pass_minutes(3.0);
    let fleet = fleet(&bench, "stopped");
    assert_eq!(fleet["State"], "STOPPED");
    assert_eq!(fleet["FleetErrors"], json!([{ "ErrorCode": "SUBNET_NOT_FOUND", "ErrorMessage": "No." }]));
}

#[test]
fn an_image_in_a_fleet_cannot_be_deleted() {
    let bench = bench();
    let delete = |name: &str| bench.call(AppStream, "DeleteImage", json!({ "Name": name }));
    let fault = delete("old").unwrap_err().to_string();
    assert!(fault.starts_with("ResourceInUseException"), "{fault}");
    assert!(delete("new").is_ok());
}

#[test]
fn fleets_have_tags_pages_and_regions() {
    let bench = bench();
    let arn = "arn:aws:appstream:eu-west-1:111122223333:fleet/running";
    let previous = json!({ "ResourceArn": arn, "Tags": { "deskport:previous-image": "old" } });
    bench.good(AppStream, "TagResource", previous);
    bench.good(AppStream, "UntagResource", json!({ "ResourceArn": arn, "TagKeys": ["team"] }));
    let tags = bench.good(AppStream, "ListTagsForResource", json!({ "ResourceArn": arn }));
    assert_eq!(tags["Tags"], json!({ "deskport:previous-image": "old" }));
    assert_eq!(bench.0.state()["Fleets"][0]["Tags"], tags["Tags"]);
    let all = bench.good(AppStream, "DescribeFleets", json!({}));
    assert_eq!(all["Fleets"].as_array().unwrap().len(), 6);
    assert_eq!(bench.good_in("us-east-1", AppStream, "DescribeFleets", json!({}))["Fleets"], json!([]));
    let missing = json!({ "Names": ["running", "none"] });
    assert_eq!(bench.code(AppStream, "DescribeFleets", missing), "ResourceNotFoundException");
    let short = Bench::from_json(&json!({ "PageSize": 1, "Fleets": [
        { "Name": "a", "FleetType": "ELASTIC" }, { "Name": "b", "FleetType": "ELASTIC" } ] }));
    let first = short.good(AppStream, "DescribeFleets", json!({}));
    let second = short.good(AppStream, "DescribeFleets", json!({ "NextToken": first["NextToken"] }));
    assert_eq!((&first["Fleets"][0]["Name"], &second["Fleets"][0]["Name"]), (&json!("a"), &json!("b")));
}

#[test]
fn images_say_which_instances_they_run_on() {
    let bench = bench();
    let families = |name: &str| bench.appstream_image(name)["SupportedInstanceFamilies"].clone();
    assert_eq!(
        families("new"),
        json!(["GeneralPurpose", "ComputeOptimized", "MemoryOptimized", "Accelerated"])
    );
    assert_eq!(families("byol"), json!(["General Purpose", "Compute Optimized", "Memory Optimized"]));
}
