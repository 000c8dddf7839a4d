//! What to do about an AMI that can't be imported: the likely cause, and how to get an AMI that can be.

/// Why a volume is encrypted though nobody asked for it.
pub(super) const ENCRYPTED: &str = "an AMI without an encrypted volume: a copy stays encrypted, so make a new AMI \
    from an unencrypted source. Where the Region has EBS encryption by default, every new volume is encrypted, whatever the \
    builder asks for: switch the default off (aws ec2 disable-ebs-encryption-by-default) or build in another Region";

/// How an AMI of Windows loses its Windows platform.
pub(super) const PLATFORM: &str = "an AMI that was registered from a snapshot (register-image) has lost the Windows \
    platform and licence; make it with create-image from an instance that was launched from a Windows AMI";

/// Which boot mode goes with a TPM, and which AMIs of AWS have both.
pub(super) const BOOT_MODE: &str =
    "neither legacy-bios nor uefi-preferred can be combined with the TPM that AppStream needs";

/// Where to get both.
pub(super) const TPM: &str =
    "AWS's AMIs whose name begins with TPM-Windows_Server have it: build on one of them";

/// What a Marketplace product code means for AppStream.
pub(super) const MARKETPLACE: &str = "an AMI without a product code of AWS Marketplace: AppStream is reported to refuse \
    such AMIs. An AMI built on such an AMI keeps the code: build on a plain Windows Server AMI";

/// Why PCoIP can't work with an AMI that boots by UEFI, whichever Windows it holds.
pub(super) const UEFI_IS_WINDOWS_11: &str = "For WorkSpaces an AMI that boots by UEFI is Windows 11, which does not \
    support PCoIP (ProtocolOSIncompatibility); Windows 10 that boots by UEFI is refused (UEFINotSupported)";

/// Whose the AMI has to be.
pub(super) fn owner(account: &str) -> String {
    format!(
        "an AMI that account {account} owns: copy it there first (aws ec2 copy-image). Its tags are not copied, so tag the copy"
    )
}

/// What an AMI for AppStream holds instead of plain Windows Server.
pub(super) fn platform_details(given: Option<&str>) -> &'static str {
    match given {
        Some("Windows BYOL") => {
            "AppStream takes no AMI with your own licence (BYOL). For Windows 11, import the AMI into WorkSpaces and make the \
             AppStream image in that import's Then"
        }
        Some(details) if details.contains("SQL") => "AppStream takes no AMI with SQL Server",
        Some(_) | None => {
            "the Windows Server licence that EC2 includes, which an AMI registered from a snapshot has lost"
        }
    }
}
