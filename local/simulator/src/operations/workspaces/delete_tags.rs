//! DeleteTags: keys that are not there are no error.

use serde_json::{Value, json};

use crate::fault::Fault;
use crate::operations::Call;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let id = call.text("ResourceId");
    let keys = call.texts("TagKeys").unwrap_or_default();
    call.region_mut().tags_of(id)?.retain(|tag| !keys.contains(&tag.key.as_str()));
    Ok(json!({}))
}
