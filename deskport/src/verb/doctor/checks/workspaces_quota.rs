//! D06: whether there is room for another WorkSpaces image.

use super::super::check::{Answer, Check, Finding};
use super::super::patient::Patient;
use crate::aws::operation::{describe_workspace_images, list_service_quotas};
use futures_util::future;

pub(in super::super) const CHECK: Check = Check {
    number: 6,
    title: "WorkSpaces images",
    about: "The quota of WorkSpaces images has room",
    page: "docs/prerequisites.md#quotas",
    permissions: &["workspaces:DescribeWorkspaceImages", "servicequotas:ListServiceQuotas"],
    make: |patient| Box::pin(make(patient)),
};

async fn make(patient: &Patient) -> Answer {
    let (images, quota) = future::join(
        describe_workspace_images::own(&patient.aws),
        list_service_quotas::call(&patient.aws, "workspaces", "Images"),
    )
    .await;
    Ok(room(images?.len(), quota?, "workspaces"))
}

/// How few are left that somebody should know.
const FEW: f64 = 2.0;

/// What a count is under a quota. A name that Service Quotas does not have is unknown.
pub(super) fn room(count: usize, quota: Option<f64>, service: &str) -> Finding {
    let Some(quota) = quota else {
        return Finding::unknown(
            format!("{count} images; Service Quotas has no quota of that name"),
            "Look at the quota in the Service Quotas console of the Region.",
        );
    };
    let found = format!("{count} of {quota} images");
    let fix = format!(
        "Delete images that nobody uses, or ask for more: the quota Images of {service} in Service Quotas."
    );
    // Counts of images are far below what a float holds exactly.
    let left = quota - f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    if left < 1.0 {
        return Finding::wrong(format!("{found}: an import waits until one is deleted"), fix);
    }
    if left <= FEW {
        return Finding::warning(format!("{found}: {left} left"), fix);
    }
    Finding::good(found)
}

#[cfg(test)]
mod tests {
    use super::super::super::check::Verdict;
    use super::*;

    #[test]
    fn a_quota_has_room_little_or_none() {
        for (count, quota, verdict) in [
            (0, Some(40.0), Verdict::Good),
            (37, Some(40.0), Verdict::Good),
            (38, Some(40.0), Verdict::Warning),
            (40, Some(40.0), Verdict::Wrong),
            (41, Some(40.0), Verdict::Wrong),
            (1, None, Verdict::Unknown),
        ] {
            assert_eq!(room(count, quota, "workspaces").verdict, verdict, "{count} of {quota:?}");
        }
        assert_eq!(room(38, Some(40.0), "workspaces").found, "38 of 40 images: 2 left");
    }
}
