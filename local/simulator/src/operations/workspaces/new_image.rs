//! What all operations that make a WorkSpaces image do alike.

use std::collections::BTreeSet;

use crate::config::Tag;
use crate::fault::Fault;
use crate::operations::{Call, tags};
use crate::timeline::{Stage, Timeline};
use crate::world::{CustomImport, WorkspaceImage};

/// The states that an image passes before it is AVAILABLE.
pub(super) const STAGES: &[Stage] = &[(0.0, "PENDING")];

/// What differs between the operations.
pub(super) struct Recipe {
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) minutes: f64,
    pub(super) stages: &'static [Stage],
    pub(super) tenancy: &'static str,
    pub(super) custom: Option<CustomImport>,
    pub(super) workspace: Option<String>,
}

/// Makes the image, where its name and the quota allow it.
pub(super) fn make<'a>(call: &'a mut Call<'_>, recipe: Recipe) -> Result<&'a WorkspaceImage, Fault> {
    let tags = tags::listed_for_new(call.input)?;
    call.region().admit_workspace_image(&recipe.name)?;
    let image = build(call, recipe, tags);
    Ok(call.region_mut().workspace_images.push_mut(image))
}

fn build(call: &mut Call<'_>, recipe: Recipe, tags: Vec<Tag>) -> WorkspaceImage {
    WorkspaceImage {
        number: call.world.next_number(),
        id: call.world.next_image_id(),
        name: recipe.name,
        description: recipe.description,
        owner: call.region().account.clone(),
        tenancy: recipe.tenancy,
        tags,
        shared_with: BTreeSet::new(),
        timeline: Timeline::new(call.now, recipe.minutes, recipe.stages, &call.orders),
        custom: recipe.custom,
        workspace: recipe.workspace,
    }
}
