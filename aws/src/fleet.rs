//! Fleets of AppStream, without the SDK's types.

use aws_sdk_appstream::types::{self, FleetState, FleetType};

/// A fleet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fleet {
    /// Its ARN.
    pub arn: String,
    /// Its image's ARN; an elastic fleet has none.
    pub image_arn: Option<String>,
    /// Whether AWS keeps its instances: such a fleet has no image.
    pub elastic: bool,
    /// The service's word for its state.
    pub state: String,
    /// Whether it is on its way to another state, and takes no change until then.
    pub is_busy: bool,
    /// Whether it is stopped, and takes every change.
    pub is_stopped: bool,
    /// What its instances are.
    pub instance_type: String,
    /// Its operating system, where the service says it.
    pub platform: Option<String>,
}

impl Fleet {
    pub(crate) fn read(fleet: &types::Fleet) -> Option<Self> {
        let state = fleet.state();
        Some(Self {
            arn: fleet.arn()?.to_owned(),
            image_arn: fleet.image_arn().map(str::to_owned),
            elastic: fleet.fleet_type() == Some(&FleetType::Elastic),
            state: state.map_or("none", FleetState::as_str).to_owned(),
            is_busy: matches!(state, Some(FleetState::Starting | FleetState::Stopping)),
            is_stopped: state == Some(&FleetState::Stopped),
            instance_type: fleet.instance_type().unwrap_or_default().to_owned(),
            platform: fleet.platform().map(|platform| platform.as_str().to_owned()),
        })
    }
}
