//! A WorkSpaces bundle: a name, an image and the hardware that WorkSpaces are made with.

use serde_json::{Value, json};

use super::{Region, WorkspaceImage};
use crate::config::Tag;
use crate::fault::Fault;
use crate::script::Orders;
use crate::timeline::{MINUTE, Moment, Stage, Timeline};
use crate::view;

/// The owner of the bundles that AWS provides.
pub(crate) const AMAZON: &str = "AMAZON";

/// The name of a deleted bundle is taken for this long (WorkSpaces administration guide), in seconds.
const TAKEN_AFTER_DELETE: f64 = 120.0 * MINUTE;

const STAGES: &[Stage] = &[(0.0, "PENDING")];

/// A bundle.
#[derive(Debug, Clone)]
pub(crate) struct Bundle {
    pub(crate) number: u64,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) owner: String,
    pub(crate) description: Option<String>,
    pub(crate) hardware: Hardware,
    pub(crate) tags: Vec<Tag>,
    pub(crate) created: f64,
    pub(crate) image: String,
    /// The image that it had before its last update: it is shown until that succeeds.
    pub(crate) image_before: Option<String>,
    /// How it is made, or how its last update goes.
    pub(crate) timeline: Timeline,
}

/// What a WorkSpace of a bundle runs on. Capacities are in GB.
#[derive(Debug, Clone)]
pub(crate) struct Hardware {
    pub(crate) compute: String,
    pub(crate) root: String,
    pub(crate) user: String,
}

impl Hardware {
    /// What a bundle has that says nothing else but its compute type.
    pub(crate) fn usual(compute: &str) -> Self {
        Self { compute: compute.to_owned(), root: "80".to_owned(), user: "50".to_owned() }
    }
}

impl Bundle {
    /// One that AWS provides.
    pub(super) fn of_amazon(number: u64) -> Self {
        const SINCE: f64 = 1_600_000_000.0;
        Self {
            number,
            id: "wsb-amazon001".to_owned(),
            name: "Standard with Windows 11".to_owned(),
            owner: AMAZON.to_owned(),
            description: Some("Windows 11, 2 vCPU, 4 GiB memory".to_owned()),
            hardware: Hardware::usual("STANDARD"),
            tags: Vec::new(),
            created: SINCE,
            image: "wsi-amazon001".to_owned(),
            image_before: None,
            timeline: Timeline::done(SINCE),
        }
    }

    /// The course of what CreateWorkspaceBundle makes.
    pub(crate) fn creation(now: f64, minutes: f64, orders: &Orders) -> Timeline {
        Timeline::new(now, minutes, STAGES, orders)
    }

    /// Gives it another image: at once, or as the script orders.
    pub(crate) fn update(&mut self, image: &str, now: f64, orders: &Orders) {
        self.image_before = Some(self.image_at(now).to_owned());
        image.clone_into(&mut self.image);
        self.timeline = Timeline::new(now, 0.0, STAGES, orders);
    }

    /// The image that it shows.
    pub(crate) fn image_at(&self, now: f64) -> &str {
        match &self.image_before {
            Some(before) if !self.timeline.has_succeeded(now) => before,
            Some(_) | None => &self.image,
        }
    }

    /// Whether an image can't be deleted because of it.
    fn needs(&self, image: &str, now: f64) -> bool {
        self.image_at(now) == image || (self.timeline.is_running(now) && self.image == image)
    }

    /// Its state.
    pub(crate) fn state(&self, now: f64) -> &str {
        match self.timeline.at(now) {
            Moment::Running { state, .. } => state,
            Moment::Succeeded => "AVAILABLE",
            Moment::Failed { .. } => "ERROR",
        }
    }

    /// As DescribeWorkspaceBundles shows it.
    pub(crate) fn view(&self, now: f64) -> Value {
        let mut view = json!({
            "BundleId": self.id,
            "Name": self.name,
            "Owner": self.owner,
            "ImageId": self.image_at(now),
            "RootStorage": { "Capacity": self.hardware.root },
            "UserStorage": { "Capacity": self.hardware.user },
            "ComputeType": { "Name": self.hardware.compute },
            "LastUpdatedTime": view::time(self.timeline.changed(now)),
            "CreationTime": view::time(self.created),
            "State": self.state(now),
            "BundleType": "REGULAR",
        });
        view::put(&mut view, "Description", self.description.as_deref());
        view
    }
}

impl Region {
    /// A bundle, whoever owns it.
    pub(crate) fn bundle(&self, id: &str) -> Option<&Bundle> {
        self.bundles.iter().find(|bundle| bundle.id == id)
    }

    /// Whether a bundle of this account has an image, or is getting it.
    pub(crate) fn is_in_a_bundle(&self, image: &WorkspaceImage, now: f64) -> bool {
        self.bundles.iter().any(|bundle| bundle.needs(&image.id, now))
    }

    /// Refuses a bundle name that is taken, and any bundle beyond the quota.
    pub(crate) fn admit_bundle(&self, name: &str, now: f64) -> Result<(), Fault> {
        let own = || self.bundles.iter().filter(|bundle| bundle.owner == self.account);
        let mut freed = self.freed_bundles.iter();
        if own().any(|bundle| bundle.name == name) || freed.any(|freed| freed.holds(name, now)) {
            let message = format!("The bundle name {name} is already in use.");
            return Err(Fault::new("ResourceAlreadyExistsException", message));
        }
        let quota = self.quotas.bundles;
        if own().count() >= quota {
            let message = format!("The account has reached its limit of {quota} bundles.");
            return Err(Fault::new("ResourceLimitExceededException", message));
        }
        Ok(())
    }

    /// Deletes a bundle. Its name is not free at once.
    pub(crate) fn delete_bundle(&mut self, id: &str, now: f64) {
        for bundle in self.bundles.extract_if(.., |bundle| bundle.id == id) {
            self.freed_bundles.push(Freed { name: bundle.name, until: now + TAKEN_AFTER_DELETE });
        }
    }
}

/// The name of a deleted bundle.
#[derive(Debug, Clone)]
pub(super) struct Freed {
    name: String,
    until: f64,
}

impl Freed {
    fn holds(&self, name: &str, now: f64) -> bool {
        self.name == name && now < self.until
    }
}
