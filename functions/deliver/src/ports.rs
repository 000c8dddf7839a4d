//! What deliver may do: look at a bundle, fleet or permission, write its tags, set it, or make it.

use deskport_aws::image::OwnTag;
use deskport_shared::error::Failure;
use deskport_shared::job::Look;
use deskport_shared::operation::Body;
use deskport_shared::outcome::Setting;
use std::collections::HashMap;

/// A bundle, a fleet or a permission, as its service shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What its tags hang on: an id or an ARN.
    pub id: String,
    /// The AppStream image that the request is about.
    pub image_arn: Option<String>,
    /// What it is set to.
    pub setting: Setting,
    /// What the request sets; `None` where it makes something, or in a dry run, where the image is not known yet.
    pub wanted: Option<Setting>,
    /// How it stands.
    pub look: Look,
    /// Why it can't be changed: for good, or now (`ServiceUnavailable`).
    pub obstacle: Option<Failure>,
    /// Its tags.
    pub tags: HashMap<String, String>,
}

/// The services, as far as deliver needs them.
pub trait Deliver {
    /// What a request is about, with its tags: by its id or, where it is made, by its name.
    fn find(&self, body: &Body) -> impl Future<Output = Result<Option<Found>, Failure>>;

    /// Why each of these requests can't set what it names, as far as that is known without its image: in few calls, however many they
    /// are.
    fn obstacles(&self, bodies: &[&Body]) -> impl Future<Output = Result<Vec<Option<Failure>>, Failure>>;

    /// Writes tags of what was found.
    fn tag(&self, body: &Body, found: &Found, tags: &[OwnTag]) -> impl Future<Output = Result<(), Failure>>;

    /// Sets it.
    fn set(&self, body: &Body, found: &Found) -> impl Future<Output = Result<(), Failure>>;

    /// Makes it; `None` where the name is in use.
    fn make(&self, body: &Body, own_tags: &[OwnTag])
    -> impl Future<Output = Result<Option<String>, Failure>>;
}
