//! D07: whether there is room for another AppStream image.

use super::super::check::{Answer, Check};
use super::super::patient::Patient;
use super::workspaces_quota::room;
use crate::aws::operation::{describe_appstream_images, list_service_quotas};
use futures_util::future;

pub(in super::super) const CHECK: Check = Check {
    number: 7,
    title: "AppStream images",
    about: "The quota of AppStream images has room",
    page: "docs/prerequisites.md#quotas",
    permissions: &["appstream:DescribeImages", "servicequotas:ListServiceQuotas"],
    make: |patient| Box::pin(make(patient)),
};

async fn make(patient: &Patient) -> Answer {
    let (images, quota) = future::join(
        describe_appstream_images::own(&patient.aws),
        list_service_quotas::call(&patient.aws, "appstream2", "Images"),
    )
    .await;
    Ok(room(images?.len(), quota?, "appstream2"))
}
