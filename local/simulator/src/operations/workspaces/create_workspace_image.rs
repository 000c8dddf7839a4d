//! CreateWorkspaceImage: a running WorkSpace is captured. It can't be captured twice at a time.

use serde_json::Value;

use super::new_image::{self, Recipe, STAGES};
use crate::fault::Fault;
use crate::operations::Call;
use crate::view;
use crate::world::{Workspace, WorkspaceImage, not_found};

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let workspace = call.text("WorkspaceId");
    require_present(call, workspace)?;
    // The name comes first: a repeated call fails because the image is there, not because its WorkSpace is suspended.
    call.region().admit_workspace_image(call.text("Name"))?;
    require_running(call, workspace)?;
    let recipe = Recipe {
        name: call.text("Name").to_owned(),
        description: call.owned("Description"),
        minutes: call.world.config.durations.create_workspace_image,
        stages: STAGES,
        tenancy: if call.region().has_byol(call.now) { "DEDICATED" } else { "DEFAULT" },
        custom: None,
        workspace: Some(workspace.to_owned()),
    };
    let now = call.now;
    let image = new_image::make(call, recipe)?.view(now);
    Ok(answer(image))
}

fn require_present<'a>(call: &'a Call<'_>, id: &str) -> Result<&'a Workspace, Fault> {
    call.region().workspaces.iter().find(|workspace| workspace.id == id).ok_or_else(|| not_found(id))
}

fn require_running(call: &Call<'_>, id: &str) -> Result<(), Fault> {
    let workspace = require_present(call, id)?;
    let mut images = call.region().workspace_images.iter();
    let captured = |image: &WorkspaceImage| {
        image.workspace.as_deref() == Some(id) && image.timeline.is_running(call.now)
    };
    let state = if images.any(captured) { "SUSPENDED" } else { workspace.state.as_str() };
    if state == "AVAILABLE" {
        return Ok(());
    }
    let message = format!("The WorkSpace {id} is {state}; an image can be created of an AVAILABLE one only.");
    Err(Fault::new("InvalidResourceStateException", message))
}

/// The response holds less than DescribeWorkspaceImages' does.
fn answer(mut image: Value) -> Value {
    let mut answer = Value::Object(serde_json::Map::new());
    let members = [
        "ImageId",
        "Name",
        "Description",
        "OperatingSystem",
        "State",
        "RequiredTenancy",
        "Created",
        "OwnerAccountId",
    ];
    for member in members {
        view::put(&mut answer, member, image.get_mut(member).map(Value::take));
    }
    answer
}
