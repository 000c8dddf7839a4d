//! ModifyAccount: switches BYOL on, once, with a range that is available at this moment.

use serde_json::{Value, json};

use super::invalid;
use crate::config::AccountType;
use crate::fault::Fault;
use crate::operations::Call;
use crate::timeline::{Stage, Timeline};
use crate::world::Modification;

const STAGES: &[Stage] = &[(0.0, "PENDING")];

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    require_set_up(call)?;
    if call.optional("DedicatedTenancySupport").is_none() {
        return Err(invalid("DedicatedTenancySupport must be given."));
    }
    require_range(call)?;
    require_unmodified(call)?;
    let minutes = call.world.config.durations.modify_account;
    let modification = Modification {
        number: call.world.next_number(),
        range: call.owned("DedicatedTenancyManagementCidrRange"),
        timeline: Timeline::new(call.now, minutes, STAGES, &call.orders),
    };
    call.region_mut().modifications.push(modification);
    Ok(json!({ "Message": "The modification of the account has started." }))
}

/// Refuses an account that AWS has not set up for BYOL.
pub(super) fn require_set_up(call: &Call<'_>) -> Result<(), Fault> {
    if call.world.config.byol.set_up {
        return Ok(());
    }
    Err(Fault::new("AccessDeniedException", "The account is not set up for Bring Your Own License (BYOL)."))
}

/// A linked account takes the range of its source; every other one must name an available range.
fn require_range(call: &Call<'_>) -> Result<(), Fault> {
    let byol = &call.world.config.byol;
    let linked = byol.account_type == Some(AccountType::TargetAccount);
    match call.optional("DedicatedTenancyManagementCidrRange") {
        Some(_) if linked => {
            Err(invalid("A linked account uses the management range of its source account."))
        }
        Some(range) if !byol.available_ranges.iter().any(|available| available == range) => {
            Err(invalid(format!("The management range {range} is not available.")))
        }
        None if !linked => Err(invalid("DedicatedTenancyManagementCidrRange must be given.")),
        _ => Ok(()),
    }
}

fn require_unmodified(call: &Call<'_>) -> Result<(), Fault> {
    let state = |message: &str| Err(Fault::new("InvalidResourceStateException", message));
    if call.region().has_byol(call.now) {
        return state("Bring Your Own License (BYOL) is enabled already.");
    }
    if call.region().modifications.iter().any(|each| each.timeline.is_running(call.now)) {
        return state("A modification of the account is in progress.");
    }
    Ok(())
}
