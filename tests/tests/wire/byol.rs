//! BYOL over the wire: every state that an account can be in, driven as the machine `import` drives it. After
//! each scenario it is proved that ModifyAccount was never sent without consent, never took effect twice, and
//! never had a range that AWS did not offer.

use crate::support::World;
use enable_byol::Settings;
use serde_json::{Value, json};
use std::time::Duration;

const CHOOSE: &str = r#"{ "ChooseRange": true }"#;
const ASKED: &str = r#"{ "DedicatedTenancyManagementCidrRange": "10.90.0.0/16" }"#;

struct Ended {
    status: String,
    violations: Value,
    sent: Option<String>,
    looks: usize,
}

impl Ended {
    /// The one reason, as one text.
    fn reason(&self) -> String {
        assert_eq!(self.violations.as_array().unwrap().len(), 1, "{}", self.violations);
        self.violations[0].to_string()
    }
}

/// What the machine does: look, wait, change once; then the invariants.
async fn run(world: &World, consent: Option<&str>, settings: &Settings) -> Ended {
    let consent: Option<Value> = consent.map(|text| serde_json::from_str(text).unwrap());
    let aws = enable_byol::Aws::new(&world.config);
    let ask = async |extra: Value, elapsed: u64| {
        let mut input = json!({ "DryRun": false, "ElapsedSeconds": elapsed });
        input.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        if let Some(consent) = &consent {
            input["Consent"] = consent.clone();
        }
        let answer = enable_byol::handle(&aws, settings, input).await;
        answer.map(|answer| serde_json::to_value(answer).unwrap())
    };
    let (mut elapsed, mut sent, mut sent_at, mut proposals, mut looks) = (0, None, 0, 0, 0);
    let mut before = Value::from(0);
    let mut answer = json!({ "Status": "PENDING", "SecondsToNextLook": 0 });
    while answer["Status"] == "PENDING" && elapsed < 14_400 {
        let pause = answer["SecondsToNextLook"].as_u64().unwrap();
        world.simulator.advance(Duration::from_secs(pause));
        elapsed += pause;
        looks += 1;
        let memory = sent.as_ref().map_or(
            json!({}),
            |sent| json!({ "Sent": sent, "ElapsedSinceSent": elapsed - sent_at, "Before": before }),
        );
        answer = ask(memory, elapsed).await.unwrap();
        before = answer.get("Before").cloned().unwrap_or(before);
        while answer["Status"] == "PROPOSED" && proposals < 5 {
            proposals += 1;
            let range = answer["Range"].clone();
            sent_at = elapsed;
            match ask(json!({ "Change": range }), elapsed).await {
                Ok(next) => {
                    if next["Sent"] == true {
                        sent = range.as_str().map(str::to_owned);
                    }
                    before = next.get("Before").cloned().unwrap_or(before);
                    answer = next;
                }
                // It is uncertain whether it took effect: look, and never send it again.
                Err(_) => {
                    sent = range.as_str().map(str::to_owned);
                    answer = json!({ "Status": "PENDING", "SecondsToNextLook": 60 });
                }
            }
        }
    }
    prove(world, consent.is_some());
    let status = answer["Status"].as_str().unwrap().to_owned();
    Ended { status, violations: answer["Violations"].clone(), sent, looks }
}

fn prove(world: &World, consented: bool) {
    let changes = world.calls("ModifyAccount");
    assert!(consented || changes.is_empty(), "changed without consent: {changes:?}");
    let effective = world.simulator.state()["AccountModifications"].as_array().unwrap().len();
    assert!(effective <= 1, "{effective} modifications");
    let config = world.simulator.config();
    for change in changes {
        let range = change["DedicatedTenancyManagementCidrRange"].as_str().unwrap();
        assert!(
            config.byol.available_ranges.iter().any(|offered| offered == range),
            "{range} was not offered"
        );
    }
}

fn allowed() -> Settings {
    Settings::parse("true", "192.168.0.0/16").unwrap()
}

/// An account that BYOL is off for, with changes to it.
async fn off(changes: Value) -> World {
    let mut byol = json!({ "Support": "DISABLED", "ManagementCidrRange": null });
    byol.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    World::with(json!({ "Byol": byol })).await
}

#[tokio::test]
async fn on_already_with_the_same_range_or_none_asked_for() {
    for consent in [None, Some(CHOOSE), Some(ASKED)] {
        let world = World::new().await;
        let ended = run(&world, consent, &allowed()).await;
        assert_eq!((ended.status.as_str(), ended.sent, ended.looks), ("ENABLED", None, 1));
        assert!(world.calls("ModifyAccount").is_empty());
    }
}

