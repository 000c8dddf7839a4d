//! What every call has beside the SDK's own features: retries by the table of errors, the invocation's one deadline, and a
//! line of the log.
//!
//! The SDK hands on errors without their type: a watch knows the types of all operations of its client. (One for each operation
//! would be copied at every call.)

use crate::classify::cause;
use crate::dns::NoSuchHost;
use crate::invocation;
use crate::operation::Call;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeSerializationInterceptorContextRef, Error as Anything, FinalizerInterceptorContextRef,
    InterceptorContext, Output,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::{Metadata, OrchestratorError};
use aws_smithy_runtime_api::client::retries::RequestAttempts;
use aws_smithy_runtime_api::client::retries::classifiers::{
    ClassifyRetry, RetryAction, RetryClassifierPriority,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::request_id::RequestId;
use deskport_shared::error::Class;
use std::error::Error;
use std::time::{Duration, SystemTime};

/// An operation, and how the code of its errors is read.
pub(crate) type Watched = (Call, fn(&Anything) -> Option<&str>);

/// The code of an error of type `E`; `None` where it is of another type.
pub(crate) fn code<E>(error: &Anything) -> Option<&str>
where
    E: Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    error.downcast_ref::<E>().map(|error| error.code().unwrap_or_default())
}

/// A client's watch: which errors the SDK retries (those whose class says that the same call may succeed later), and the line
/// that each call leaves in the log.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Watch(pub(crate) &'static [Watched]);

impl ClassifyRetry for Watch {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let Some(Err(error)) = context.output_or_error() else { return RetryAction::NoActionIndicated };
        if cause::<NoSuchHost>(error).is_some() {
            return RetryAction::RetryForbidden;
        }
        let read = |error| self.0.iter().find_map(|(call, code)| Some((call, code(error)?)));
        // No response at all: the SDK itself knows which of those pass.
        let Some((call, code)) = error.as_operation_error().and_then(read) else {
            return RetryAction::NoActionIndicated;
        };
        let status = context.response().map_or(0, |response| response.status().as_u16());
        match call.class(code, status) {
            Class::Throttled => RetryAction::throttling_error(),
            Class::ServiceUnavailable => RetryAction::server_error(),
            Class::InvalidRequest
            | Class::NameTaken
            | Class::QuotaExceeded
            | Class::Rejected
            | Class::Defect => RetryAction::RetryForbidden,
        }
    }

    fn name(&self) -> &'static str {
        "Deskport's table of errors"
    }

    /// After the SDK's own classifiers, whose verdict it replaces.
    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}

#[dyn_dispatch_hint]
impl Intercept for Watch {
    fn name(&self) -> &'static str {
        "Deskport's log of calls"
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let operation = config.load::<Metadata>().map(Metadata::name).unwrap_or_default();
        let Some((call, code)) = self.0.iter().find(|(call, _)| call.as_str() == operation) else {
            return Ok(());
        };
        tracing::info!(
            operation = call.as_str(),
            outcome = outcome(context.output_or_error(), *code),
            durationMs = config.load::<Began>().and_then(|began| began.milliseconds(components)),
            tries = config.load::<RequestAttempts>().map(|tries| u64::from(tries.attempts())),
            awsRequestId = context.response().and_then(RequestId::request_id),
            "called"
        );
        Ok(())
    }
}

/// How a call ended, in one word: `ok`, the service's code, or why there is no response.
fn outcome<'a>(
    ended: Option<Result<&'a Output, &'a OrchestratorError<Anything>>>,
    code: fn(&Anything) -> Option<&str>,
) -> &'a str {
    match ended {
        Some(Ok(_)) => "ok",
        None => "not sent",
        Some(Err(error)) => match error.as_operation_error() {
            Some(answered) => {
                code(answered).filter(|code| !code.is_empty()).unwrap_or("an error without a code")
            }
            None if cause::<OutOfTime>(error).is_some() => "not sent",
            None if cause::<NoSuchHost>(error).is_some() => "no such host",
            None if error.is_timeout_error() => "timed out",
            None => "no response",
        },
    }
}

/// When a call began, by the client's time source.
#[derive(Clone, Copy, Debug)]
struct Began(SystemTime);

impl Began {
    /// For how long it has run; 0 where the clock was set back.
    fn milliseconds(self, components: &RuntimeComponents) -> Option<u64> {
        let passed = components.time_source()?.now().duration_since(self.0).unwrap_or_default();
        u64::try_from(passed.as_millis()).ok()
    }
}

impl Storable for Began {
    type Storer = StoreReplace<Self>;
}

/// The invocation has no time left for a call.
#[derive(Debug, thiserror::Error)]
#[error("the invocation has no time left for this call")]
pub(crate) struct OutOfTime;

/// No call outlasts its invocation: what is left of that bounds the call and each of its tries. It also notes when the call
/// began.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline;

#[dyn_dispatch_hint]
impl Intercept for Deadline {
    fn name(&self) -> &'static str {
        "the invocation's deadline"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(left) = invocation::left() else { return Ok(()) };
        if left.is_zero() {
            return Err(OutOfTime.into());
        }
        let at_most = |timeout: Option<Duration>| timeout.map_or(left, |timeout| timeout.min(left));
        let set = config.load::<TimeoutConfig>();
        let bounded = TimeoutConfig::builder()
            .operation_timeout(at_most(set.and_then(TimeoutConfig::operation_timeout)))
            .operation_attempt_timeout(at_most(set.and_then(TimeoutConfig::operation_attempt_timeout)))
            .build();
        config.interceptor_state().store_put(bounded);
        Ok(())
    }

    fn read_before_serialization(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(time) = components.time_source() {
            config.interceptor_state().store_put(Began(time.now()));
        }
        Ok(())
    }
}
