//! BYOL as it is on AWS: five ranges a page, two calls a second, changes that show late, and an older one that failed.

use crate::requests;
use deskport_runner::clock::SECOND;
use deskport_runner::functions::Handlers;
use deskport_runner::machines::Machines;
use deskport_runner::run::{Report, run};
use deskport_runner::scenario::Scenario;
use deskport_simulator::script::{Effect, Rule, When};
use enable_byol::Settings;
use serde_json::{Value, json};

fn done(scenario: &Scenario) -> Report {
    let report = run(scenario, &Machines::load().unwrap(), &Handlers, true).unwrap();
    assert!(report.violations.is_empty(), "{:#?}\n{}", report.violations, report.timeline.join("\n"));
    report
}

fn outcome(report: &Report) -> &Value {
    report.record.published.iter().find_map(|message| message.outcome.as_ref()).unwrap()
}

#[test]
fn a_range_is_chosen_from_256_in_less_than_20_seconds() {
    for (reserved, range) in
        [("192.168.0.0/16", "10.0.0.0/16"), ("10.0.0.0/9,10.128.0.0/10,10.192.0.0/11", "10.224.0.0/16")]
    {
        let mut scenario = requests::byol();
        scenario.weather.limited = true;
        scenario.config.byol.available_ranges =
            (0..256).map(|second| format!("10.{second}.0.0/16")).collect();
        scenario.settings = Settings::parse("true", reserved).unwrap();
        let report = done(&scenario);
        let [change] = report.record.modified.as_slice() else { panic!("{:?}", report.record.modified) };
        assert_eq!(change.range, range);
        assert!(change.at < requests::START + 20 * SECOND, "{} ms", change.at - requests::START);
        assert_eq!(outcome(&report)["Status"], "SUCCEEDED");
    }
}

#[test]
fn an_older_failure_is_not_that_of_a_change_that_shows_late() {
    let mut scenario = requests::byol();
    let failed = json!([{ "State": "FAILED", "ManagementCidrRange": "10.80.0.0/16", "StartTime": 1_700_000_000,
        "Failure": { "Code": "RangeInUse", "Message": "in use" } }]);
    scenario.config.byol.modifications = serde_json::from_value(failed).unwrap();
    let when = When { operation: Some("ModifyAccount".to_owned()), ..When::default() };
    let effect = Effect { hide_minutes: Some(10.0), take_minutes: Some(20.0), ..Effect::default() };
    scenario.script.rules = vec![Rule { comment: None, when, effect }];
    let report = done(&scenario);
    assert_eq!(report.record.modified.len(), 1);
    assert_eq!(outcome(&report)["EnableByol"]["Status"], "ENABLED");
}
