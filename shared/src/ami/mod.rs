//! An AMI as EC2's DescribeImages describes it, and each route's rules for it.
//!
//! The services check an AMI only during the import, some of it after more than an hour. Whatever the description shows is
//! checked before: what AWS documents is a violation, what people report or a free text suggests is a warning.

mod rules;
mod way_out;
mod windows;

pub use rules::{RULES, Rule};

use crate::foreign;
use crate::operation::fields::{BYOL_GUIDE, IMPORT_GUIDE};
use crate::operation::{Pcoip, Service};
use crate::status::ViolationOf;
use crate::violation::{DESKPORT, Findings, Path};
use serde::Deserialize;

/// Whether a text is an AMI's id: 8 or 17 hexadecimal digits (EC2's page "Longer IDs for Amazon EC2 resources").
pub fn is_id(text: &str) -> bool {
    let digits = text.strip_prefix("ami-").unwrap_or_default();
    matches!(digits.len(), 8 | 17) && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// What Deskport reads of an AMI's description; the rest is ignored. An absent `BootMode` or `TpmSupport` means that it is
/// not set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Image {
    /// Its id.
    pub image_id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its description.
    pub description: Option<String>,
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
    /// The products that it is sold as or was built on.
    pub product_codes: Vec<ProductCode>,
}

/// A product code of an AMI.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ProductCode {
    /// The code.
    pub product_code_id: Option<String>,
    /// `marketplace` for a product of AWS Marketplace.
    pub product_code_type: Option<String>,
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

/// What an AMI is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use<'a> {
    /// The service that imports it.
    pub service: Service,
    /// The version of Windows that it holds, if the request names it.
    pub os_version: Option<&'a str>,
    /// The account that imports it, if it is known.
    pub account: Option<&'a str>,
}

/// Adds the violations and warnings of `image` for this use, at the member that names it.
pub fn check(image: &Image, usage: Use<'_>, path: &Path, findings: &mut Findings) {
    let source = match usage.service {
        Service::WorkSpaces => BYOL_GUIDE,
        Service::AppStream => IMPORT_GUIDE,
        Service::Deskport => DESKPORT,
    };
    let mut rules = Rules { image, path, source, findings };
    rules.common(usage.account);
    match usage.service {
        Service::WorkSpaces => rules.workspaces(usage.os_version),
        Service::AppStream => rules.appstream(),
        // No operation of its own takes an AMI.
        Service::Deskport => {}
    }
}

