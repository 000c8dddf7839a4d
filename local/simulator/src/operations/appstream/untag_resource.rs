//! UntagResource: keys that are not there are no error.

use serde_json::{Value, json};

use super::image_by_arn;
use crate::fault::Fault;
use crate::operations::Call;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let arn = call.text("ResourceArn");
    let keys = call.texts("TagKeys").unwrap_or_default();
    image_by_arn(call.region_mut(), arn)?.tags.retain(|key, _| !keys.contains(&key.as_str()));
    Ok(json!({}))
}
