//! What a bundle, a fleet or a permission is set to now.

use super::Session;
use super::answer::trouble;
use crate::trouble::Trouble;
use deskport_aws::Services;
use deskport_aws::operation::{
    describe_fleets, describe_image_permissions, describe_workspace_bundles,
    describe_workspace_image_permissions,
};
use deskport_shared::outcome::Setting;
use std::collections::HashMap;

/// What can be set. A Region stands beside it where it is not the session's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Thing {
    /// A bundle, by its id.
    Bundle(String),
    /// A fleet, by its name.
    Fleet(String),
    /// Who may copy a WorkSpaces image: the image's id and the account.
    WorkspaceImage(String, String),
    /// Who may use an AppStream image: the image's name and the account.
    AppStreamImage(String, String),
}

/// The services, with one set of clients for each Region.
#[derive(Debug)]
pub(crate) struct Settings {
    own: Services,
    others: HashMap<String, Services>,
}

impl Settings {
    /// In the session's Region.
    pub(crate) fn new(aws: &Session) -> Self {
        Self { own: Services::new(&aws.config), others: HashMap::new() }
    }

    /// What a thing is set to; `None` where it is not there.
    pub(crate) async fn now(
        &mut self,
        thing: &Thing,
        region: Option<&str>,
    ) -> Result<Option<Setting>, Trouble> {
        let Services { workspaces, appstream, .. } = self.services(region);
        let (call, found) = match thing {
            Thing::Bundle(id) => {
                let found = describe_workspace_bundles::by_id(workspaces, id).await;
                let setting = found.map(|found| found.map(|bundle| Setting::of_bundle(bundle.image_id)));
                ("workspaces:DescribeWorkspaceBundles", setting)
            }
            Thing::Fleet(name) => {
                let found = describe_fleets::by_name(appstream, name).await;
                let setting = found.map(|found| found.map(|fleet| Setting::of_fleet(fleet.image_arn)));
                ("appstream:DescribeFleets", setting)
            }
            Thing::WorkspaceImage(image, account) => {
                let found = describe_workspace_image_permissions::allows(workspaces, image, account).await;
                let setting = found.map(|found| found.map(Setting::of_workspace_image));
                ("workspaces:DescribeWorkspaceImagePermissions", setting)
            }
            Thing::AppStreamImage(name, account) => {
                let found = describe_image_permissions::of(appstream, name, account).await;
                let setting = found
                    .map(|found| found.map(|(fleet, builder)| Setting::of_appstream_image(fleet, builder)));
                ("appstream:DescribeImagePermissions", setting)
            }
        };
        found.map_err(|failure| trouble(call, &failure))
    }

    fn services(&mut self, region: Option<&str>) -> &Services {
        match region {
            None => &self.own,
            Some(region) => {
                let own = &self.own;
                self.others.entry(region.to_owned()).or_insert_with(|| own.in_region(Some(region)))
            }
        }
    }
}