/// Reports PCoIP that can't work with `image`, at the member that asks for it: for a body that leaves out the version of
/// Windows. With a version, the body's own rules and those of the boot mode report it.
pub(crate) fn pcoip(image: &Image, pcoip: &Pcoip<'_>, body: &Path, findings: &mut Findings) {
    let Some(boot_mode @ ("uefi" | "uefi-preferred")) = image.boot_mode.as_deref() else { return };
    let here = body.member(pcoip.member);
    let given = format!("{}, for {}: BootMode {boot_mode}", pcoip.given, image.image_id);
    let Pcoip { instead, .. } = pcoip;
    if boot_mode == "uefi" {
        let allowed = format!("{instead}. {}", way_out::UEFI_IS_WINDOWS_11);
        findings.violation(&here, given, allowed, BYOL_GUIDE);
    } else {
        let note = format!("if the AMI is Windows 11, {instead}: Windows 11 does not support PCoIP");
        findings.warning(&here, given, note, BYOL_GUIDE);
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
            self.violation(format!("OwnerId {owner}"), way_out::owner(account));
        }
        let volumes: Vec<_> = image.block_device_mappings.iter().filter_map(|m| m.ebs.as_ref()).collect();
        if volumes.iter().any(|v| v.encrypted == Some(true)) {
            self.violation("an encrypted volume".to_owned(), way_out::ENCRYPTED.to_owned());
        }
        if volumes.len() != 1 {
            self.violation(
                format!("{} EBS volumes", volumes.len()),
                "an AMI with exactly one EBS volume".to_owned(),
            );
        }
        self.equals("Architecture", image.architecture.as_deref(), "x86_64");
        self.equals("VirtualizationType", image.virtualization_type.as_deref(), "hvm");
        self.equals_or("Platform", image.platform.as_deref(), "windows", way_out::PLATFORM);
    }

    fn workspaces(&mut self, os_version: Option<&str>) {
        self.desktop_windows(os_version);
        self.own_licence();
        let boot_mode = self.image.boot_mode.as_deref();
        match (os_version, boot_mode) {
            (Some("Windows_11"), Some("uefi"))
            | (Some("Windows_10"), None | Some("legacy-bios"))
            | (None, _) => {}
            (Some("Windows_11" | "Windows_10"), Some("uefi-preferred")) => {
                let note = "BootMode uefi for Windows 11, legacy-bios for Windows 10: which of them uefi-preferred means depends on the instance type";
                self.warn("BootMode uefi-preferred".to_owned(), note.to_owned());
            }
            (Some("Windows_11"), _) => self.violation(
                stated("BootMode", boot_mode),
                "BootMode uefi: Windows 11 boots by UEFI from a GPT disk".to_owned(),
            ),
            (Some(_), _) => self.violation(
                stated("BootMode", boot_mode),
                "BootMode legacy-bios: WorkSpaces imports Windows 10 with legacy BIOS and an MBR disk"
                    .to_owned(),
            ),
        }
        if let Some(size) = self.largest_volume().filter(|size| *size > WORKSPACES_DISK_MAX) {
            let note =
                format!("a disk of at most {WORKSPACES_DISK_MAX} GB: AWS's BYOL checker refuses larger ones");
            self.warn(format!("a volume of {size} GiB"), note);
        }
    }

    /// BYOL takes one's own licence. Any other `PlatformDetails` of Windows is a licence of Windows Server that AWS bills.
    fn own_licence(&mut self) {
        let image = self.image;
        let details = image.platform_details.as_deref().filter(|details| *details != "Windows BYOL");
        // An AMI that is not Windows at all is a violation already.
        if let Some(details) = details.filter(|_| image.platform.as_deref() == Some("windows")) {
            let note = "PlatformDetails Windows BYOL: any other is a licence of Windows Server, billed by AWS. Import the \
                        virtual machine with --license-type BYOL";
            self.warn(stated("PlatformDetails", Some(details)), note.to_owned());
        }
    }

    fn appstream(&mut self) {
        let image = self.image;
        self.equals("ImageType", image.image_type.as_deref().or(Some("machine")), "machine");
        self.equals_or("BootMode", image.boot_mode.as_deref(), "uefi", way_out::BOOT_MODE);
        self.equals_or("TpmSupport", image.tpm_support.as_deref(), "v2.0", way_out::TPM);
        if image.ena_support != Some(true) {
            self.violation("EnaSupport not on".to_owned(), "EnaSupport true".to_owned());
        }
        let details = image.platform_details.as_deref();
        self.equals_or("PlatformDetails", details, "Windows", way_out::platform_details(details));
        self.equals("RootDeviceName", image.root_device_name.as_deref(), "/dev/sda1");
        if let Some(size) = self.largest_volume().filter(|size| *size > APPSTREAM_VOLUME_MAX) {
            self.violation(
                format!("a volume of {size} GiB"),
                format!("a volume of at most {APPSTREAM_VOLUME_MAX} GiB"),
            );
        }
        for kind in image.block_device_mappings.iter().filter_map(|m| m.ebs.as_ref()?.volume_type.as_deref())
        {
            if kind != "gp2" && kind != "gp3" {
                self.violation(format!("a volume of type {kind}"), "a volume of type gp2 or gp3".to_owned());
            }
        }
        self.marketplace();
        self.server_windows();
    }

    /// People who import AMIs report that AppStream refuses these; no AWS page mentions it.
    fn marketplace(&mut self) {
        let of_marketplace = |code: &&ProductCode| code.product_code_type.as_deref() == Some("marketplace");
        if let Some(code) = self.image.product_codes.iter().find(of_marketplace) {
            let id = foreign::word(code.product_code_id.as_deref().unwrap_or_default());
            self.warn(format!("ProductCodes {id}, of AWS Marketplace"), way_out::MARKETPLACE.to_owned());
        }
    }

    fn equals(&mut self, member: &str, given: Option<&str>, allowed: &str) {
        if given != Some(allowed) {
            self.violation(stated(member, given), format!("{member} {allowed}"));
        }
    }

    /// The same, with what to do.
    fn equals_or(&mut self, member: &str, given: Option<&str>, allowed: &str, way_out: &str) {
        if given != Some(allowed) {
            self.violation(stated(member, given), format!("{member} {allowed}: {way_out}"));
        }
    }

    fn violation(&mut self, given: String, allowed: String) {
        let given = format!("{}: {given}", self.image.image_id);
        self.findings.violation_of(ViolationOf::Ami, self.path, given, allowed, self.source);
    }

    fn warn(&mut self, given: String, note: String) {
        self.findings.warning(self.path, format!("{}: {given}", self.image.image_id), note, self.source);
    }

    fn largest_volume(&self) -> Option<u64> {
        self.image.block_device_mappings.iter().filter_map(|m| m.ebs.as_ref()?.volume_size).max()
    }
}

fn stated(member: &str, given: Option<&str>) -> String {
    format!("{member} {}", given.unwrap_or("not set"))
}

#[cfg(test)]
mod tests;
