//! StopFleet: a fleet that is RUNNING stops. One that stands still or is stopping stays as it is.

use serde_json::{Value, json};

use super::not_found;
use crate::fault::Fault;
use crate::operations::Call;
use crate::world::Power;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let (name, now) = (call.text("Name"), call.now);
    let power = Power::stopping(now, call.world.config.durations.stop_fleet, &call.orders);
    let fleet = call.region_mut().fleet_mut(name).ok_or_else(|| not_found(name))?;
    match fleet.state(now) {
        "RUNNING" => fleet.power = power,
        "STOPPED" | "STOPPING" => {}
        state => {
            let message = format!("The fleet {name} is {state}.");
            return Err(Fault::new("ConcurrentModificationException", message));
        }
    }
    Ok(json!({}))
}
