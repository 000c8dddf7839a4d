//! Accounts that BYOL is off for.

use super::{Approval, Scenario, images};
use crate::clock::MINUTE;
use crate::rng::Rng;
use deskport_simulator::config::{AccountType, Byol};
use deskport_simulator::script::{Effect, Fail, Rule, When};
use enable_byol::Settings;
use serde_json::{Value, json};

/// Switches BYOL off, and has the request consent to switching it on, or not.
pub(super) fn switch_off(scenario: &mut Scenario, rng: &mut Rng, request: &mut Value) {
    scenario.config.byol = Byol::disabled();
    scenario.config.byol.set_up = rng.chance(0.95);
    if rng.chance(0.05) {
        scenario.config.byol.account_type = Some(AccountType::TargetAccount);
    }
    match rng.between(0, 99) {
        0..45 => request["EnableByol"] = json!({ "ChooseRange": true }),
        45..75 => request["EnableByol"] = json!({ "DedicatedTenancyManagementCidrRange": "10.90.0.0/16" }),
        75..80 => request["EnableByol"] = json!({ "DedicatedTenancyManagementCidrRange": "10.91.0.0/16" }),
        _ => {}
    }
    let reserved = match rng.between(0, 9) {
        0..3 => "10.0.0.0/9",
        3..9 => "192.168.0.0/16",
        _ => "",
    };
    let allowed = if rng.chance(0.9) { "true" } else { "false" };
    scenario.settings = Settings::parse(allowed, reserved).unwrap_or_default();
    scenario.people.byol = approval(rng);
    let mut effect = Effect { take_minutes: Some(images::minutes(rng.between(1, 200))), ..Effect::default() };
    if rng.chance(0.15) {
        let fail = Fail {
            code: Some("RangeInUse".to_owned()),
            message: Some("taken".to_owned()),
            ..Fail::default()
        };
        effect.fail = Some(fail);
    }
    if rng.chance(0.3) {
        effect.hide_minutes = Some(images::minutes(rng.between(1, 20)));
    }
    let when = When { operation: Some("ModifyAccount".to_owned()), ..When::default() };
    scenario.script.rules.push(Rule { comment: None, when, effect });
}

fn approval(rng: &mut Rng) -> Option<Approval> {
    let after = rng.between(1, 1600) * MINUTE;
    match rng.between(0, 99) {
        0..60 => None,
        60..85 => Some(Approval::Approved { after }),
        85..95 => Some(Approval::Refused { after }),
        _ => Some(Approval::Never),
    }
}
