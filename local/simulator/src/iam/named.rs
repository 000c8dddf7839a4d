//! Which resources a call names, kind by kind, as IAM sees them. A kind is named as AWS's reference names it.

use serde_json::Value;

use crate::world::{Place, Region, World, name_in_arn, partition};

/// What is made has no id yet.
const NEW: &str = "*";

/// A call, as far as IAM looks at it.
pub(super) struct Call<'a> {
    pub(super) world: &'a World,
    /// The Region that it is made in.
    pub(super) here: Place,
    pub(super) operation: &'a str,
    pub(super) input: &'a Value,
}

/// A resource that a call names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named<'a> {
    region: &'a str,
    account: &'a str,
    /// Its id or name: what its ARN ends with.
    id: &'a str,
}

impl<'a> Call<'a> {
    /// The resources of one kind that the call names.
    pub(super) fn resources(&self, kind: &str) -> Vec<Named<'a>> {
        let member = |name: &str| self.input[name].as_str().map(|id| self.named(kind, id));
        let by_arn = |name: &str| self.input[name].as_str().and_then(|arn| Named::read(arn, kind));
        let one = match (self.operation, kind) {
            ("CopyWorkspaceImage", "workspaceimage") => return self.copied(),
            ("CreateWorkspaceImage", "workspaceimage") | ("CreateWorkspaceBundle", "workspacebundle") => {
                Some(self.named(kind, NEW))
            }
            ("TagResource" | "UntagResource" | "ListTagsForResource", _) => by_arn("ResourceArn"),
            ("CopyImage", "image") => member("SourceImageName"),
            ("UpdateFleet", "image") => member("ImageName").or_else(|| by_arn("ImageArn")),
            (_, "workspaceid") => member("WorkspaceId"),
            (_, "workspaceimage") => member("ImageId"),
            (_, "workspacebundle") => member("BundleId"),
            (_, "image" | "fleet") => member("Name"),
            _ => None,
        };
        one.into_iter().collect()
    }

    /// A resource of this Region.
    fn named(&self, kind: &str, id: &'a str) -> Named<'a> {
        Named::of(&self.world[self.here], kind, id)
    }

    /// The image that a copy is made of. AWS's pages leave open whether its ARN has the Region of the image or that of the
    /// copy: a role has to allow both.
    fn copied(&self) -> Vec<Named<'a>> {
        let (id, from) = (self.input["SourceImageId"].as_str(), self.input["SourceRegion"].as_str());
        let (Some(id), Some(from)) = (id, from) else { return Vec::new() };
        let here = self.world[self.here].name.as_str();
        let source = match self.world.region(from) {
            Some(region) => Named::of(region, "workspaceimage", id),
            None => Named { region: from, ..self.named("workspaceimage", id) },
        };
        let seen_here = Named { region: here, ..source };
        if from == here { vec![source] } else { vec![source, seen_here] }
    }
}

impl<'a> Named<'a> {
    /// A shared WorkSpaces image belongs to its owner, everything else to the account.
    fn of(region: &'a Region, kind: &str, id: &'a str) -> Self {
        let image = if kind == "workspaceimage" { region.workspace_image(id) } else { None };
        let account = image.map_or(region.account.as_str(), |image| image.owner.as_str());
        Self { region: &region.name, account, id }
    }

    /// The resource of an ARN, where it is of this kind.
    fn read(arn: &'a str, kind: &str) -> Option<Self> {
        let id = name_in_arn(arn, kind)?;
        let mut parts = arn.split(':').skip(3);
        Some(Self { region: parts.next()?, account: parts.next()?, id })
    }

    /// An ARN of the reference with every variable filled in: its last part is the id.
    pub(super) fn arn(&self, form: &str) -> String {
        let arn = form.replace("${Partition}", partition(self.region)).replace("${Region}", self.region);
        let arn = arn.replace("${Account}", self.account);
        let start = arn.find("${").unwrap_or(arn.len());
        format!("{}{}", &arn[..start], self.id)
    }

    /// Its tags; none where it is not there.
    pub(super) fn tags<'w>(&self, world: &'w World, kind: &str) -> Vec<(&'w str, &'w str)> {
        world.region(self.region).map(|region| region.resource_tags(kind, self.id)).unwrap_or_default()
    }
}
