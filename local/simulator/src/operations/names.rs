//! Which images a call makes or speaks of, by name: what a script's rule is matched against.

use serde_json::Value;

use crate::service::Service;
use crate::world::{Place, World, name_in_arn};

/// The names of the images that an input makes or speaks of, whatever it calls them by.
pub(crate) fn names_in(world: &World, here: Place, service: Service, input: &Value) -> Vec<String> {
    let mut names: Vec<String> =
        texts(input, &["Name", "ImageName", "SourceImageName", "DestinationImageName", "Names"])
            .map(str::to_owned)
            .collect();
    match service {
        Service::Workspaces => {
            for id in texts(input, &["ImageId", "ImageIds", "ResourceId"]) {
                names.extend(world[here].workspace_image(id).map(|image| image.name.clone()));
            }
            names.extend(copied(world, input));
        }
        Service::AppStream => {
            let arns = texts(input, &["Arns", "ResourceArn"]);
            names.extend(arns.filter_map(|arn| name_in_arn(arn, "image")).map(str::to_owned));
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
    members
        .iter()
        .flat_map(move |member| match input.get(member) {
            Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).collect(),
            Some(value) => value.as_str().into_iter().collect::<Vec<_>>(),
            None => Vec::new(),
        })
        .collect::<Vec<_>>()
        .into_iter()
}
