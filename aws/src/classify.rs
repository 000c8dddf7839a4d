//! From an error of the SDK to a failure with its class: made where it arises, in the adapters.

use crate::dns::NoSuchHost;
use crate::operation::Call;
use crate::watch::OutOfTime;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use deskport_shared::error::{Class, Failure};
use std::error::Error;

/// The code where AWS has no endpoint of the service in the Region.
pub const SERVICE_NOT_IN_REGION: &str = "ServiceNotInRegion";

/// The failure that an SDK error becomes.
pub(crate) fn failure<E>(call: Call, error: &SdkError<E, HttpResponse>) -> Failure
where
    E: ProvideErrorMetadata + Error + 'static,
{
    if let Some(missing) = cause::<NoSuchHost>(error) {
        return Failure::new(Class::Rejected, SERVICE_NOT_IN_REGION, missing.to_string());
    }
    if let Some(late) = cause::<OutOfTime>(error) {
        return Failure::own(Class::ServiceUnavailable, format!("{}: {late}", call.as_str()));
    }
    match error {
        SdkError::ServiceError(service) => {
            let status = service.raw().status().as_u16();
            let code = error.code().unwrap_or("Unknown");
            let message = error.message().unwrap_or("the service gave no message");
            Failure::new(call.class(code, status), code, message)
        }
        SdkError::ConstructionFailure(_) => Failure::own(Class::Defect, chain(error)),
        SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) | SdkError::ResponseError(_) => {
            Failure::own(Class::ServiceUnavailable, chain(error))
        }
        // SdkError is non-exhaustive: a variant that the SDK adds is retried, as an unknown state is waited for.
        _ => Failure::own(Class::ServiceUnavailable, chain(error)),
    }
}

/// The error and its causes in one line: the SDK's `Display` never prints its source.
fn chain(error: &(dyn Error + 'static)) -> String {
    causes(error).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// The first of an error and its causes that is of a type.
pub(crate) fn cause<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| (**error).source())
}
