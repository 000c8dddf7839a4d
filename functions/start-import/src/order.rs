//! What is to be made, and what the machine said about it.

use crate::ports::{Found, Made, MakeImage, OwnTag};
use deskport_aws::{Call, PASSING_SECONDS};
use deskport_shared::bounds;
use deskport_shared::error::{Class, Failure};
use deskport_shared::operation::{Body, Service};
use deskport_shared::tags::Tag;

/// How long before a call its step may have begun beyond what the machine says, in milliseconds: the retries of one state don't count
/// there (six with their pauses and time-outs take 11 minutes), and AppStream's clock may be behind.
const SLACK_MS: i64 = 15 * 60_000;

/// What is to be made.
pub(crate) struct Order<'a> {
    /// The operation's request.
    pub(crate) body: &'a Body,
    /// `deskport:source`, `deskport:recipe`, `deskport:run`.
    pub(crate) own_tags: &'a [OwnTag; 3],
    /// The stack's tags, where the request can't hold them.
    pub(crate) image_tags: &'a [Tag],
    /// Whether an image that an earlier run left failed is deleted and made again.
    pub(crate) replace_failed: bool,
    /// Whether the step stands in a `Then`.
    pub(crate) in_then: bool,
    /// The Region of the image that the step takes, where that is not the function's own.
    pub(crate) from: Option<&'a str>,
    /// When the step was first tried, in milliseconds since the epoch; where the machine says it.
    pub(crate) began: Option<i64>,
    /// How long the step has been tried, in seconds; where the machine says it.
    pub(crate) elapsed: Option<u32>,
}

impl Order<'_> {
    pub(crate) fn service(&self) -> Service {
        self.body.operation().definition().service
    }

    pub(crate) fn name(&self) -> &str {
        crate::name_of(self.body)
    }

    pub(crate) fn source(&self) -> &str {
        &self.own_tags[0].1
    }

    pub(crate) fn recipe(&self) -> &str {
        &self.own_tags[1].1
    }

    pub(crate) fn run(&self) -> &str {
        &self.own_tags[2].1
    }

    /// The tags of an image whose call takes none.
    pub(crate) fn tags_afterwards(&self) -> Vec<(&str, &str)> {
        let stack =
            self.image_tags.iter().map(|tag| (tag.key.as_str(), tag.value.as_deref().unwrap_or_default()));
        stack.chain(self.own_tags.iter().map(|(key, value)| (*key, value.as_str()))).collect()
    }

    /// Replaces the run in the tag `deskport:run` of an image that this run deletes. No run has such a name: an
    /// execution's holds no slash.
    pub(crate) fn deleting(&self) -> String {
        format!("{}/deleting", self.run())
    }

    /// Whether an image is a copy that this step has made and not tagged yet: it has none of Deskport's tags, the description that was
    /// asked for, and was made since the step began.
    pub(crate) fn has_just_copied(&self, found: &Found) -> bool {
        let Body::CopyImage(body) = self.body else { return false };
        let untagged = found.source.is_none() && found.recipe.is_none() && found.run.is_none();
        let wanted = body.destination_image_description.as_deref();
        let described = wanted.is_none_or(|wanted| found.description.as_deref() == Some(wanted));
        let recent =
            found.created.zip(self.began).is_some_and(|(created, began)| created >= began - SLACK_MS);
        untagged && described && recent
    }

    /// Whether the step has not been tried for long; false where the machine does not say it.
    pub(crate) fn is_young(&self) -> bool {
        self.elapsed.is_some_and(|elapsed| elapsed < PASSING_SECONDS)
    }

    /// Calls the operation. A refusal that passes by itself becomes retryable while the step is young.
    pub(crate) async fn make(&self, aws: &impl MakeImage) -> Result<Made, Failure> {
        aws.make(self.body, self.own_tags, self.from, false).await.map_err(|failure| {
            let call = Call::from_name(self.body.operation().as_str());
            let passes = call.and_then(|call| call.passing(&failure.code, self.in_then)).is_some();
            let class = if passes && self.is_young() { Class::ServiceUnavailable } else { failure.class };
            self.named(Failure { class, ..failure })
        })
    }

    /// AppStream has a quota of image builders for each instance type, and tries the image out with one: where a quota is used
    /// up the failure names the type, by which its remedy is chosen.
    fn named(&self, failure: Failure) -> Failure {
        let Body::CreateImportedImage(body) = self.body else { return failure };
        let config = body.runtime_validation_config.as_ref();
        match config.and_then(|config| config.intended_instance_type.as_deref()) {
            Some(kind) if failure.class == Class::QuotaExceeded => {
                let note = format!(" [IntendedInstanceType {kind}]");
                let room = bounds::MESSAGE_MAX.saturating_sub(note.len());
                let message = format!("{}{note}", bounds::text(&failure.message, room));
                Failure::new(failure.class, failure.code, message)
            }
            Some(_) | None => failure,
        }
    }
}
