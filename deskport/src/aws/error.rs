//! What an error of the SDK is to a person.

use crate::trouble::{Kind, Trouble};
use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use std::error::Error;

/// Codes of credentials that are wrong or over (AWS's common errors, STS's and EC2's).
const CREDENTIALS: [&str; 9] = [
    "AuthFailure",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
];

/// The trouble that an SDK error is. `call` is the operation as IAM names it.
pub(super) fn trouble<E>(call: &str, error: &SdkError<E, HttpResponse>) -> Trouble
where
    E: ProvideErrorMetadata + Error + 'static,
{
    if causes(error).any(|cause| cause.downcast_ref::<CredentialsError>().is_some()) {
        return Trouble::of_call(Kind::Credentials, call, None, chain(error), None);
    }
    match error {
        SdkError::ServiceError(service) => {
            let code = error.code().unwrap_or("Unknown");
            let message = error.message().unwrap_or("the service gave no message");
            let kind = kind(code, service.raw().status().as_u16());
            Trouble::of_call(kind, call, Some(code), message, service.raw().request_id())
        }
        SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) | SdkError::ResponseError(_) => {
            Trouble::of_call(Kind::Unreachable, call, None, chain(error), None)
        }
        SdkError::ConstructionFailure(_) => Trouble::of_call(Kind::Failed, call, None, chain(error), None),
        // SdkError is non-exhaustive.
        _ => Trouble::of_call(Kind::Failed, call, None, chain(error), None),
    }
}

/// Whether a code says that the credentials are wrong or over.
pub(super) fn is_of_credentials(code: &str) -> bool {
    CREDENTIALS.contains(&code)
}

fn kind(code: &str, status: u16) -> Kind {
    match code {
        code if is_of_credentials(code) => Kind::Credentials,
        code if code.contains("Throttl") || code.starts_with("TooManyRequests") => Kind::Throttled,
        "RequestLimitExceeded" | "SlowDown" => Kind::Throttled,
        _ if status == 429 => Kind::Throttled,
        _ if status >= 500 => Kind::Unreachable,
        _ => Kind::Failed,
    }
}

/// The error and its causes in one line, none said twice: the SDK's `Display` never prints its source.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut said: Vec<String> = Vec::new();
    for cause in causes(error).map(ToString::to_string) {
        if said.last() != Some(&cause) {
            said.push(cause);
        }
    }
    said.join(": ")
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| (**error).source())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_statuses_have_their_kinds() {
        for (code, status, expected) in [
            ("ExpiredTokenException", 400, Kind::Credentials),
            ("UnrecognizedClientException", 400, Kind::Credentials),
            ("ThrottlingException", 400, Kind::Throttled),
            ("TooManyRequestsException", 400, Kind::Throttled),
            ("Unknown", 429, Kind::Throttled),
            ("InternalFailure", 500, Kind::Unreachable),
            ("AccessDeniedException", 400, Kind::Failed),
        ] {
            assert_eq!(kind(code, status), expected, "{code} {status}");
        }
    }
}
