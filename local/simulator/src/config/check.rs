//! The check of a state file: what is impossible is refused.

mod delivery;

use std::collections::HashSet;

use serde_json::{Value, json};

use super::Config;
use crate::model;
use crate::service::Service;
use crate::view;

/// What is wrong with a configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It is no JSON, or not of the form of a state file.
    #[error("the state can't be read: {0}")]
    Form(#[from] serde_json::Error),
    /// It says something impossible.
    #[error("the state: {0}")]
    Value(String),
}

impl Config {
    /// The configuration in a JSON text, checked.
    ///
    /// # Errors
    /// What is wrong with the text or what it says.
    pub fn from_json(text: &str) -> Result<Config, ConfigError> {
        let config: Config = view::read_object(text)?;
        config.check()?;
        Ok(config)
    }

    /// Looks for what is impossible: malformed ids, names used twice, states that don't exist.
    ///
    /// # Errors
    /// The first such thing.
    pub fn check(&self) -> Result<(), ConfigError> {
        self.check_account()?;
        self.check_durations()?;
        self.check_workspace_images()?;
        self.check_appstream_images()?;
        self.check_workspaces()?;
        self.check_bundles()?;
        self.check_fleets()
    }

    fn check_account(&self) -> Result<(), ConfigError> {
        ensure(is_account(&self.account_id), || format!("AccountId {:?} is not 12 digits", self.account_id))?;
        for region in self.named_regions() {
            ensure(is_region(region), || format!("{region:?} is not the name of a Region"))?;
        }
        let elsewhere = !self.byol.other_regions.contains_key(&self.region);
        ensure(elsewhere, || "Byol.OtherRegions names the home Region".to_owned())?;
        ensure(self.page_size != Some(0), || "PageSize must be at least 1".to_owned())?;
        for range in self.byol.available_ranges.iter().chain(&self.byol.management_cidr_range) {
            conforms("ModifyAccount", &json!({ "DedicatedTenancyManagementCidrRange": range }), range)?;
        }
        for modification in &self.byol.modifications {
            state(&modification.state, &["PENDING", "COMPLETED", "FAILED"])?;
            minutes(modification.ready_in_minutes)?;
        }
        Ok(())
    }

    /// The Region of a seed: the home Region where it names none.
    fn region_of<'a>(&'a self, named: &'a Option<String>) -> &'a str {
        named.as_deref().unwrap_or(&self.region)
    }

    /// Every Region that the configuration names, the home Region first.
    fn named_regions(&self) -> impl Iterator<Item = &str> {
        let images = self.workspace_images.iter().filter_map(|seed| seed.region.as_deref());
        let appstream = self.app_stream_images.iter().filter_map(|seed| seed.region.as_deref());
        let workspaces = self.workspaces.iter().filter_map(|seed| seed.region.as_deref());
        let modifications = self.byol.modifications.iter().filter_map(|seed| seed.region.as_deref());
        let bundles = self.bundles.iter().filter_map(|seed| seed.region.as_deref());
        let fleets = self.fleets.iter().filter_map(|seed| seed.region.as_deref());
        let byol = self.byol.other_regions.keys().map(String::as_str);
        let seeds =
            images.chain(appstream).chain(workspaces).chain(modifications).chain(bundles).chain(fleets);
        [self.region.as_str()].into_iter().chain(seeds).chain(byol)
    }

    fn check_durations(&self) -> Result<(), ConfigError> {
        let d = &self.durations;
        let imports =
            [d.import_workspace_image, d.import_workspace_image_with_office, d.import_custom_workspace_image];
        let others =
            [d.create_workspace_image, d.copy_workspace_image, d.create_imported_image, d.copy_image];
        let more = [d.create_workspace_bundle, d.start_fleet, d.stop_fleet, d.modify_account];
        imports.into_iter().chain(others).chain(more).try_for_each(|each| minutes(Some(each)))
    }

