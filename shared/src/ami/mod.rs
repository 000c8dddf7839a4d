//! An AMI as EC2's DescribeImages tells it, and the rules that each route has for it.

use crate::operation::Service;
use crate::operation::fields::{BYOL_GUIDE, IMPORT_GUIDE};
use crate::violation::{Findings, Path};
use serde::Deserialize;

/// What Deskport reads of an AMI's description; all else in it is passed over. An absent `BootMode` or
/// `TpmSupport` means that it is not set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Image {
    /// Its id.
    pub image_id: String,
    /// Its name.
    pub name: Option<String>,
    /// When it was made: ISO 8601, UTC.
    pub creation_date: Option<String>,
    /// The account that owns it.
    pub owner_id: Option<String>,
    /// `available` when it can be used.
    pub state: Option<String>,
    /// `machine` for an AMI.
    pub image_type: Option<String>,
    /// Its processor architecture.
    pub architecture: Option<String>,
    /// `hvm` or `paravirtual`.
    pub virtualization_type: Option<String>,
    /// How it boots.
    pub boot_mode: Option<String>,
    /// Its TPM.
    pub tpm_support: Option<String>,
    /// Whether it has the Elastic Network Adapter's driver.
    pub ena_support: Option<bool>,
    /// `windows` for Windows.
    pub platform: Option<String>,
    /// The platform with its licence.
    pub platform_details: Option<String>,
    /// Its root device.
    pub root_device_name: Option<String>,
    /// Its volumes, and mappings that are none.
    pub block_device_mappings: Vec<BlockDeviceMapping>,
}

/// A block device of an AMI.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct BlockDeviceMapping {
    /// Its name.
    pub device_name: Option<String>,
    /// Its EBS volume; AMIs often list `ephemeral` mappings, which have none and don't count.
    pub ebs: Option<Ebs>,
}

/// An EBS volume of an AMI.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Ebs {
    /// Whether it is encrypted.
    pub encrypted: Option<bool>,
    /// Its size in GiB.
    pub volume_size: Option<u64>,
    /// Its type.
    pub volume_type: Option<String>,
}

/// The largest volume of an AppStream import, in GiB.
const APPSTREAM_VOLUME_MAX: u64 = 500;
/// The largest disk that AWS's BYOL checker takes, in GB; the check is skipped in automated mode.
const WORKSPACES_DISK_MAX: u64 = 80;

/// A rule for an AMI, in words: what it speaks of, what WorkSpaces needs and what AppStream needs.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The part of the AMI's description.
    pub about: &'static str,
    /// Of an AMI for WorkSpaces.
    pub workspaces: &'static str,
    /// Of an AMI for AppStream.
    pub appstream: &'static str,
}

const fn rule(about: &'static str, workspaces: &'static str, appstream: &'static str) -> Rule {
    Rule { about, workspaces, appstream }
}

/// All rules for an AMI, in words. `check` says the same.
pub static RULES: &[Rule] = &[
    rule("State", "available", "available"),
    rule("OwnerId", "the account that imports", "the account that imports"),
    rule("Encrypted", "no volume", "no volume"),
    rule("BlockDeviceMappings", "exactly one EBS volume", "exactly one EBS volume"),
    rule("VolumeSize", "over 80 GiB is a warning", "at most 500 GiB"),
    rule("VolumeType", "any", "gp2 or gp3"),
    rule("Architecture", "x86_64", "x86_64"),
    rule("VirtualizationType", "hvm", "hvm"),
    rule("Platform", "windows", "windows"),
    rule("PlatformDetails", "any", "Windows, exactly: neither SQL Server nor BYOL"),
    rule(
        "BootMode",
        "uefi for Windows 11, legacy-bios or not set for Windows 10; uefi-preferred is a warning; not checked where OsVersion is left out",
        "uefi",
    ),
    rule("TpmSupport", "any", "v2.0"),
    rule("EnaSupport", "any", "true"),
    rule("RootDeviceName", "any", "/dev/sda1"),
    rule("ImageType", "any", "machine"),
];

/// What an AMI is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use<'a> {
    /// The service that imports it.
    pub service: Service,
    /// The version of Windows that it holds, where the request says it.
    pub os_version: Option<&'a str>,
    /// The account that imports it, where it is known.
    pub account: Option<&'a str>,
}

