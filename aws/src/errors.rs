//! What every error of every AWS operation means that Deskport calls. What an operation's own errors mean stands beside the
//! call, in `operation/`; a test holds that against the services' models. The state machines' retries follow the classes.

use crate::operation::Call;
use Meaning::{Expected, Fails};
use deskport_shared::error::Class::{self, QuotaExceeded, Rejected, ServiceUnavailable, Throttled};

/// What an error means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// It is a result, which the adapter reads: the name is in use, there is no such image, a dry run would succeed.
    Expected,
    /// The call failed.
    Fails(Class),
}

pub(crate) type Row = (&'static str, Meaning);

/// Errors that any operation may return: AWS's common errors, and what its services have beside their models.
const COMMON: &[Row] = &[
    ("BandwidthLimitExceeded", Fails(Throttled)),
    ("RequestLimitExceeded", Fails(Throttled)),
    ("RequestLimitExceededException", Fails(Throttled)),
    ("RequestThrottled", Fails(Throttled)),
    ("RequestThrottledException", Fails(Throttled)),
    ("SlowDown", Fails(Throttled)),
    ("ThrottledException", Fails(Throttled)),
    ("Throttling", Fails(Throttled)),
    ("ThrottlingException", Fails(Throttled)),
    ("TooManyRequestsException", Fails(Throttled)),
    ("ConcurrentModificationException", Fails(ServiceUnavailable)),
    ("InternalErrorException", Fails(ServiceUnavailable)),
    ("InternalFailure", Fails(ServiceUnavailable)),
    ("InternalServerException", Fails(ServiceUnavailable)),
    ("OperationInProgressException", Fails(ServiceUnavailable)),
    ("RequestTimeout", Fails(ServiceUnavailable)),
    ("RequestTimeoutException", Fails(ServiceUnavailable)),
    ("ResourceNotAvailableException", Fails(ServiceUnavailable)),
    ("ResourceUnavailableException", Fails(ServiceUnavailable)),
    ("ServiceUnavailable", Fails(ServiceUnavailable)),
    ("ServiceUnavailableException", Fails(ServiceUnavailable)),
    ("LimitExceededException", Fails(QuotaExceeded)),
    ("ResourceLimitExceededException", Fails(QuotaExceeded)),
];

/// For how long a refusal that may pass by itself is tried again, in seconds since its step was first tried.
pub const PASSING_SECONDS: u32 = 300;

/// Refusals that pass by themselves within minutes, though a service means them to be final: the call, the code, whether
/// only in a `Then`, and why. Unverified on a live account except for the role, which people report.
const PASSING: &[(Call, &str, bool, &str)] = &[
    (
        Call::CreateImportedImage,
        "ResourceNotFoundException",
        true,
        "the WorkSpaces image became AVAILABLE a moment ago",
    ),
    (Call::CopyWorkspaceImage, "ResourceNotFoundException", true, "the image became AVAILABLE a moment ago"),
    (Call::CopyImage, "ResourceNotFoundException", true, "the image became AVAILABLE a moment ago"),
    (Call::CreateImportedImage, "InvalidRoleException", false, "the role was made a moment ago"),
    (
        Call::CreateWorkspaceImage,
        "InvalidResourceStateException",
        false,
        "the WorkSpace is busy; where an earlier call made the image, the list lags behind",
    ),
];

impl Call {
    /// Why a refusal may pass by itself; `None` where it is final.
    pub fn passing(self, code: &str, in_then: bool) -> Option<&'static str> {
        let mut rows = PASSING.iter();
        let row = rows.find(|(call, known, then, _)| *call == self && *known == code && (in_then || !then));
        row.map(|(.., why)| *why)
    }

    /// The operation with a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|call| call.as_str() == name)
    }

    /// The class of a response with this code and HTTP status. An error that is a result elsewhere is a failure where the
    /// adapter did not expect it.
    pub fn class(self, code: &str, status: u16) -> Class {
        let mut rows = self.errors().iter().chain(COMMON);
        match rows.find(|(known, _)| *known == code) {
            Some((_, Fails(class))) => *class,
            Some((_, Expected)) => Rejected,
            None if status == 429 => Throttled,
            None if status >= 500 => ServiceUnavailable,
            None => Rejected,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_code_decides_before_the_status_does() {
        let call = Call::CreateImportedImage;
        assert_eq!(call.class("ThrottlingException", 400), Throttled);
        assert_eq!(call.class("LimitExceededException", 400), QuotaExceeded);
        assert_eq!(call.class("ResourceUnavailableException", 400), ServiceUnavailable);
        assert_eq!(call.class("AccessDeniedException", 400), Rejected);
        assert_eq!(call.class("SomethingNew", 429), Throttled);
        assert_eq!(call.class("SomethingNew", 503), ServiceUnavailable);
    }

    #[test]
    fn one_code_may_mean_two_things() {
        assert_eq!(Call::ImportWorkspaceImage.class("ResourceNotFoundException", 400), Rejected);
        assert_eq!(Call::DescribeTags.class("ResourceNotFoundException", 400), ServiceUnavailable);
        assert_eq!(Call::Publish.class("KMSThrottling", 400), Throttled);
    }

    #[test]
    fn no_code_stands_twice_and_every_name_is_found() {
        for call in Call::ALL.iter().copied() {
            let codes: BTreeSet<_> = call.errors().iter().map(|(code, _)| code).collect();
            assert_eq!(codes.len(), call.errors().len(), "{call:?}");
            assert_eq!(Call::from_name(call.as_str()), Some(call));
        }
        let codes: BTreeSet<_> = COMMON.iter().map(|(code, _)| code).collect();
        assert_eq!(codes.len(), COMMON.len());
    }
}
