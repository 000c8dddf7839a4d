//! What start-import may do: make an image, and find one by its name.

use deskport_shared::error::Failure;
use deskport_shared::operation::{Body, Service};

/// A tag that Deskport adds: key and value.
pub type OwnTag = (&'static str, String);

/// How a call that makes an image was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// The image is being made.
    Started {
        /// A WorkSpaces image's id.
        image_id: Option<String>,
        /// An AppStream image's ARN.
        image_arn: Option<String>,
    },
    /// An image has the name already.
    NameInUse,
    /// The dry run found nothing wrong.
    WouldStart,
}

/// Makes an image.
pub trait MakeImage {
    /// Calls the body's operation. With `dry_run`, AppStream checks and makes nothing.
    fn make(
        &self,
        body: &Body,
        own_tags: &[OwnTag],
        dry_run: bool,
    ) -> impl Future<Output = Result<Made, Failure>>;
}

/// An image that has the name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// A WorkSpaces image's id.
    pub image_id: Option<String>,
    /// An AppStream image's ARN.
    pub image_arn: Option<String>,
    /// What it was made from, by its tag `deskport:source`.
    pub source: Option<String>,
    /// Which run made it, by its tag `deskport:run`.
    pub run: Option<String>,
    /// Whether it failed and will never be ready.
    pub failed: bool,
}

/// Finds an image.
pub trait FindImage {
    /// The account's own image of that name, where there is one.
    fn find(&self, service: Service, name: &str) -> impl Future<Output = Result<Option<Found>, Failure>>;
}
