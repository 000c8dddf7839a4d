//! StartFleet: a fleet that is STOPPED starts.

use serde_json::{Value, json};

use super::not_found;
use crate::fault::Fault;
use crate::operations::Call;
use crate::world::Power;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let (name, now) = (call.text("Name"), call.now);
    let power = Power::starting(now, call.world.config.durations.start_fleet, &call.orders);
    let fleet = call.region_mut().fleet_mut(name).ok_or_else(|| not_found(name))?;
    if fleet.state(now) != "STOPPED" {
        let message = format!("The fleet {name} is {}.", fleet.state(now));
        return Err(Fault::new("OperationNotPermittedException", message));
    }
    fleet.power = power;
    Ok(json!({}))
}
