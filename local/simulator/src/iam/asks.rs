//! What a call of WorkSpaces or AppStream asks IAM for: its own action, and what the service does in the caller's name.

use serde_json::Value;

use super::policy::Ask;
use super::reference::{Action, Reference, ResourceKind};
use crate::service::Service;
use crate::world::{World, arn_in, name_in_arn, partition};

/// Where a new image has no id yet.
const NEW: &str = "*";
/// Whom CreateImportedImage passes its role to.
const APPSTREAM: &str = "appstream.amazonaws.com";

/// All that a call asks for; its own action first.
pub(crate) fn asks(world: &World, service: Service, operation: &str, input: &Value) -> Vec<Ask> {
    let call = Call { world, service, operation, input };
    let mut asks = call.own();
    asks.extend(call.tagging());
    asks.extend(call.in_the_callers_name());
    asks
}

struct Call<'a> {
    world: &'a World,
    service: Service,
    operation: &'a str,
    input: &'a Value,
}

impl Call<'_> {
    /// Each resource of the call needs its own permission, `*` where there is none.
    fn own(&self) -> Vec<Ask> {
        let name = format!("{}:{}", self.service, self.operation);
        let Some(action) = Reference::get().action(&name) else { return vec![Ask::new(name, "*")] };
        let kinds = action.resources.iter();
        let mut asks: Vec<Ask> = kinds.filter_map(|kind| self.on(&name, action, kind)).collect();
        if asks.is_empty() {
            asks.push(self.with_request_tags(Ask::new(name, "*"), &action.condition_keys));
        }
        asks
    }

    /// The action on its resource of one kind, where it has one.
    fn on(&self, name: &str, action: &Action, kind: &ResourceKind) -> Option<Ask> {
        let id = self.id_of(&kind.kind)?;
        let keys = [action.condition_keys.as_slice(), kind.condition_keys.as_slice()].concat();
        let ask = self.with_request_tags(Ask::new(name, self.arn(&kind.arn, id)), &keys);
        Some(self.with_resource_tags(ask, &keys, id))
    }

    /// The id of the call's resource of one kind, as it stands in the kind's ARN.
    fn id_of(&self, kind: &str) -> Option<&str> {
        let member = |name: &str| self.input[name].as_str();
        match (self.operation, kind) {
            ("CreateWorkspaceImage", "workspaceid") => member("WorkspaceId"),
            ("CreateWorkspaceImage", "workspaceimage") => Some(NEW),
            ("DeleteWorkspaceImage", "workspaceimage") => member("ImageId"),
            ("DeleteImage", "image") => member("Name"),
            ("TagResource", "image") => member("ResourceArn").and_then(name_in_arn),
            _ => None,
        }
    }

    /// An ARN of the reference with every variable filled in: its last part is the id.
    fn arn(&self, form: &str, id: &str) -> String {
        let config = &self.world.config;
        let arn = form.replace("${Partition}", self.partition()).replace("${Region}", &config.region);
        let arn = arn.replace("${Account}", &config.account_id);
        let start = arn.find("${").unwrap_or(arn.len());
        format!("{}{id}", &arn[..start])
    }

    fn partition(&self) -> &'static str {
        partition(&self.world.config.region)
    }

    /// The tags in the input, where the action has them as condition keys.
    fn with_request_tags(&self, ask: Ask, keys: &[String]) -> Ask {
        if !has(keys, "aws:RequestTag/${TagKey}") {
            return ask;
        }
        self.tags().fold(ask, |ask, (key, value)| {
            ask.with(&format!("aws:RequestTag/{key}"), value).with("aws:TagKeys", key)
        })
    }

    /// The tags in the input, in either service's form.
    fn tags(&self) -> impl Iterator<Item = (&str, &str)> {
        let listed = self.input["Tags"].as_array().into_iter().flatten();
        let listed = listed.map(|tag| (text(&tag["Key"]), text(&tag["Value"])));
        let mapped = self.input["Tags"].as_object().into_iter().flatten();
        listed.chain(mapped.map(|(key, value)| (key.as_str(), text(value))))
    }

    /// The tags that the resource has, where the action has them as condition keys.
    fn with_resource_tags(&self, ask: Ask, keys: &[String], id: &str) -> Ask {
        if !has(keys, "aws:ResourceTag/${TagKey}") {
            return ask;
        }
        let tags = self.world.resource_tags(self.service, id);
        tags.into_iter().fold(ask, |ask, (key, value)| ask.with(&format!("aws:ResourceTag/{key}"), value))
    }

    /// Making a resource with tags takes the permission to tag as well. For AppStream and WorkSpaces no page of AWS says
    /// otherwise: this is the stricter side.
    fn tagging(&self) -> Option<Ask> {
        let tag = match self.service {
            Service::Workspaces => "CreateTags",
            Service::AppStream => "TagResource",
        };
        if self.operation == tag || self.tags().next().is_none() {
            return None;
        }
        let config = &self.world.config;
        let resource = match self.service {
            Service::Workspaces => "*".to_owned(),
            Service::AppStream => {
                arn_in(&config.region, &config.account_id, self.input["Name"].as_str().unwrap_or_default())
            }
        };
        let name = format!("{}:{tag}", self.service);
        let keys = Reference::get().action(&name).map(|action| action.condition_keys.as_slice());
        Some(self.with_request_tags(Ask::new(name, resource), keys.unwrap_or_default()))
    }

    /// What the service does with the caller's permissions.
    fn in_the_callers_name(&self) -> Vec<Ask> {
        let member = |name: &str| self.input[name].as_str();
        let mut asks = Vec::new();
        if let (Service::AppStream, Some(role)) = (self.service, member("IamRoleArn")) {
            asks.push(Ask::new("iam:PassRole", role).with("iam:PassedToService", APPSTREAM));
        }
        match (self.operation, member("Ec2ImageId"), member("WorkspaceImageId")) {
            ("ImportWorkspaceImage", Some(ami), _) => {
                let arn = format!("arn:{}:ec2:{}::image/{ami}", self.partition(), self.world.config.region);
                asks.push(Ask::new("ec2:DescribeImages", "*"));
                asks.push(Ask::new("ec2:ModifyImageAttribute", arn));
            }
            ("CreateImportedImage", _, Some(_)) => {
                asks.push(Ask::new("workspaces:DescribeWorkspaceImages", "*"))
            }
            _ => {}
        }
        asks
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn has(keys: &[String], key: &str) -> bool {
    keys.iter().any(|one| one == key)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::Config;
    use crate::operations;

    /// A call that names every member that a resource's id is read from.
    fn asked(service: Service, operation: &str) -> Vec<Ask> {
        let world = World::new(Config::default(), 0.0);
        let input = json!({ "WorkspaceId": "ws-0a1b2c3d4", "ImageId": "wsi-0a1b2c3d4", "Name": "golden",
            "ResourceArn": "arn:aws:appstream:eu-west-1:111122223333:image/golden" });
        asks(&world, service, operation, &input)
    }

    #[test]
    fn every_operation_asks_for_what_the_reference_says() {
        for name in Reference::get().names() {
            let (prefix, operation) = name.split_once(':').unwrap_or_default();
            let Ok(service) = prefix.parse::<Service>() else { continue };
            assert!(operations::find(service, operation).is_some(), "{name} is not served here");
            let kinds = Reference::get().action(name).map_or(&[][..], |action| &action.resources);
            let resources: Vec<String> =
                asked(service, operation).into_iter().map(|ask| ask.resource).collect();
            let required: Vec<&ResourceKind> = kinds.iter().filter(|kind| kind.required).collect();
            assert_eq!(resources.len(), required.len().max(1), "{name}: {resources:?}");
            assert_eq!(resources == ["*"], kinds.is_empty(), "{name}: {resources:?}");
        }
    }

    #[test]
    fn an_image_that_is_made_is_asked_for_with_its_tags_and_the_workspace_with_its_own() {
        let mut config = Config::default();
        config.workspaces[0].tags.push(crate::config::Tag { key: "team".to_owned(), value: "it".to_owned() });
        let world = World::new(config, 0.0);
        let input =
            json!({ "WorkspaceId": "ws-0a1b2c3d4", "Tags": [{ "Key": "deskport:run", "Value": "r" }] });
        let expected = [
            Ask::new(
                "workspaces:CreateWorkspaceImage",
                "arn:aws:workspaces:eu-west-1:111122223333:workspace/ws-0a1b2c3d4",
            )
            .with("aws:ResourceTag/team", "it"),
            Ask::new(
                "workspaces:CreateWorkspaceImage",
                "arn:aws:workspaces:eu-west-1:111122223333:workspaceimage/*",
            )
            .with("aws:RequestTag/deskport:run", "r")
            .with("aws:TagKeys", "deskport:run"),
            Ask::new("workspaces:CreateTags", "*")
                .with("aws:RequestTag/deskport:run", "r")
                .with("aws:TagKeys", "deskport:run"),
        ];
        assert_eq!(asks(&world, Service::Workspaces, "CreateWorkspaceImage", &input), expected);
    }
}
