//! UntagResource: keys that are not there are no error.

use serde_json::{Value, json};

use super::tags_of;
use crate::fault::Fault;
use crate::operations::Call;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let arn = call.text("ResourceArn");
    let keys = call.texts("TagKeys").unwrap_or_default();
    tags_of(call.region_mut(), arn)?.retain(|key, _| !keys.contains(&key.as_str()));
    Ok(json!({}))
}
