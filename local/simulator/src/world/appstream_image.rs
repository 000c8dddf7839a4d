//! An AppStream image.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::config::ImagePermissions;
use crate::script::Fail;
use crate::timeline::{Moment, Timeline};
use crate::view;

/// An AppStream image.
#[derive(Debug, Clone)]
pub(crate) struct AppStreamImage {
    pub(crate) number: u64,
    pub(crate) name: String,
    pub(crate) arn: String,
    pub(crate) display_name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) visibility: String,
    pub(crate) platform: String,
    pub(crate) image_type: String,
    /// The families of instances that it runs on.
    pub(crate) families: Vec<String>,
    pub(crate) tags: BTreeMap<String, String>,
    /// What other accounts may do with it.
    pub(crate) shared_with: BTreeMap<String, ImagePermissions>,
    /// The applications of its catalogue, without their paths.
    pub(crate) applications: Vec<Value>,
    /// The code of the StateChangeReason, where it fails and the script names none.
    pub(crate) failure_code: &'static str,
    pub(crate) timeline: Timeline,
}

/// The code of the StateChangeReason of a copy that fails.
pub(crate) const COPY_FAILURE: &str = "IMAGE_COPY_FAILURE";

/// The ARN of a resource of this kind: `image` or `fleet`. AWS's own images belong to no account.
pub(crate) fn arn_in(region: &str, account: &str, kind: &str, name: &str) -> String {
    format!("arn:{}:appstream:{region}:{account}:{kind}/{name}", partition(region))
}

/// The partition of a Region.
pub(crate) fn partition(region: &str) -> &'static str {
    match region {
        _ if region.starts_with("cn-") => "aws-cn",
        _ if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

/// The name in the ARN of a resource of this kind: `image` or `fleet`.
pub(crate) fn name_in_arn<'a>(arn: &'a str, kind: &str) -> Option<&'a str> {
    let (_, resource) = arn.rsplit_once(':')?;
    resource.strip_prefix(kind)?.strip_prefix('/')
}

impl AppStreamImage {
    /// Whether CopyImage made it.
    pub(crate) fn is_copy(&self) -> bool {
        self.failure_code == COPY_FAILURE
    }

    /// Its state.
    pub(crate) fn state(&self, now: f64) -> &str {
        match self.timeline.at(now) {
            Moment::Running { state, .. } => state,
            Moment::Succeeded => "AVAILABLE",
            Moment::Failed { .. } => "FAILED",
        }
    }

    /// As DescribeImages shows it.
    pub(crate) fn view(&self, now: f64) -> Value {
        let mut view = json!({
            "Name": self.name,
            "Arn": self.arn,
            "DisplayName": self.display_name.as_ref().unwrap_or(&self.name),
            "State": self.state(now),
            "Visibility": self.visibility,
            "ImageBuilderSupported": self.timeline.has_succeeded(now),
            "Platform": self.platform,
            "Applications": self.applications,
            "CreatedTime": view::time(self.timeline.start()),
            "AppstreamAgentVersion": "LATEST",
            "ImageErrors": [],
            "DynamicAppProvidersEnabled": "DISABLED",
            "ImageSharedWithOthers": if self.shared_with.is_empty() { "FALSE" } else { "TRUE" },
            "ImageType": self.image_type,
            "SupportedInstanceFamilies": self.families,
        });
        view::put(&mut view, "Description", self.description.as_deref().filter(|text| !text.is_empty()));
        if let Moment::Failed { why, .. } = self.timeline.at(now) {
            let code = why.code.as_deref().unwrap_or(self.failure_code);
            let message = why.message.as_deref().unwrap_or("The image could not be imported.");
            view::put(&mut view, "StateChangeReason", Some(json!({ "Code": code, "Message": message })));
            view::put(&mut view, "ImageErrors", Some(errors(why, self.timeline.changed(now))));
        }
        view
    }
}

fn errors(why: &Fail, at: f64) -> Value {
    let error = |error: &crate::script::ErrorDetail| {
        let mut view = json!({ "ErrorCode": error.error_code, "ErrorTimestamp": view::time(at) });
        view::put(&mut view, "ErrorMessage", error.error_message.as_deref());
        view
    };
    why.errors.iter().map(error).collect()
}