#[tokio::test]
async fn on_already_with_another_range_names_both() {
    let world = World::new().await;
    let asked = r#"{ "DedicatedTenancyManagementCidrRange": "10.80.0.0/16" }"#;
    let reason = run(&world, Some(asked), &allowed()).await.reason();
    assert!(reason.contains("10.80.0.0/16") && reason.contains("10.90.0.0/16"), "{reason}");
}

#[tokio::test]
async fn off_without_consent_says_how_to_consent_and_what_that_means() {
    let world = off(json!({})).await;
    let reason = run(&world, None, &allowed()).await.reason();
    assert!(reason.contains("never be undone") && reason.contains("ChooseRange"), "{reason}");
}

#[tokio::test]
async fn off_with_consent_is_switched_on_once_with_the_first_range_offered() {
    let world = off(json!({})).await;
    let ended = run(&world, Some(CHOOSE), &allowed()).await;
    assert_eq!((ended.status.as_str(), ended.sent.as_deref()), ("ENABLED", Some("10.80.0.0/16")));
    assert_eq!(world.calls("ModifyAccount").len(), 1);
    assert!(ended.looks > 3, "{} looks", ended.looks);
}

#[tokio::test]
async fn the_range_that_was_asked_for_is_taken_where_it_is_offered() {
    let world = off(json!({})).await;
    let ended = run(&world, Some(ASKED), &allowed()).await;
    assert_eq!((ended.status.as_str(), ended.sent.as_deref()), ("ENABLED", Some("10.90.0.0/16")));
    let world = off(json!({ "AvailableRanges": ["172.20.0.0/16"] })).await;
    let reason = run(&world, Some(ASKED), &allowed()).await.reason();
    assert!(reason.contains("10.90.0.0/16") && reason.contains("such as 172.20.0.0/16"), "{reason}");
    assert!(world.calls("ModifyAccount").is_empty());
}

#[tokio::test]
async fn narrower_blocks_are_listed_and_reserved_ranges_passed_over() {
    let ranges: Vec<_> = (0..23).map(|i| format!("10.{i}.0.0/16")).collect();
    let world = off(json!({ "AvailableRanges": ranges })).await;
    let settings = Settings::parse("true", "10.0.0.0/12,10.16.0.0/15,10.18.7.0/24").unwrap();
    let ended = run(&world, Some(CHOOSE), &settings).await;
    assert_eq!(ended.sent.as_deref(), Some("10.19.0.0/16"));
    let asked = world.calls("ListAvailableManagementCidrRanges");
    assert!((2..=8).contains(&asked.len()), "{asked:?}");
}

#[tokio::test]
async fn a_reserved_range_is_refused_and_so_is_having_none_left() {
    let settings = Settings::parse("true", "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16").unwrap();
    let world = off(json!({})).await;
    let reason = run(&world, Some(ASKED), &settings).await.reason();
    assert!(reason.contains("10.0.0.0/8") && reason.contains("ReservedCidrRanges"), "{reason}");
    let reason = run(&world, Some(CHOOSE), &settings).await.reason();
    assert!(reason.contains("ReservedCidrRanges"), "{reason}");
    assert!(world.calls("ModifyAccount").is_empty());
}

#[tokio::test]
async fn a_change_under_way_is_waited_for_and_none_is_sent() {
    let pending =
        json!([{ "State": "PENDING", "ManagementCidrRange": "10.90.0.0/16", "ReadyInMinutes": 20 }]);
    let world = off(json!({ "Modifications": pending })).await;
    let ended = run(&world, Some(CHOOSE), &allowed()).await;
    assert_eq!((ended.status.as_str(), ended.sent), ("ENABLED", None));
    assert!(world.calls("ModifyAccount").is_empty());
}

#[tokio::test]
async fn a_change_that_fails_reports_its_code_and_what_to_do() {
    let world = off(json!({})).await;
    world.script(json!([{ "When": { "Operation": "ModifyAccount" }, "Do": { "Fail": { "AfterMinutes": 5,
        "Code": "BYOL_NOT_ELIGIBLE", "Message": "the account is not eligible" } } }]));
    let ended = run(&world, Some(CHOOSE), &allowed()).await;
    assert_eq!(ended.sent.as_deref(), Some("10.80.0.0/16"));
    let reason = ended.reason();
    assert!(
        reason.contains("BYOL_NOT_ELIGIBLE: the account is not eligible") && reason.contains("AWS Support"),
        "{reason}"
    );
}

