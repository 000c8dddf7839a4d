//! Whether a quota has room for what a run makes.

use deskport_shared::operation::Service;
use serde::Serialize;

/// The images that a run makes in a service and Region, and the quota that they need room in.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Room {
    pub(super) service: &'static str,
    /// `None` is the run's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<String>,
    /// How many images the run makes there, without those whose names are in use.
    pub(super) needed: usize,
    /// How many there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) used: Option<usize>,
    /// How many there may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) quota: Option<usize>,
}

impl Room {
    /// Room that is not known yet.
    pub(super) fn new(service: Service, region: Option<String>) -> Self {
        Self { service: name(service), region, needed: 0, used: None, quota: None }
    }

    /// How many of those needed do not fit; `None` where it is not known.
    pub(super) fn lacking(&self) -> Option<usize> {
        Some((self.used? + self.needed).saturating_sub(self.quota?))
    }

    /// In words.
    pub(super) fn words(&self) -> String {
        let region = self.region.as_deref().map(|region| format!(" in {region}")).unwrap_or_default();
        let needed = format!("{} images{region}: {} to make", self.service, self.needed);
        match (self.used, self.quota) {
            (Some(used), Some(quota)) => format!("{needed}, {used} of {quota} there"),
            (Some(used), None) => format!("{needed}, {used} there"),
            (None, Some(quota)) => format!("{needed}, at most {quota}"),
            (None, None) => needed,
        }
    }
}

/// The service, as people name it.
pub(super) const fn name(service: Service) -> &'static str {
    match service {
        Service::WorkSpaces => "WorkSpaces",
        Service::AppStream => "AppStream",
        Service::Deskport => "Deskport",
    }
}

/// The service's code in Service Quotas; `None` where it has no quotas.
pub(super) const fn code(service: Service) -> Option<&'static str> {
    match service {
        Service::WorkSpaces => Some("workspaces"),
        Service::AppStream => Some("appstream2"),
        Service::Deskport => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_counted_as_far_as_it_is_known() {
        let room = Room { needed: 3, used: Some(9), quota: Some(10), ..Room::new(Service::AppStream, None) };
        assert_eq!(room.lacking(), Some(2));
        assert_eq!(room.words(), "AppStream images: 3 to make, 9 of 10 there");
        let unknown = Room { quota: None, region: Some("us-east-1".to_owned()), ..room };
        assert_eq!(unknown.lacking(), None);
        assert_eq!(unknown.words(), "AppStream images in us-east-1: 3 to make, 9 there");
    }
}
