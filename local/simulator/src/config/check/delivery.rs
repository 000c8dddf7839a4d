//! The check of bundles and fleets that are there already.

use std::collections::HashSet;

use serde_json::json;

use super::{ConfigError, conforms, ensure, minutes, state};
use crate::config::{BundleSeed, Config, FleetSeed, FleetType};

impl Config {
    pub(super) fn check_bundles(&self) -> Result<(), ConfigError> {
        let (mut names, mut ids) = (HashSet::new(), HashSet::new());
        for bundle in &self.bundles {
            let (name, region) = (&bundle.name, self.region_of(&bundle.region));
            let description = bundle.description.as_deref().unwrap_or("x");
            let compute = bundle.compute_type.as_deref().unwrap_or("STANDARD");
            let body = json!({ "BundleName": name, "BundleDescription": description, "ImageId": bundle.image_id,
                "ComputeType": { "Name": compute }, "UserStorage": { "Capacity": "50" }, "Tags": bundle.tags });
            conforms("CreateWorkspaceBundle", &body, name)?;
            state(bundle.state.as_deref().unwrap_or("AVAILABLE"), &["AVAILABLE", "PENDING", "ERROR"])?;
            minutes(bundle.ready_in_minutes)?;
            if let Some(id) = &bundle.bundle_id {
                conforms("UpdateWorkspaceBundle", &json!({ "BundleId": id }), id)?;
                ensure(ids.insert((id, region)), || format!("{id} stands twice"))?;
            }
            let key = (name, &bundle.owner, region);
            ensure(names.insert(key), || format!("two bundles are named {name:?}"))?;
            let has_image = bundle.owner.is_some() || self.has_image_of(bundle);
            ensure(has_image, || format!("the image of the bundle {name:?} is not listed in its Region"))?;
        }
        Ok(())
    }

    fn has_image_of(&self, bundle: &BundleSeed) -> bool {
        let region = self.region_of(&bundle.region);
        let mut images = self.workspace_images.iter().filter(|image| self.region_of(&image.region) == region);
        images.any(|image| image.image_id.as_ref() == Some(&bundle.image_id))
    }

    pub(super) fn check_fleets(&self) -> Result<(), ConfigError> {
        let mut names = HashSet::new();
        for fleet in &self.fleets {
            let (name, region) = (&fleet.name, self.region_of(&fleet.region));
            ensure(!name.is_empty(), || "a fleet has no name".to_owned())?;
            let states = ["RUNNING", "STOPPED", "STARTING", "STOPPING"];
            state(fleet.state.as_deref().unwrap_or("RUNNING"), &states)?;
            minutes(fleet.ready_in_minutes)?;
            ensure(names.insert((name, region)), || format!("two fleets are named {name:?}"))?;
            let here = names.iter().filter(|(_, other)| *other == region).count();
            ensure(here <= self.quotas.fleets, || format!("{region} has more fleets than the quota allows"))?;
            self.check_fleet_image(fleet)?;
        }
        Ok(())
    }

    fn check_fleet_image(&self, fleet: &FleetSeed) -> Result<(), ConfigError> {
        let region = self.region_of(&fleet.region);
        let mut images =
            self.app_stream_images.iter().filter(|image| self.region_of(&image.region) == region);
        let good = match (fleet.fleet_type, &fleet.image_name) {
            (FleetType::Elastic, named) => named.is_none(),
            (FleetType::AlwaysOn | FleetType::OnDemand, Some(name)) => {
                images.any(|image| image.name == *name)
            }
            (FleetType::AlwaysOn | FleetType::OnDemand, None) => false,
        };
        let name = &fleet.name;
        ensure(good, || {
            format!("the fleet {name:?} needs an image listed in its Region, an elastic one none")
        })
    }
}
