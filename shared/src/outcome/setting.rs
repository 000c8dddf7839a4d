//! What a bundle, a fleet or a permission is set to.

use serde::{Deserialize, Serialize};

/// What a bundle, a fleet or a permission is set to: the members of the one that it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Setting {
    /// A bundle's image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_id: Option<String>,
    /// A fleet's image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_arn: Option<String>,
    /// Whether an account may copy a WorkSpaces image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_copy_image: Option<bool>,
    /// Whether an account may use an AppStream image for fleets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_fleet: Option<bool>,
    /// Whether an account may use an AppStream image for image builders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_image_builder: Option<bool>,
}

impl Setting {
    /// A bundle's image.
    pub fn of_bundle(image_id: Option<String>) -> Self {
        Self { image_id, ..Self::default() }
    }

    /// A fleet's image.
    pub fn of_fleet(image_arn: Option<String>) -> Self {
        Self { image_arn, ..Self::default() }
    }

    /// An account's permission for a WorkSpaces image.
    pub fn of_workspace_image(allow_copy_image: bool) -> Self {
        Self { allow_copy_image: Some(allow_copy_image), ..Self::default() }
    }

    /// An account's permissions for an AppStream image.
    pub fn of_appstream_image(allow_fleet: bool, allow_image_builder: bool) -> Self {
        Self {
            allow_fleet: Some(allow_fleet),
            allow_image_builder: Some(allow_image_builder),
            ..Self::default()
        }
    }

    /// The image, as it stands in the tag `deskport:previous-image`; a permission has none.
    pub fn image(&self) -> Option<&str> {
        self.image_id.as_deref().or(self.image_arn.as_deref())
    }

    /// The same with another image.
    #[must_use]
    pub fn with_image(&self, image: &str) -> Self {
        let in_place = |before: &Option<String>| before.as_ref().map(|_| image.to_owned());
        Self { image_id: in_place(&self.image_id), image_arn: in_place(&self.image_arn), ..self.clone() }
    }

    /// In words, as a notification says it.
    pub fn words(&self) -> String {
        let may = |allowed: bool, what: &str| format!("{} {what}", if allowed { "may" } else { "may not" });
        let image = self.image().map(str::to_owned);
        let copy = self.allow_copy_image.map(|allowed| may(allowed, "copy the image"));
        let fleet = self.allow_fleet.map(|allowed| may(allowed, "use the image for fleets"));
        let builder = self.allow_image_builder.map(|allowed| may(allowed, "use it for image builders"));
        [image, copy, fleet, builder].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}
