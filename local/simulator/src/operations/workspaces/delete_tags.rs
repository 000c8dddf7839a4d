//! DeleteTags: keys that are not there are no error.

use serde_json::{Value, json};

use crate::fault::Fault;
use crate::operations::Call;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let id = call.text("ResourceId").to_owned();
    let keys: Vec<String> =
        call.texts("TagKeys").unwrap_or_default().into_iter().map(str::to_owned).collect();
    call.world.tags_of(&id)?.retain(|tag| !keys.contains(&tag.key));
    Ok(json!({}))
}