/// Adds what is wrong with `image` for this use, at the member that names it.
pub fn check(image: &Image, usage: Use<'_>, path: &Path, findings: &mut Findings) {
    let source = match usage.service {
        Service::WorkSpaces => BYOL_GUIDE,
        Service::AppStream => IMPORT_GUIDE,
    };
    let mut rules = Rules { image, path, source, findings };
    rules.common(usage.account);
    match usage.service {
        Service::WorkSpaces => rules.workspaces(usage.os_version),
        Service::AppStream => rules.appstream(),
    }
}

struct Rules<'a> {
    image: &'a Image,
    path: &'a Path,
    source: &'static str,
    findings: &'a mut Findings,
}

impl Rules<'_> {
    fn common(&mut self, account: Option<&str>) {
        let image = self.image;
        self.equals("State", image.state.as_deref(), "available");
        if let (Some(owner), Some(account)) = (image.owner_id.as_deref(), account)
            && owner != account
        {
            self.fault(
                format!("OwnerId {owner}"),
                format!("an AMI that account {account} owns: copy it there first"),
            );
        }
        let volumes: Vec<_> = image.block_device_mappings.iter().filter_map(|m| m.ebs.as_ref()).collect();
        if volumes.iter().any(|v| v.encrypted == Some(true)) {
            self.fault("an encrypted volume".to_owned(), "an AMI whose volume is not encrypted".to_owned());
        }
        if volumes.len() != 1 {
            self.fault(
                format!("{} EBS volumes", volumes.len()),
                "an AMI with exactly one EBS volume".to_owned(),
            );
        }
        self.equals("Architecture", image.architecture.as_deref(), "x86_64");
        self.equals("VirtualizationType", image.virtualization_type.as_deref(), "hvm");
        self.equals("Platform", image.platform.as_deref(), "windows");
    }

    fn workspaces(&mut self, os_version: Option<&str>) {
        let boot_mode = self.image.boot_mode.as_deref();
        match (os_version, boot_mode) {
            (Some("Windows_11"), Some("uefi"))
            | (Some("Windows_10"), None | Some("legacy-bios"))
            | (None, _) => {}
            (Some("Windows_11" | "Windows_10"), Some("uefi-preferred")) => {
                let doubt = "BootMode uefi for Windows 11, legacy-bios for Windows 10: which of them uefi-preferred means depends on the instance type";
                self.findings.warning(self.path, "BootMode uefi-preferred", doubt, self.source);
            }
            (Some("Windows_11"), _) => self.fault(
                told("BootMode", boot_mode),
                "BootMode uefi: Windows 11 boots by UEFI from a GPT disk".to_owned(),
            ),
            (Some(_), _) => self.fault(
                told("BootMode", boot_mode),
                "BootMode legacy-bios: WorkSpaces imports Windows 10 with legacy BIOS and an MBR disk"
                    .to_owned(),
            ),
        }
        if let Some(size) = self.largest_volume().filter(|size| *size > WORKSPACES_DISK_MAX) {
            let doubt =
                format!("a disk of at most {WORKSPACES_DISK_MAX} GB: AWS's BYOL checker refuses larger ones");
            self.findings.warning(self.path, format!("a volume of {size} GiB"), doubt, self.source);
        }
    }

    fn appstream(&mut self) {
        let image = self.image;
        self.equals("ImageType", image.image_type.as_deref().or(Some("machine")), "machine");
        self.equals("BootMode", image.boot_mode.as_deref(), "uefi");
        self.equals("TpmSupport", image.tpm_support.as_deref(), "v2.0");
        if image.ena_support != Some(true) {
            self.fault("EnaSupport not on".to_owned(), "EnaSupport true".to_owned());
        }
        self.equals("PlatformDetails", image.platform_details.as_deref(), "Windows");
        self.equals("RootDeviceName", image.root_device_name.as_deref(), "/dev/sda1");
        if let Some(size) = self.largest_volume().filter(|size| *size > APPSTREAM_VOLUME_MAX) {
            self.fault(
                format!("a volume of {size} GiB"),
                format!("a volume of at most {APPSTREAM_VOLUME_MAX} GiB"),
            );
        }
        for kind in image.block_device_mappings.iter().filter_map(|m| m.ebs.as_ref()?.volume_type.as_deref())
        {
            if kind != "gp2" && kind != "gp3" {
                self.fault(format!("a volume of type {kind}"), "a volume of type gp2 or gp3".to_owned());
            }
        }
    }

    fn equals(&mut self, member: &str, given: Option<&str>, allowed: &str) {
        if given != Some(allowed) {
            self.fault(told(member, given), format!("{member} {allowed}"));
        }
    }

    fn fault(&mut self, given: String, allowed: String) {
        self.findings.violation(self.path, format!("{}: {given}", self.image.image_id), allowed, self.source);
    }

    fn largest_volume(&self) -> Option<u64> {
        self.image.block_device_mappings.iter().filter_map(|m| m.ebs.as_ref()?.volume_size).max()
    }
}

