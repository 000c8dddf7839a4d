//! Which images, bundles and fleets a call makes or speaks of, by name: what a script's rule is matched against.

use serde_json::Value;

use crate::service::Service;
use crate::world::{Place, World, name_in_arn};

/// The members that hold names, and the ids of bundles.
const NAMES: &[&str] = &[
    "Name",
    "Names",
    "ImageName",
    "SourceImageName",
    "DestinationImageName",
    "BundleName",
    "BundleId",
    "BundleIds",
];

/// The names of what an input makes or speaks of, whatever it calls it by; of a bundle its id as well.
pub(crate) fn names_in(world: &World, here: Place, service: Service, input: &Value) -> Vec<String> {
    let mut names: Vec<String> = texts(input, NAMES).map(str::to_owned).collect();
    match service {
        Service::Workspaces => {
            let region = &world[here];
            for id in texts(input, &["ImageId", "ImageIds", "ResourceId"]) {
                names.extend(region.workspace_image(id).map(|image| image.name.clone()));
            }
            for id in texts(input, &["BundleId", "BundleIds", "ResourceId"]) {
                names.extend(region.bundle(id).map(|bundle| bundle.name.clone()));
            }
            names.extend(copied(world, input));
        }
        Service::AppStream => {
            let arns = texts(input, &["Arns", "ImageArn", "ResourceArn"]);
            let name = |arn| name_in_arn(arn, "image").or_else(|| name_in_arn(arn, "fleet"));
            names.extend(arns.filter_map(name).map(str::to_owned));
        }
    }
    names
}

/// The name of the image that CopyWorkspaceImage copies.
fn copied(world: &World, input: &Value) -> Option<String> {
    let source = world.region(input["SourceRegion"].as_str()?)?;
    source.workspace_image(input["SourceImageId"].as_str()?).map(|image| image.name.clone())
}

/// The texts in these members, whether one or a list.
fn texts<'a>(input: &'a Value, members: &[&str]) -> impl Iterator<Item = &'a str> {
    let values = members.iter().filter_map(|member| input.get(member));
    let texts = values.flat_map(|value| match value.as_array() {
        Some(values) => values.iter().filter_map(Value::as_str).collect(),
        None => value.as_str().into_iter().collect::<Vec<_>>(),
    });
    texts.collect::<Vec<_>>().into_iter()
}
