//! D08: whether EC2 Image Builder has its service-linked role, where presets need it.

use super::super::check::{Answer, Check, Finding};
use super::super::patient::Patient;
use crate::aws::operation::get_role;
use deskport_shared::operation::OperationName;

/// EC2 Image Builder User Guide, "Using service-linked roles for Image Builder".
const ROLE: &str = "AWSServiceRoleForImageBuilder";

pub(in super::super) const CHECK: Check = Check {
    number: 8,
    title: "Image Builder",
    about: "EC2 Image Builder has its service-linked role, if a preset has ImportCustomWorkspaceImage",
    page: "docs/prerequisites.md#image-builder",
    permissions: &["iam:GetRole"],
    make: |patient| Box::pin(make(patient)),
};

async fn make(patient: &Patient) -> Answer {
    let presets = patient.asking_for(&[OperationName::ImportCustomWorkspaceImage]);
    if presets.is_empty() {
        return Ok(Finding::good("no preset needs it"));
    }
    if get_role::call(&patient.aws, ROLE).await?.is_some() {
        return Ok(Finding::good(format!("the role {ROLE} is there")));
    }
    Ok(Finding::wrong(
        format!("the role {ROLE} is missing, and {} need it", presets.join(", ")),
        "Make it once: aws iam create-service-linked-role --aws-service-name imagebuilder.amazonaws.com",
    ))
}
