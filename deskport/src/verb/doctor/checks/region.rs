//! D02: whether the Region has the services. The Regions are those of botocore's endpoints (1.43); a test holds them against the
//! template's rule.

use super::super::check::{Check, Finding};

/// Regions with Amazon WorkSpaces and AppStream 2.0.
const BOTH: [&str; 18] = [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-5",
    "ca-central-1",
    "eu-central-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-2",
];
const WORKSPACES_ALONE: [&str; 2] = ["af-south-1", "cn-northwest-1"];
const APPSTREAM_ALONE: [&str; 5] =
    ["ap-northeast-3", "ca-west-1", "eu-central-2", "eu-south-1", "eu-south-2"];

pub(in super::super) const CHECK: Check = Check {
    number: 2,
    title: "Region",
    about: "The Region has Amazon WorkSpaces and AppStream 2.0, as far as this release knows",
    page: "https://docs.aws.amazon.com/general/latest/gr/wsp.html",
    permissions: &[],
    make: |patient| Box::pin(async { Ok(found(&patient.aws.region)) }),
};

fn found(region: &str) -> Finding {
    if BOTH.contains(&region) {
        return Finding::good(format!("{region} has Amazon WorkSpaces and AppStream 2.0"));
    }
    let has = if WORKSPACES_ALONE.contains(&region) {
        "Amazon WorkSpaces, but not AppStream 2.0"
    } else if APPSTREAM_ALONE.contains(&region) {
        "AppStream 2.0, but not Amazon WorkSpaces"
    } else {
        return Finding::wrong(
            format!("{region} has neither Amazon WorkSpaces nor AppStream 2.0, as far as this release knows"),
            "Name another Region by --region. If AWS has them there by now, a later release of Deskport knows.",
        );
    };
    Finding::warning(
        format!("{region} has {has}"),
        "Imports into the other service need another Region, and a stack there.",
    )
}

#[cfg(test)]
mod tests {
    use super::super::super::check::Verdict;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_regions_are_those_of_the_template() {
        let template =
            std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../infra/template.yaml")).unwrap();
        let rule = template.split("TheRegionHasTheServices:").nth(1).unwrap();
        let list =
            rule.split("!Contains").nth(1).unwrap().split('[').nth(1).unwrap().split(']').next().unwrap();
        let theirs: BTreeSet<_> = list.split(',').map(str::trim).collect();
        let ours: BTreeSet<_> =
            BOTH.iter().chain(&WORKSPACES_ALONE).chain(&APPSTREAM_ALONE).copied().collect();
        assert_eq!(ours, theirs);
    }

    #[test]
    fn a_region_has_both_one_or_none() {
        for (region, verdict) in
            [("eu-west-1", Verdict::Good), ("af-south-1", Verdict::Warning), ("eu-north-1", Verdict::Wrong)]
        {
            assert_eq!(found(region).verdict, verdict, "{region}");
        }
    }
}
