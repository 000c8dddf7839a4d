//! What the runner does not know is refused when a machine is loaded, never skipped.

use deskport_runner::machines::{Machines, Name};

const STEP: &str = include_str!("../../../statemachine/step.asl.json");

#[test]
fn what_is_not_known_is_refused() {
    for (from, to) in [
        ("\"TimeoutSeconds\": 3110000,", "\"TimeoutSeconds\": 612000, \"Version\": \"1.0\","),
        ("\"JSONata\"", "\"JSONPath\""),
        ("\"Type\": \"Wait\"", "\"Type\": \"Parallel\""),
        ("\"TimeoutSeconds\": 60,", "\"TimeoutSeconds\": 60, \"HeartbeatSeconds\": 5,"),
        (":::lambda:invoke", ":::lambda:invokeLater"),
        ("\"BackoffRate\": 2,", "\"Backoff\": 2,"),
        ("\"FULL\"", "\"SOME\""),
        ("${StartImportFunctionArn}", "${OtherFunctionArn}"),
        ("$now()", "$eval('1')"),
        ("$now()", "$then()"),
        ("$startedAt", "$startAt"),
        ("{% $run %}", "{% $run %}x"),
        ("\"Next\": \"Looked\"", "\"Next\": \"Nowhere\""),
        ("\"Next\": \"Start\"", "\"Next\": \"Start\", \"End\": true"),
    ] {
        let text = STEP.replacen(from, to, 1);
        assert_ne!(text, STEP, "{from}");
        let loaded = Machines::load().unwrap().with(Name::Step, &text);
        assert!(loaded.is_err(), "{to} is taken");
    }
}

#[test]
fn a_maps_states_must_not_assign_the_machines_variables() {
    let text = include_str!("../../../statemachine/trigger.asl.json");
    let text = text.replace("\"runName\":", "\"amiId\":").replace("$runName", "$amiId");
    let error = Machines::load().unwrap().with(Name::Trigger, &text).unwrap_err().to_string();
    assert!(error.contains("$amiId"), "{error}");
}
