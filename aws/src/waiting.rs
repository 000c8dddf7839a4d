//! What the answers to a task of Step Functions that waits for one have in common.

use crate::errors::Meaning::{Expected, Fails};
use crate::errors::Row;
use aws_sdk_sfn::error::{ProvideErrorMetadata, SdkError};
use deskport_shared::error::Class::{Rejected, Throttled};

/// What each error means that both answers have. The two that are expected say that the task waits no more.
pub(crate) const ERRORS: [Row; 6] = [
    ("InvalidToken", Fails(Rejected)),
    ("KmsAccessDeniedException", Fails(Rejected)),
    ("KmsInvalidStateException", Fails(Rejected)),
    ("KmsThrottlingException", Fails(Throttled)),
    ("TaskDoesNotExist", Expected),
    ("TaskTimedOut", Expected),
];

/// Whether an error says that the task waits no more.
pub(crate) fn is_over<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    let code = error.code();
    ERRORS.iter().any(|(name, meaning)| *meaning == Expected && code == Some(name))
}
