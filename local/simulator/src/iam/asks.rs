//! What a call of WorkSpaces or AppStream asks IAM for: its own action, and what the service does in the caller's name.

use serde_json::Value;

use super::named::{Call, Named};
use super::policy::Ask;
use super::reference::{Action, Reference, ResourceKind};
use crate::service::Service;
use crate::world::{Place, World, arn_in, partition};

/// Whom CreateImportedImage passes its role to.
const APPSTREAM: &str = "appstream.amazonaws.com";

/// All that a call asks for; its own action first.
pub(crate) fn asks(world: &World, here: Place, service: Service, operation: &str, input: &Value) -> Vec<Ask> {
    let asking =
        Asking { call: Call { world, here, operation, input }, service, reference: Reference::get() };
    let region = &world[here].name;
    asking.all().into_iter().map(|ask| ask.with("aws:RequestedRegion", region)).collect()
}

struct Asking<'a> {
    call: Call<'a>,
    service: Service,
    reference: &'a Reference,
}

impl Asking<'_> {
    fn all(&self) -> Vec<Ask> {
        let mut asks = self.own();
        asks.extend(self.tagging());
        asks.extend(self.in_the_callers_name());
        asks
    }

    /// Each resource of the call needs its own permission, `*` where there is none.
    fn own(&self) -> Vec<Ask> {
        let name = format!("{}:{}", self.service, self.call.operation);
        let Some(action) = self.reference.action(&name) else { return vec![Ask::new(name, "*")] };
        let named = action.resources.iter().flat_map(|kind| {
            self.call.resources(&kind.kind).into_iter().map(move |resource| (kind, resource))
        });
        let mut asks: Vec<Ask> =
            named.map(|(kind, resource)| self.on(&name, action, kind, &resource)).collect();
        if asks.is_empty() {
            asks.push(self.with_request_tags(Ask::new(name, "*"), &action.condition_keys));
        }
        asks
    }

    /// The action on a resource of a kind.
    fn on(&self, name: &str, action: &Action, kind: &ResourceKind, resource: &Named<'_>) -> Ask {
        let keys = [action.condition_keys.as_slice(), kind.condition_keys.as_slice()].concat();
        let ask = self.with_request_tags(Ask::new(name, resource.arn(&kind.arn)), &keys);
        if !has(&keys, "aws:ResourceTag/${TagKey}") {
            return ask;
        }
        let tags = resource.tags(self.call.world, &kind.kind);
        tags.into_iter().fold(ask, |ask, (key, value)| ask.with(&format!("aws:ResourceTag/{key}"), value))
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
        let listed = self.call.input["Tags"].as_array().into_iter().flatten();
        let listed = listed.map(|tag| (text(&tag["Key"]), text(&tag["Value"])));
        let mapped = self.call.input["Tags"].as_object().into_iter().flatten();
        listed.chain(mapped.map(|(key, value)| (key.as_str(), text(value))))
    }

    /// Making a resource with tags takes the permission to tag as well. For AppStream and WorkSpaces no page of AWS says
    /// otherwise: this is the stricter side.
    fn tagging(&self) -> Option<Ask> {
        let tag = match self.service {
            Service::Workspaces => "CreateTags",
            Service::AppStream => "TagResource",
        };
        if self.call.operation == tag || self.tags().next().is_none() {
            return None;
        }
        let region = &self.call.world[self.call.here];
        let resource = match self.service {
            Service::Workspaces => "*".to_owned(),
            Service::AppStream => {
                arn_in(&region.name, &region.account, "image", text(&self.call.input["Name"]))
            }
        };
        let name = format!("{}:{tag}", self.service);
        let keys = self.reference.action(&name).map(|action| action.condition_keys.as_slice());
        Some(self.with_request_tags(Ask::new(name, resource), keys.unwrap_or_default()))
    }

    /// What the service does with the caller's permissions.
    fn in_the_callers_name(&self) -> Vec<Ask> {
        let member = |name: &str| self.call.input[name].as_str();
        let mut asks = Vec::new();
        if let (Service::AppStream, Some(role)) = (self.service, member("IamRoleArn")) {
            asks.push(Ask::new("iam:PassRole", role).with("iam:PassedToService", APPSTREAM));
        }
        match (self.call.operation, member("Ec2ImageId"), member("WorkspaceImageId")) {
            ("ImportWorkspaceImage", Some(ami), _) => {
                let region = self.call.world[self.call.here].name.as_str();
                let arn = format!("arn:{}:ec2:{region}::image/{ami}", partition(region));
                asks.push(Ask::new("ec2:DescribeImages", "*"));
                // Another account's AMI is refused before: its launch permission is its owner's to give.
                let owner = self.call.world.config.account_id.as_str();
                asks.push(Ask::new("ec2:ModifyImageAttribute", arn).with("ec2:Owner", owner));
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
mod tests;
