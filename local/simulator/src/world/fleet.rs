//! A fleet: the instances that people stream from, all of one image.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{AppStreamImage, Region, instances};
use crate::config::FleetType;
use crate::script::{Fail, Orders};
use crate::timeline::{Moment, Stage, Timeline};
use crate::view;

const STARTING: &[Stage] = &[(0.0, "STARTING")];
const STOPPING: &[Stage] = &[(0.0, "STOPPING")];

/// A fleet.
#[derive(Debug, Clone)]
pub(crate) struct Fleet {
    pub(crate) number: u64,
    pub(crate) name: String,
    pub(crate) arn: String,
    pub(crate) kind: FleetType,
    pub(crate) created: f64,
    pub(crate) tags: BTreeMap<String, String>,
    /// The image; an elastic fleet has none.
    pub(crate) image: Option<FleetImage>,
    pub(crate) desired: u64,
    /// What DescribeFleets shows as UpdateFleet takes it, by member.
    pub(crate) attributes: Map<String, Value>,
    pub(crate) power: Power,
}

/// The image of a fleet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FleetImage {
    pub(crate) name: String,
    pub(crate) arn: String,
}

/// Whether it is to run, and how far that is.
#[derive(Debug, Clone)]
pub(crate) enum Power {
    /// It starts, or runs.
    On(Timeline),
    /// It stops, or stands still.
    Off(Timeline),
}

impl Power {
    pub(crate) fn starting(now: f64, minutes: f64, orders: &Orders) -> Self {
        Self::On(Timeline::new(now, minutes, STARTING, orders))
    }

    pub(crate) fn stopping(now: f64, minutes: f64, orders: &Orders) -> Self {
        Self::Off(Timeline::new(now, minutes, STOPPING, orders))
    }

    /// Where a start or a stop failed, the fleet is what it was before.
    fn state(&self, now: f64) -> &str {
        let (timeline, reached, before) = match self {
            Self::On(timeline) => (timeline, "RUNNING", "STOPPED"),
            Self::Off(timeline) => (timeline, "STOPPED", "RUNNING"),
        };
        match timeline.at(now) {
            Moment::Running { state, .. } => state,
            Moment::Succeeded => reached,
            Moment::Failed { .. } => before,
        }
    }

    /// Why the last start or stop failed.
    fn failure(&self, now: f64) -> Option<&Fail> {
        let (Self::On(timeline) | Self::Off(timeline)) = self;
        match timeline.at(now) {
            Moment::Failed { why, .. } => Some(why),
            Moment::Running { .. } | Moment::Succeeded => None,
        }
    }
}

impl Fleet {
    /// STARTING, RUNNING, STOPPING or STOPPED.
    pub(crate) fn state(&self, now: f64) -> &str {
        self.power.state(now)
    }

    /// Whether an image runs on its instance type. One that names no family runs on all.
    pub(crate) fn runs(&self, image: &AppStreamImage) -> bool {
        let family = instances::family(self.attribute("InstanceType"));
        image.families.is_empty() || image.families.iter().any(|supported| supported == family)
    }

    /// A text among its attributes; empty where it has none.
    pub(crate) fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// As DescribeFleets shows it.
    pub(crate) fn view(&self, now: f64) -> Value {
        let running = if self.state(now) == "RUNNING" { self.desired } else { 0 };
        let mut view = Value::Object(self.attributes.clone());
        let own = [
            ("Name", json!(self.name)),
            ("Arn", json!(self.arn)),
            ("FleetType", json!(self.kind)),
            ("State", json!(self.state(now))),
            ("CreatedTime", view::time(self.created)),
            ("FleetErrors", errors(self.power.failure(now))),
            (
                "ComputeCapacityStatus",
                json!({ "Desired": self.desired, "Running": running, "InUse": 0, "Available": running }),
            ),
        ];
        for (member, value) in own {
            view::put(&mut view, member, Some(value));
        }
        view::put(&mut view, "ImageName", self.image.as_ref().map(|image| image.name.as_str()));
        view::put(&mut view, "ImageArn", self.image.as_ref().map(|image| image.arn.as_str()));
        view
    }
}

fn errors(why: Option<&Fail>) -> Value {
    let error = |why: &Fail| {
        let code = why.code.as_deref().unwrap_or("INTERNAL_SERVICE_ERROR");
        let message = why.message.as_deref().unwrap_or("The fleet could not change its state.");
        json!({ "ErrorCode": code, "ErrorMessage": message })
    };
    why.map(error).into_iter().collect()
}

impl Region {
    /// A fleet by name.
    pub(crate) fn fleet(&self, name: &str) -> Option<&Fleet> {
        self.fleets.iter().find(|fleet| fleet.name == name)
    }

    /// The same, to change it.
    pub(crate) fn fleet_mut(&mut self, name: &str) -> Option<&mut Fleet> {
        self.fleets.iter_mut().find(|fleet| fleet.name == name)
    }

    /// A fleet that has an image.
    pub(crate) fn fleet_with(&self, image: &AppStreamImage) -> Option<&Fleet> {
        self.fleets.iter().find(|fleet| fleet.image.as_ref().is_some_and(|used| used.arn == image.arn))
    }
}
