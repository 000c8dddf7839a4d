//! Everything that exists, for whoever tests against the stand-in.

use serde_json::{Map, Value, json};

use crate::view;
use crate::world::{AppStreamImage, HOME, Region, WorkspaceImage, World};

/// What is in the home Region, and under `Regions` what is in each other one.
pub(crate) fn of(world: &World, now: f64) -> Value {
    let mut state = region(&world[HOME], now);
    view::put(&mut state, "Now", Some(view::time(now)));
    let others = world.elsewhere().iter().map(|other| (other.name.clone(), region(other, now)));
    view::put(&mut state, "Regions", Some(others.collect::<Map<_, _>>()));
    state
}

fn region(region: &Region, now: f64) -> Value {
    let workspaces = region.workspaces.iter();
    let workspaces =
        workspaces.map(|each| json!({ "WorkspaceId": each.id, "State": each.state, "Tags": each.tags }));
    json!({
        "WorkspaceImages": all(&region.workspace_images, |image| workspace_image(region, image, now)),
        "AppStreamImages": all(&region.appstream_images, |image| appstream_image(image, now)),
        "Bundles": all(&region.bundles, |bundle| tagged(bundle.view(now), json!(bundle.tags))),
        "Fleets": all(&region.fleets, |fleet| tagged(fleet.view(now), json!(fleet.tags))),
        "Workspaces": workspaces.collect::<Vec<_>>(),
        "ByolEnabled": region.has_byol(now),
        "AccountModifications": all(&region.modifications, |each| each.view(now)),
    })
}

fn tagged(mut view: Value, tags: Value) -> Value {
    view::put(&mut view, "Tags", Some(tags));
    view
}

fn all<T>(things: &[T], view: impl Fn(&T) -> Value) -> Vec<Value> {
    things.iter().map(view).collect()
}

fn workspace_image(region: &Region, image: &WorkspaceImage, now: f64) -> Value {
    let mut view = tagged(image.view(now), json!(image.tags));
    view::put(&mut view, "Region", Some(region.name.as_str()));
    view::put(&mut view, "SharedWith", Some(json!(image.shared_with)));
    view::put(&mut view, "CustomImport", image.custom_view(now));
    view
}

fn appstream_image(image: &AppStreamImage, now: f64) -> Value {
    let mut view = tagged(image.view(now), json!(image.tags));
    view::put(&mut view, "SharedWith", Some(json!(image.shared_with)));
    view
}
