//! What start-import may do: make an image, find one by its name, and delete one that failed.

pub use deskport_aws::image::{Made, OwnTag, Standing};
use deskport_shared::error::Failure;
use deskport_shared::operation::{Body, Service};

/// Makes an image.
pub trait MakeImage {
    /// Calls the body's operation. `from` is the Region of the image that it takes, where that is not the function's own. With
    /// `dry_run`, AppStream checks and makes nothing.
    fn make(
        &self,
        body: &Body,
        own_tags: &[OwnTag],
        from: Option<&str>,
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
    /// How it was made, by its tag `deskport:recipe`.
    pub recipe: Option<String>,
    /// Which run made it, by its tag `deskport:run`.
    pub run: Option<String>,
    /// When it was made, in milliseconds since the epoch; in AppStream, where an image that is made again has the same ARN.
    pub created: Option<i64>,
    /// Its description, in AppStream.
    pub description: Option<String>,
    /// Its standing.
    pub standing: Standing,
}

impl Found {
    /// What people and the services call it.
    pub fn id(&self) -> &str {
        self.image_id.as_deref().or(self.image_arn.as_deref()).unwrap_or("an image")
    }
}

/// Finds an image.
pub trait FindImage {
    /// The account's own image of that name, where there is one.
    fn find(&self, service: Service, name: &str) -> impl Future<Output = Result<Option<Found>, Failure>>;
}

/// Marks an image as one's own, or deletes it.
pub trait DeleteImage {
    /// Sets tags of an AppStream image.
    fn mark(&self, found: &Found, tags: &[(&str, &str)]) -> impl Future<Output = Result<(), Failure>>;

    /// Deletes the account's own image that `find` found by its name.
    fn delete(
        &self,
        service: Service,
        name: &str,
        found: &Found,
    ) -> impl Future<Output = Result<(), Failure>>;
}
