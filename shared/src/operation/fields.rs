//! Shapes of AWS's models that several operations share, each with its rule.
//! Lengths and patterns are those of the models `workspaces-2015-04-08` and `appstream-2016-12-01`.

use super::Facts;
use crate::check::{Form, Member, Shape, Text};
use crate::pattern;
use crate::violation::{DESKPORT, Findings, Path};
use serde_json::Value;

pub(crate) const WORKSPACES: &str = "Amazon WorkSpaces API Reference";
pub(crate) const APPSTREAM: &str = "Amazon AppStream 2.0 API Reference";
/// The page on the AMIs and options that a BYOL import accepts.
pub const BYOL_GUIDE: &str = "WorkSpaces Administration Guide: Bring Your Own Windows desktop licenses";
/// The page on the AMIs and sources that an AppStream import accepts.
pub const IMPORT_GUIDE: &str = "WorkSpaces Applications Developer Guide: Import image";
/// The page on how a virtual machine becomes an AMI.
pub(crate) const VM_IMPORT: &str = "VM Import/Export User Guide: Import your VM as an image";
/// The pages on how long an import usually takes.
pub(crate) const DURATIONS: &str = "AWS's guides: how long imports take";
const ANY_LENGTH: usize = usize::MAX;

/// EC2's AMI id as WorkSpaces takes it.
pub static EC2_IMAGE_ID: Text = Text {
    min: 0,
    max: ANY_LENGTH,
    form: pattern!(r"ami-([a-f0-9]{8}|[a-f0-9]{17})", "an AMI id: ami- and 8 or 17 of 0-9 a-f"),
    source: WORKSPACES,
};

/// A Region as CopyWorkspaceImage takes it.
pub(crate) static REGION: Text = Text {
    min: 1,
    max: 31,
    form: pattern!("[-0-9a-z]{1,31}", "a Region's code: 1 to 31 of 0-9 a-z and -"),
    source: WORKSPACES,
};

/// An account that an image is shared with, as UpdateWorkspaceImagePermission takes it.
pub(crate) static ACCOUNT_ID: Text = Text {
    min: 0,
    max: ANY_LENGTH,
    form: pattern!("[0-9]{12}", "an account's id: 12 digits"),
    source: WORKSPACES,
};

pub(crate) static WORKSPACE_IMAGE_NAME: Text = Text {
    min: 1,
    max: 64,
    form: Form::Characters { also: r"_./()\-", letter_or_digit_first: false },
    source: WORKSPACES,
};

pub(crate) static WORKSPACE_IMAGE_DESCRIPTION: Text = Text {
    min: 1,
    max: 256,
    form: Form::Characters { also: "_./() -", letter_or_digit_first: false },
    source: WORKSPACES,
};

/// An AppStream image's name, or a fleet's: AppStream has one pattern for both.
pub(crate) static APPSTREAM_IMAGE_NAME: Text = Text {
    min: 1,
    max: 100,
    form: Form::Characters { also: "_.-", letter_or_digit_first: true },
    source: APPSTREAM,
};

/// A WorkSpaces image's id. The model's pattern is not anchored; the services take nothing else.
pub(crate) static WORKSPACE_IMAGE_ID: Text = Text {
    min: 0,
    max: ANY_LENGTH,
    form: pattern!("wsi-[0-9a-z]{9,63}", "a WorkSpaces image's id: wsi- and 9 to 63 of 0-9 a-z"),
    source: WORKSPACES,
};

static WORKSPACES_TAG_KEY: Text = Text { min: 1, max: 127, form: Form::Any, source: WORKSPACES };
static WORKSPACES_TAG_VALUE: Text = Text { min: 0, max: 255, form: Form::Any, source: WORKSPACES };

/// The most tags that a caller may give: AWS takes 50, and Deskport adds three.
pub const CALLER_TAGS_MAX: usize = 47;

static TAG: Shape = Shape::Structure(&[
    Member::required("Key", Shape::Text(&WORKSPACES_TAG_KEY), "The tag's key."),
    Member::optional("Value", Shape::Text(&WORKSPACES_TAG_VALUE), "The tag's value.").with_placeholders(),
]);

/// The caller's tags.
pub(crate) const WORKSPACES_TAGS: Shape = Shape::List(0, CALLER_TAGS_MAX, &TAG);

pub(crate) const WINDOWS_11: &str = "Windows_11";
pub(crate) static OS_VERSIONS: &[&str] = &["Windows_10", WINDOWS_11];

/// What bring-your-own-protocol needs.
pub(crate) const WORKSPACES_CORE: &str =
    "an account that AWS has allow-listed for WorkSpaces Core; others are refused";

/// An image is shared with another account than one's own.
pub(crate) fn other_account(body: &Value, path: &Path, facts: &Facts<'_>, findings: &mut Findings) {
    let shared = body["SharedAccountId"].as_str().filter(|account| facts.account == Some(account));
    if let Some(account) = shared {
        let allowed = "another account than the one that shares the image";
        findings.violation(&path.member("SharedAccountId"), account, allowed, DESKPORT);
    }
}
