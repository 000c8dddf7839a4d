//! UntagResource: keys that are not there are no error.

use serde_json::{Value, json};

use super::image_by_arn;
use crate::fault::Fault;
use crate::operations::Call;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let arn = call.text("ResourceArn").to_owned();
    let keys: Vec<String> =
        call.texts("TagKeys").unwrap_or_default().into_iter().map(str::to_owned).collect();
    image_by_arn(call.world, &arn)?.tags.retain(|key, _| !keys.contains(key));
    Ok(json!({}))
}
