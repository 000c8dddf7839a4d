//! From an error of the SDK to a failure with its class: made where it arises, in the adapters.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use deskport_shared::error::{Class, Failure};
use std::error::Error;

/// The longest message that is handed on, in bytes: a service's words are external input.
const MESSAGE_MAX: usize = 2048;

/// The failure that an SDK error is.
pub fn failure<E>(error: &SdkError<E, HttpResponse>) -> Failure
where
    E: ProvideErrorMetadata + Error + 'static,
{
    match error {
        SdkError::ServiceError(service) => {
            let status = service.raw().status().as_u16();
            let code = error.code().unwrap_or("Unknown");
            let message = error.message().unwrap_or("the service gave no message");
            told(class(code, status), code, message)
        }
        SdkError::ConstructionFailure(_) => Failure::own(Class::Defect, chain(error)),
        SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) | SdkError::ResponseError(_) => {
            Failure::own(Class::ServiceUnavailable, chain(error))
        }
        // SdkError is the SDK's and non-exhaustive: what it adds is retried, as an unknown state is waited for.
        _ => Failure::own(Class::ServiceUnavailable, chain(error)),
    }
}

fn told(class: Class, code: &str, message: &str) -> Failure {
    let end =
        (0..=message.len().min(MESSAGE_MAX)).rev().find(|end| message.is_char_boundary(*end)).unwrap_or(0);
    Failure { class, code: code.to_owned(), message: message[..end].to_owned() }
}

fn class(code: &str, status: u16) -> Class {
    match class_of_code(code) {
        Some(class) => class,
        None if status == 429 => Class::Throttled,
        None if status >= 500 => Class::ServiceUnavailable,
        None => Class::Rejected,
    }
}

/// The class of an error code that WorkSpaces, AppStream or SNS answers; `None` for one that only its HTTP
/// status can tell.
pub fn class_of_code(code: &str) -> Option<Class> {
    match code {
        "ThrottlingException"
        | "Throttling"
        | "ThrottledException"
        | "RequestLimitExceeded"
        | "RequestLimitExceededException"
        | "TooManyRequestsException" => Some(Class::Throttled),
        "OperationInProgressException"
        | "ResourceUnavailableException"
        | "ResourceNotAvailableException"
        | "ConcurrentModificationException"
        | "InternalServerException"
        | "InternalFailure"
        | "ServiceUnavailable"
        | "ServiceUnavailableException"
        | "InternalErrorException" => Some(Class::ServiceUnavailable),
        "ResourceLimitExceededException" | "LimitExceededException" => Some(Class::QuotaExceeded),
        _ => None,
    }
}

/// The error and its causes in one line: the SDK's `Display` never prints its source.
fn chain(error: &dyn Error) -> String {
    let mut said = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        said.push_str(": ");
        said.push_str(&cause.to_string());
        source = cause.source();
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_decides_before_the_status_does() {
        assert_eq!(class("ThrottlingException", 400), Class::Throttled);
        assert_eq!(class("LimitExceededException", 400), Class::QuotaExceeded);
        assert_eq!(class("ResourceUnavailableException", 400), Class::ServiceUnavailable);
        assert_eq!(class("AccessDeniedException", 400), Class::Rejected);
        assert_eq!(class("SomethingNew", 429), Class::Throttled);
        assert_eq!(class("SomethingNew", 503), Class::ServiceUnavailable);
    }

    #[test]
    fn a_long_message_is_cut_where_a_character_ends() {
        assert_eq!(told(Class::Rejected, "X", &"é".repeat(2000)).message.chars().count(), 1024);
    }
}
