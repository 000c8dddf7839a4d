//! Images, as the operations that make and find them describe them, without the SDK's types.

/// A tag that Deskport adds: key and value.
pub type OwnTag = (&'static str, String);

/// How a service responded to a call that makes an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// The image is being made.
    Started {
        /// A WorkSpaces image's id.
        image_id: Option<String>,
        /// An AppStream image's ARN.
        image_arn: Option<String>,
    },
    /// The service took the call; its response does not name the image.
    Unnamed,
    /// An image has the name already.
    NameInUse,
    /// The dry run found nothing wrong.
    WouldStart,
}

/// How an image stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// It is being made, or ready.
    #[default]
    Sound,
    /// It failed and will never be ready.
    Failed,
    /// It is being deleted: its name will be free.
    Deleting,
}

/// WorkSpaces' response to a call that makes an image.
pub(crate) fn started(image_id: Option<&str>) -> Made {
    let started = |id: &str| Made::Started { image_id: Some(id.to_owned()), image_arn: None };
    image_id.map_or(Made::Unnamed, started)
}