#[tokio::test]
async fn an_account_that_aws_has_not_set_up_is_explained() {
    for consent in [CHOOSE, ASKED] {
        let world = off(json!({ "SetUp": false })).await;
        let reason = run(&world, Some(consent), &allowed()).await.reason();
        assert!(reason.contains("AWS Support") && reason.contains("Account settings"), "{reason}");
    }
}

#[tokio::test]
async fn a_linked_account_is_sent_to_the_other_one() {
    let world = off(json!({ "AccountType": "TARGET_ACCOUNT" })).await;
    let reason = run(&world, Some(CHOOSE), &allowed()).await.reason();
    assert!(reason.contains("TARGET_ACCOUNT"), "{reason}");
    assert!(
        world.calls("ListAvailableManagementCidrRanges").is_empty()
            && world.calls("ModifyAccount").is_empty()
    );
}

#[tokio::test]
async fn a_stack_that_may_not_does_not() {
    let world = off(json!({})).await;
    let reason = run(&world, Some(CHOOSE), &Settings::parse("false", "").unwrap()).await.reason();
    assert!(reason.contains("AllowEnableByol=true"), "{reason}");
}

#[tokio::test]
async fn a_range_taken_in_between_is_chosen_again_but_only_where_it_was_chosen() {
    let taken = json!([{ "When": { "Operation": "ModifyAccount", "FirstCalls": 1 },
        "Do": { "Answer": { "Code": "InvalidParameterValuesException", "Message": "the range is in use" } } }]);
    let world = off(json!({})).await;
    world.script(taken.clone());
    let ended = run(&world, Some(CHOOSE), &allowed()).await;
    assert_eq!((ended.status.as_str(), ended.sent.as_deref()), ("ENABLED", Some("10.90.0.0/16")));
    let world = off(json!({})).await;
    world.script(taken);
    let reason = run(&world, Some(ASKED), &allowed()).await.reason();
    assert!(reason.contains("the range is in use"), "{reason}");
    assert_eq!(world.calls("ModifyAccount").len(), 1);
}

#[tokio::test]
async fn after_a_lost_response_it_looks_and_never_sends_again() {
    let world = off(json!({})).await;
    world.script(json!([{ "When": { "Operation": "ModifyAccount" }, "Do": { "LoseReply": true } }]));
    let ended = run(&world, Some(CHOOSE), &allowed()).await;
    assert_eq!((ended.status.as_str(), ended.sent.as_deref()), ("ENABLED", Some("10.80.0.0/16")));
    assert_eq!(world.calls("ModifyAccount").len(), 1);
}

#[tokio::test]
async fn a_change_that_was_never_seen_ends_as_not_confirmed() {
    let world = off(json!({})).await;
    world.script(json!([{ "When": { "Operation": "ModifyAccount" }, "Do": { "Answer": { "Code": "InternalFailure", "Status": 500 } } }]));
    let ended = run(&world, Some(CHOOSE), &allowed()).await;
    assert!(ended.reason().contains("does not show"));
    assert_eq!(world.calls("ModifyAccount").len(), 1);
}

#[tokio::test]
async fn of_two_runs_at_once_one_modifies_and_both_go_on() {
    let world = off(json!({})).await;
    let settings = allowed();
    let (first, second) =
        tokio::join!(run(&world, Some(CHOOSE), &settings), run(&world, Some(CHOOSE), &settings));
    assert_eq!((first.status.as_str(), second.status.as_str()), ("ENABLED", "ENABLED"));
    let sent = [first.sent, second.sent].into_iter().flatten().count();
    assert_eq!(sent, 1, "one of them sent it");
}

#[tokio::test]
async fn a_dry_run_and_a_second_change_are_never_sent() {
    let world = off(json!({})).await;
    let aws = enable_byol::Aws::new(&world.config);
    let consent: Value = serde_json::from_str(CHOOSE).unwrap();
    let look = json!({ "DryRun": true, "ElapsedSeconds": 0, "Consent": consent });
    let answer = enable_byol::handle(&aws, &allowed(), look).await.unwrap();
    assert_eq!((answer.status.as_str(), answer.range), ("ENABLED", None));
    for input in [
        json!({ "DryRun": true, "ElapsedSeconds": 0, "Consent": consent, "Change": "10.80.0.0/16" }),
        json!({ "DryRun": false, "ElapsedSeconds": 0, "Change": "10.80.0.0/16" }),
        json!({ "DryRun": false, "ElapsedSeconds": 0, "Consent": consent, "Change": "10.80.0.0/16", "Sent": "10.80.0.0/16" }),
    ] {
        assert_eq!(
            enable_byol::handle(&aws, &allowed(), input).await.unwrap_err().class.as_str(),
            "InvalidRequest"
        );
    }
    assert!(world.calls("ModifyAccount").is_empty());
}
