//! CreateTags: tags are added or replaced; 50 at most.

use serde_json::{Value, json};

use crate::fault::Fault;
use crate::operations::{Call, tags};

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let new = tags::listed(call.input)?;
    let id = call.text("ResourceId");
    let present = call.region_mut().tags_of(id)?;
    let mut all = present.clone();
    all.retain(|tag| new.iter().all(|other| other.key != tag.key));
    all.extend(new);
    if all.len() > tags::LIMIT {
        let message = format!("A resource can have {} tags at most.", tags::LIMIT);
        return Err(Fault::new("ResourceLimitExceededException", message));
    }
    *present = all;
    Ok(json!({}))
}
