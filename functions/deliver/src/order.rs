//! What is to be changed.

use deskport_aws::image::OwnTag;
use deskport_shared::job::Job;
use deskport_shared::operation::{Body, Service};
use deskport_shared::status::JobStatus;
use deskport_shared::{recipe, tags};

/// What is to be changed.
pub(crate) struct Order<'a> {
    /// The operation's request, with its image.
    pub(crate) body: &'a Body,
    /// `deskport:source`, `deskport:recipe`, `deskport:run`.
    pub(crate) own_tags: [OwnTag; 3],
}

impl<'a> Order<'a> {
    pub(crate) fn new(body: &'a Body, run: &str) -> Self {
        let own_tags = tags::own(body.source().unwrap_or_default(), recipe::of(body), run);
        Self { body, own_tags }
    }

    /// The run as its tags have it.
    pub(crate) fn tagged_run(&self) -> &str {
        &self.own_tags[2].1
    }

    /// The step's job with the image that it is about.
    pub(crate) fn job(&self, status: JobStatus) -> Job {
        let name = self.body.name().unwrap_or_default().to_owned();
        let operation = self.body.operation();
        let image_id = match operation.definition().service {
            Service::WorkSpaces => self.body.source().map(str::to_owned),
            // It is known by its ARN.
            Service::AppStream | Service::Deskport => None,
        };
        Job { image_id, ..Job::started(operation, name, status) }
    }
}