    fn check_workspace_images(&self) -> Result<(), ConfigError> {
        let (mut names, mut ids) = (HashSet::new(), HashSet::new());
        for image in &self.workspace_images {
            let description = image.description.as_deref().unwrap_or("x");
            let body = json!({ "Name": image.name, "Description": description, "WorkspaceId": "ws-00000000", "Tags": image.tags });
            conforms("CreateWorkspaceImage", &body, &image.name)?;
            state(image.state.as_deref().unwrap_or("AVAILABLE"), &["AVAILABLE", "PENDING", "ERROR"])?;
            minutes(image.ready_in_minutes)?;
            if let Some(id) = &image.image_id {
                conforms("DeleteWorkspaceImage", &json!({ "ImageId": id }), id)?;
                ensure(ids.insert(id), || format!("{id} stands twice"))?;
            }
            let own = image.owner_account_id.as_ref().is_none_or(|owner| *owner == self.account_id);
            self.check_sharing(&image.name, own, image.shared_with.iter())?;
            let key = (&image.name, &image.owner_account_id, self.region_of(&image.region));
            ensure(names.insert(key), || format!("two WorkSpaces images are named {:?}", image.name))?;
        }
        Ok(())
    }

    fn check_appstream_images(&self) -> Result<(), ConfigError> {
        let mut names = HashSet::new();
        for image in &self.app_stream_images {
            ensure(!image.name.is_empty(), || "an AppStream image has no name".to_owned())?;
            state(image.state.as_deref().unwrap_or("AVAILABLE"), &["AVAILABLE", "PENDING", "FAILED"])?;
            state(image.visibility.as_deref().unwrap_or("PRIVATE"), &["PRIVATE", "SHARED", "PUBLIC"])?;
            state(image.image_type.as_deref().unwrap_or("CUSTOM"), &["CUSTOM", "NATIVE", "BYOL"])?;
            minutes(image.ready_in_minutes)?;
            let own = image.visibility.as_deref().is_none_or(|visibility| visibility == "PRIVATE");
            self.check_sharing(&image.name, own, image.shared_with.keys())?;
            let key = (&image.name, self.region_of(&image.region));
            ensure(names.insert(key), || format!("two AppStream images are named {:?}", image.name))?;
        }
        Ok(())
    }

    /// An own image can be shared, with other accounts.
    fn check_sharing<'a>(
        &self,
        image: &str,
        own: bool,
        mut accounts: impl ExactSizeIterator<Item = &'a String>,
    ) -> Result<(), ConfigError> {
        ensure(own || accounts.len() == 0, || format!("{image:?} is not an own image"))?;
        let good = accounts.all(|account| is_account(account) && *account != self.account_id);
        ensure(good, || format!("SharedWith of {image:?} names something else than another account"))
    }

    fn check_workspaces(&self) -> Result<(), ConfigError> {
        let mut ids = HashSet::new();
        for workspace in &self.workspaces {
            let id = &workspace.workspace_id;
            conforms(
                "CreateWorkspaceImage",
                &json!({ "Name": "x", "Description": "x", "WorkspaceId": id }),
                id,
            )?;
            ensure(ids.insert(id), || format!("{id} stands twice"))?;
        }
        Ok(())
    }
}

fn ensure(good: bool, what: impl FnOnce() -> String) -> Result<(), ConfigError> {
    if good { Ok(()) } else { Err(ConfigError::Value(what())) }
}

fn state(given: &str, allowed: &[&str]) -> Result<(), ConfigError> {
    ensure(allowed.contains(&given), || format!("{given:?} is none of {}", allowed.join(", ")))
}

fn minutes(given: Option<f64>) -> Result<(), ConfigError> {
    let good = given.is_none_or(|minutes| (0.0..=1e9).contains(&minutes));
    ensure(good, || "minutes must be a number from 0 to 1000000000".to_owned())
}

