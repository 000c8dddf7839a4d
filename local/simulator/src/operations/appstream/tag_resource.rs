//! TagResource: tags are added or replaced; 50 at most.

use serde_json::{Value, json};

use super::tags_of;
use crate::fault::Fault;
use crate::operations::{Call, tags};

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let arn = call.text("ResourceArn");
    let new = tags::mapped(call.input);
    let present = tags_of(call.region_mut(), arn)?;
    let mut all = present.clone();
    all.extend(new);
    if all.len() > tags::LIMIT {
        let message = format!("A resource can have {} tags at most.", tags::LIMIT);
        return Err(Fault::new("LimitExceededException", message));
    }
    *present = all;
    Ok(json!({}))
}
