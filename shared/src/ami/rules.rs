//! The rules for an AMI in words, for the documentation.

/// A rule for an AMI, in words: what it is about, what WorkSpaces needs and what AppStream needs.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The part of the AMI's description.
    pub about: &'static str,
    /// The rule for WorkSpaces.
    pub workspaces: &'static str,
    /// The rule for AppStream.
    pub appstream: &'static str,
}

const fn rule(about: &'static str, workspaces: &'static str, appstream: &'static str) -> Rule {
    Rule { about, workspaces, appstream }
}

/// All rules for an AMI, in words. `check` applies the same rules.
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
    rule(
        "PlatformDetails",
        "any but Windows BYOL is a warning",
        "Windows, exactly: neither SQL Server nor BYOL",
    ),
    rule(
        "BootMode",
        "uefi for Windows 11, legacy-bios or not set for Windows 10; uefi-preferred is a warning; if OsVersion is left out, uefi can't be combined with PCoIP",
        "uefi",
    ),
    rule("TpmSupport", "any", "v2.0"),
    rule("EnaSupport", "any", "true"),
    rule("RootDeviceName", "any", "/dev/sda1"),
    rule("ImageType", "any", "machine"),
    rule("ProductCodes", "any", "one of AWS Marketplace is a warning"),
    rule(
        "Name, Description",
        "a warning if they name a version other than Windows 10 and 11, or other than OsVersion",
        "a warning if they name a version other than Windows Server 2022 and 2025, or Server Core",
    ),
];