/// Whether a text has the form of an account's id.
pub(crate) fn is_account(id: &str) -> bool {
    id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text has the form of a Region's name: the model's, of CopyWorkspaceImage's SourceRegion.
pub(crate) fn is_region(name: &str) -> bool {
    let input = json!({ "Name": "x", "SourceImageId": "wsi-000000000", "SourceRegion": name });
    model::check(Service::Workspaces, "CopyWorkspaceImage", &input).is_ok()
}

/// Checks a value against the model of the operation that takes it.
fn conforms(operation: &str, body: &Value, what: &str) -> Result<(), ConfigError> {
    model::check(Service::Workspaces, operation, body).map_err(|found| {
        ConfigError::Value(found.first().map_or(what.to_owned(), |first| format!("{what}: {first}")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_good_and_an_empty_document_is_the_default() {
        assert!(Config::default().check().is_ok());
        assert_eq!(Config::from_json("{}").ok(), Some(Config::default()));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for text in [
            "[]",
            r#"{"Account": "1"}"#,
            r#"{"AccountId": "1"}"#,
            r#"{"Region": "Eu West"}"#,
            r#"{"WorkspaceImages": [{"Name": "a", "Region": "US"}]}"#,
            r#"{"Byol": {"OtherRegions": {"eu-west-1": "ENABLED"}}}"#,
            r#"{"PageSize": 0}"#,
            r#"{"Byol": {"AvailableRanges": ["10.0.0.1/16"]}}"#,
            r#"{"Byol": {"Support": "ON"}}"#,
            r#"{"Byol": {"Modifications": [{"State": "DONE"}]}}"#,
            r#"{"Durations": {"CopyImage": -1}}"#,
            r#"{"WorkspaceImages": [{"Name": "a b"}]}"#,
            r#"{"WorkspaceImages": [{"Name": "a", "ImageId": "wsi-1"}]}"#,
            r#"{"WorkspaceImages": [{"Name": "a"}, {"Name": "a"}]}"#,
            r#"{"WorkspaceImages": [{"Name": "a", "State": "FAILED"}]}"#,
            r#"{"AppStreamImages": [{"Name": "a"}, {"Name": "a"}]}"#,
            r#"{"AppStreamImages": [{"Name": "a", "Visibility": "MINE"}]}"#,
            r#"{"Bundles": [{"Name": "a", "ImageId": "wsi-aaaaaaaaa"}]}"#,
            r#"{"Bundles": [{"Name": "a", "ImageId": "wsi-aaaaaaaaa", "Owner": "AMAZON", "State": "FAILED"}]}"#,
            r#"{"Bundles": [{"Name": "a", "ImageId": "wsi-aaaaaaaaa", "Owner": "AMAZON", "BundleId": "wsb-1"}]}"#,
            r#"{"AppStreamImages": [{"Name": "a", "ImageType": "OWN"}]}"#,
            r#"{"Fleets": [{"Name": "f", "FleetType": "ELASTIC", "ReadyInMinutes": -1}]}"#,
            r#"{"WorkspaceImages": [{"Name": "a", "SharedWith": ["111122223333"]}]}"#,
            r#"{"WorkspaceImages": [{"Name": "a", "OwnerAccountId": "999988887777", "SharedWith": ["444455556666"]}]}"#,
            r#"{"AppStreamImages": [{"Name": "a", "SharedWith": {"1": {"allowFleet": true}}}]}"#,
            r#"{"AppStreamImages": [{"Name": "a", "SharedWith": {"444455556666": {"allow": true}}}]}"#,
            r#"{"Fleets": [{"Name": "f"}]}"#,
            r#"{"Fleets": [{"Name": "f", "ImageName": "a"}]}"#,
            r#"{"AppStreamImages": [{"Name": "a"}], "Fleets": [{"Name": "f", "FleetType": "ELASTIC", "ImageName": "a"}]}"#,
            r#"{"Fleets": [{"Name": "f", "FleetType": "ELASTIC", "State": "AVAILABLE"}]}"#,
            r#"{"Fleets": [{"Name": "f", "FleetType": "ELASTIC"}, {"Name": "f", "FleetType": "ELASTIC"}]}"#,
            r#"{"Quotas": {"Fleets": 0}, "Fleets": [{"Name": "f", "FleetType": "ELASTIC"}]}"#,
            r#"{"Workspaces": [{"WorkspaceId": "i-1"}]}"#,
            r#"{"Workspaces": [{"WorkspaceId": "ws-0a1b2c3d4"}, {"WorkspaceId": "ws-0a1b2c3d4"}]}"#,
        ] {
            assert!(Config::from_json(text).is_err(), "{text}");
        }
    }
}
