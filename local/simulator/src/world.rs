//! What exists: the account and its Regions.

mod account;
mod appstream_image;
mod bundle;
mod fleet;
mod ids;
mod instances;
mod region;
mod seed;
mod tags;
mod workspace_image;

use std::ops::{Index, IndexMut};

pub(crate) use account::Modification;
pub(crate) use appstream_image::{AppStreamImage, COPY_FAILURE, arn_in, name_in_arn, partition};
pub(crate) use bundle::{Bundle, Hardware};
pub(crate) use fleet::{Fleet, FleetImage, Power};
pub(crate) use instances::usual as usual_families;
pub(crate) use region::{Region, Workspace};
pub(crate) use workspace_image::{CUSTOM_STAGES, CustomImport, WorkspaceImage};

use crate::config::Config;
use crate::fault::Fault;
use ids::Ids;

/// Everything that the operations read and change.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) config: Config,
    /// The home Region, then the others in the order in which they were first named.
    regions: Vec<Region>,
    ids: Ids,
    last_number: u64,
}

/// A Region that the world has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place(usize);

/// The Region that the configuration names.
pub(crate) const HOME: Place = Place(0);

impl World {
    /// What there is at the start.
    pub(crate) fn new(config: Config, now: f64) -> Self {
        let home = Region::new(&config.region, &config);
        let mut world = Self { ids: Ids::new(config.id_seed), regions: vec![home], config, last_number: 0 };
        seed::plant(&mut world, now);
        world.provide(HOME);
        world
    }

    /// A Region, as it is at the start where nothing has named it before.
    pub(crate) fn enter(&mut self, region: &str) -> Place {
        let known = self.regions.iter().position(|known| known.name == region);
        known.map_or_else(|| self.open(region), Place)
    }

    fn open(&mut self, region: &str) -> Place {
        let place = Place(self.regions.len());
        self.regions.push(Region::new(region, &self.config));
        self.provide(place);
        place
    }

    /// What AWS provides in a Region.
    fn provide(&mut self, place: Place) {
        let bundle = Bundle::of_amazon(self.next_number());
        self[place].bundles.push(bundle);
    }

    /// A Region that was named before.
    pub(crate) fn region(&self, name: &str) -> Option<&Region> {
        self.regions.iter().find(|region| region.name == name)
    }

    /// The Regions other than the home Region.
    pub(crate) fn elsewhere(&self) -> &[Region] {
        self.regions.get(1..).unwrap_or_default()
    }

    /// A number that grows with everything that is made: lists are in its order.
    pub(crate) fn next_number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    /// An image id that is not in use.
    pub(crate) fn next_image_id(&mut self) -> String {
        loop {
            let id = format!("wsi-{}", self.ids.next_id());
            if self.regions.iter().all(|region| region.workspace_image(&id).is_none()) {
                return id;
            }
        }
    }

    /// A bundle id that is not in use.
    pub(crate) fn next_bundle_id(&mut self) -> String {
        loop {
            let id = format!("wsb-{}", self.ids.next_id());
            if self.regions.iter().all(|region| region.bundle(&id).is_none()) {
                return id;
            }
        }
    }
}

impl Index<Place> for World {
    type Output = Region;

    fn index(&self, place: Place) -> &Region {
        &self.regions[place.0]
    }
}

impl IndexMut<Place> for World {
    fn index_mut(&mut self, place: Place) -> &mut Region {
        &mut self.regions[place.0]
    }
}

/// WorkSpaces' error where a resource does not exist.
pub(crate) fn not_found(resource: &str) -> Fault {
    Fault::new("ResourceNotFoundException", format!("The resource {resource} could not be found."))
        .with("ResourceId", resource)
}
