//! The account: BYOL and its ranges.

use serde_json::{Value, json};

use crate::support::{Bench, START, Workspaces, import};

fn disabled(more: Value) -> Bench {
    let mut byol = json!({ "Support": "DISABLED", "ManagementCidrRange": null });
    byol.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Bench::from_json(&json!({ "Byol": byol }))
}

fn enable(range: &str) -> Value {
    json!({ "DedicatedTenancySupport": "ENABLED", "DedicatedTenancyManagementCidrRange": range })
}

#[test]
fn byol_is_on_from_the_start() {
    let account = Bench::new().good(Workspaces, "DescribeAccount", json!({}));
    let expected = json!({ "DedicatedTenancySupport": "ENABLED", "DedicatedTenancyManagementCidrRange": "10.90.0.0/16" });
    assert_eq!(account, expected);
}

#[test]
fn byol_is_on_once_the_modification_has_completed() {
    let bench = disabled(json!({}));
    assert_eq!(
        bench.good(Workspaces, "DescribeAccount", json!({})),
        json!({ "DedicatedTenancySupport": "DISABLED" })
    );
    bench.good(Workspaces, "ModifyAccount", enable("10.90.0.0/16"));
    let modification = || {
        bench.good(Workspaces, "DescribeAccountModifications", json!({}))["AccountModifications"][0].clone()
    };
    assert_eq!(modification()["ModificationState"], "PENDING");
    assert_eq!(modification()["StartTime"].as_f64(), Some(START));
    assert_eq!(
        bench.code(Workspaces, "ModifyAccount", enable("10.90.0.0/16")),
        "InvalidResourceStateException"
    );
    assert_eq!(bench.code(Workspaces, "ImportWorkspaceImage", import("a")), "AccessDeniedException");
    bench.pass_minutes(30.0);
    assert_eq!(modification()["ModificationState"], "COMPLETED");
    let account = bench.good(Workspaces, "DescribeAccount", json!({}));
    assert_eq!(account["DedicatedTenancySupport"], "ENABLED");
    assert_eq!(account["DedicatedTenancyManagementCidrRange"], "10.90.0.0/16");
    assert_eq!(
        bench.code(Workspaces, "ModifyAccount", enable("10.80.0.0/16")),
        "InvalidResourceStateException"
    );
    bench.good(Workspaces, "ImportWorkspaceImage", import("a"));
}

#[test]
fn a_range_must_be_available() {
    let bench = disabled(json!({ "AvailableRanges": ["10.1.0.0/16"] }));
    let code = |input| bench.code(Workspaces, "ModifyAccount", input);
    assert_eq!(code(enable("10.2.0.0/16")), "InvalidParameterValuesException");
    assert_eq!(code(enable("203.0.113.25/16")), "ValidationException");
    assert_eq!(code(json!({ "DedicatedTenancySupport": "ENABLED" })), "InvalidParameterValuesException");
    assert_eq!(code(json!({})), "InvalidParameterValuesException");
    assert_eq!(code(json!({ "DedicatedTenancySupport": "DISABLED" })), "ValidationException");
    bench.good(Workspaces, "ModifyAccount", enable("10.1.0.0/16"));
}

#[test]
fn a_linked_account_names_no_range() {
    let bench = disabled(json!({ "AccountType": "TARGET_ACCOUNT", "Message": "Linked." }));
    let account = bench.good(Workspaces, "DescribeAccount", json!({}));
    assert_eq!(
        (&account["DedicatedTenancyAccountType"], &account["Message"]),
        (&json!("TARGET_ACCOUNT"), &json!("Linked."))
    );
    assert_eq!(
        bench.code(Workspaces, "ModifyAccount", enable("10.90.0.0/16")),
        "InvalidParameterValuesException"
    );
    bench.good(Workspaces, "ModifyAccount", json!({ "DedicatedTenancySupport": "ENABLED" }));
}

#[test]
fn an_account_that_is_not_set_up_may_not_even_look() {
    let bench = disabled(json!({ "SetUp": false }));
    let list = json!({ "ManagementCidrRangeConstraint": "10.0.0.0/8" });
    assert_eq!(bench.code(Workspaces, "ListAvailableManagementCidrRanges", list), "AccessDeniedException");
    assert_eq!(bench.code(Workspaces, "ModifyAccount", enable("10.90.0.0/16")), "AccessDeniedException");
}

#[test]
fn ranges_lie_within_the_constraint() {
    let bench = Bench::new();
    let list = |constraint: &str| {
        let input = json!({ "ManagementCidrRangeConstraint": constraint });
        bench.good(Workspaces, "ListAvailableManagementCidrRanges", input)["ManagementCidrRanges"].clone()
    };
    assert_eq!(list("10.0.0.0/8"), json!(["10.80.0.0/16", "10.90.0.0/16"]));
    assert_eq!(list("10.90.0.0/16"), json!(["10.90.0.0/16"]));
    assert_eq!(list("10.90.1.0/24"), json!([]));
    assert_eq!(list("0.0.0.0/0").as_array().unwrap().len(), 5);
}

#[test]
fn seeded_modifications_stand_as_the_state_file_says() {
    let bench = disabled(json!({ "Modifications": [
        { "State": "FAILED", "ManagementCidrRange": "10.80.0.0/16", "StartTime": 1_700_000_000,
          "Failure": { "Code": "RangeInUse", "Message": "In use." } },
        { "State": "PENDING", "ManagementCidrRange": "10.90.0.0/16", "ReadyInMinutes": 10 },
    ]}));
    let modifications =
        || bench.good(Workspaces, "DescribeAccountModifications", json!({}))["AccountModifications"].clone();
    assert_eq!(
        modifications()[0],
        json!({
            "DedicatedTenancySupport": "ENABLED", "StartTime": 1_700_000_000.0,
            "DedicatedTenancyManagementCidrRange": "10.80.0.0/16",
            "ErrorCode": "RangeInUse", "ErrorMessage": "In use.", "ModificationState": "FAILED",
        })
    );
    assert_eq!(modifications()[1]["ModificationState"], "PENDING");
    bench.pass_minutes(10.0);
    assert_eq!(modifications()[1]["ModificationState"], "COMPLETED");
    assert_eq!(bench.good(Workspaces, "DescribeAccount", json!({}))["DedicatedTenancySupport"], "ENABLED");
}

#[test]
fn a_modification_fails_on_command() {
    let rule = json!([{ "When": { "Operation": "ModifyAccount" }, "Do": { "Fail": { "AfterMinutes": 3, "Code": "X" } } }]);
    let bench = disabled(json!({})).script(&rule);
    bench.good(Workspaces, "ModifyAccount", enable("10.90.0.0/16"));
    bench.pass_minutes(3.0);
    let all = bench.good(Workspaces, "DescribeAccountModifications", json!({}));
    assert_eq!(all["AccountModifications"][0]["ModificationState"], "FAILED");
    assert_eq!(all["AccountModifications"][0]["ErrorCode"], "X");
    bench.good(Workspaces, "ModifyAccount", enable("10.90.0.0/16"));
}