fn told(member: &str, given: Option<&str>) -> String {
    format!("{member} {}", given.unwrap_or("not set"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn server() -> Value {
        json!({"ImageId": "ami-01234567", "OwnerId": "111122223333", "State": "available", "ImageType": "machine",
            "Architecture": "x86_64", "VirtualizationType": "hvm", "BootMode": "uefi", "TpmSupport": "v2.0",
            "EnaSupport": true, "Platform": "windows", "PlatformDetails": "Windows", "RootDeviceName": "/dev/sda1",
            "BlockDeviceMappings": [
                {"DeviceName": "/dev/sda1", "Ebs": {"Encrypted": false, "VolumeSize": 60, "VolumeType": "gp3"}},
                {"DeviceName": "xvdca", "VirtualName": "ephemeral0"}]})
    }

    fn faults(changes: &[(&str, Value)], service: Service, os_version: Option<&str>) -> Findings {
        let mut image = server();
        for (pointer, value) in changes {
            *image.pointer_mut(pointer).unwrap() = value.clone();
        }
        let image: Image = serde_json::from_value(image).unwrap();
        let mut findings = Findings::default();
        let usage = Use { service, os_version, account: Some("111122223333") };
        check(&image, usage, &Path::root().member("Ec2ImageId"), &mut findings);
        findings
    }

    #[test]
    fn a_right_ami_has_no_faults_and_ephemeral_mappings_are_no_volumes() {
        assert_eq!(faults(&[], Service::AppStream, None), Findings::default());
        assert_eq!(faults(&[], Service::WorkSpaces, Some("Windows_11")), Findings::default());
    }

    #[test]
    fn each_rule_of_appstream_is_told_alone() {
        let cases = [
            ("/State", json!("pending"), "State pending"),
            ("/OwnerId", json!("444455556666"), "OwnerId 444455556666"),
            ("/Architecture", json!("arm64"), "Architecture arm64"),
            ("/BootMode", Value::Null, "BootMode not set"),
            ("/TpmSupport", Value::Null, "TpmSupport not set"),
            ("/EnaSupport", json!(false), "EnaSupport not on"),
            (
                "/PlatformDetails",
                json!("Windows with SQL Server Standard"),
                "PlatformDetails Windows with SQL",
            ),
            ("/BlockDeviceMappings/0/Ebs/Encrypted", json!(true), "an encrypted volume"),
            ("/BlockDeviceMappings/0/Ebs/VolumeSize", json!(501), "a volume of 501 GiB"),
            ("/BlockDeviceMappings/0/Ebs/VolumeType", json!("io1"), "a volume of type io1"),
            ("/BlockDeviceMappings", json!([]), "0 EBS volumes"),
        ];
        for (pointer, value, given) in cases {
            let found = faults(&[(pointer, value)], Service::AppStream, None).violations;
            assert_eq!(found.len(), 1, "{pointer}: {found:?}");
            assert!(found[0].given.contains(given), "{found:?}");
        }
    }

    #[test]
    fn the_boot_mode_goes_with_the_version_of_windows() {
        let boot = |mode: Value, os| faults(&[("/BootMode", mode)], Service::WorkSpaces, os);
        assert_eq!(boot(json!("legacy-bios"), Some("Windows_11")).violations.len(), 1);
        assert_eq!(boot(json!("uefi"), Some("Windows_10")).violations.len(), 1);
        assert_eq!(boot(Value::Null, Some("Windows_10")).violations.len(), 0);
        assert_eq!(boot(json!("legacy-bios"), None), Findings::default());
        let unsure = boot(json!("uefi-preferred"), Some("Windows_11"));
        assert_eq!((unsure.violations.len(), unsure.warnings.len()), (0, 1));
    }
}
