//! D09: whether EBS encrypts every new volume, and with it each AMI.

use super::super::check::{Answer, Check, Finding};
use super::super::patient::Patient;
use crate::aws::operation::get_ebs_encryption_by_default;

pub(in super::super) const CHECK: Check = Check {
    number: 9,
    title: "EBS encryption",
    about: "EBS encryption by default is off in this Region: neither service imports an AMI with an encrypted volume",
    page: "docs/prerequisites.md#ebs-encryption-by-default-is-off",
    permissions: &["ec2:GetEbsEncryptionByDefault"],
    make: |patient| Box::pin(make(patient)),
};

async fn make(patient: &Patient) -> Answer {
    Ok(found(get_ebs_encryption_by_default::call(&patient.aws).await?, &patient.aws.region))
}

fn found(on: bool, region: &str) -> Finding {
    if !on {
        return Finding::good("not by default");
    }
    Finding::wrong(
        "by default: every AMI that is built here or copied here has encrypted volumes, and its import is refused",
        format!(
            "Switch it off where golden AMIs are built (aws ec2 disable-ebs-encryption-by-default --region {region}), or build and import \
             in a Region or account without it."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::super::super::check::Verdict;
    use super::*;

    #[test]
    fn encryption_by_default_is_wrong() {
        assert_eq!(
            (found(false, "eu-west-1").verdict, found(true, "eu-west-1").verdict),
            (Verdict::Good, Verdict::Wrong)
        );
    }
}
