//! DeleteWorkspaceBundle: an own bundle goes at once; its name is free two hours later.

use serde_json::{Value, json};

use super::own_bundle;
use crate::fault::Fault;
use crate::operations::Call;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let id = own_bundle::require(call)?.id.clone();
    let now = call.now;
    call.region_mut().delete_bundle(&id, now);
    Ok(json!({}))
}
