//! What every call has beside the SDK's own features: retries by the table of errors, the invocation's one deadline, and a
//! line of the log.
//!
//! The SDK hands on errors without their type, so there is a watch for each operation that a client calls; it ignores the
//! others.

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
use std::marker::PhantomData;
use std::time::Duration;
use tokio::time::Instant;

/// One operation's watch: which of its errors the SDK retries (those whose class says that the same call may succeed later),
/// and the line that each call leaves in the log.
#[derive(Debug)]
pub(crate) struct Watch<E> {
    call: Call,
    error: PhantomData<fn() -> E>,
}

impl<E> Watch<E> {
    /// The watch of an operation; `E` is its type of errors.
    pub(crate) const fn of(call: Call) -> Self {
        Self { call, error: PhantomData }
    }
}

impl<E> ClassifyRetry for Watch<E>
where
    E: Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let Some(Err(error)) = context.output_or_error() else { return RetryAction::NoActionIndicated };
        if cause::<NoSuchHost>(error).is_some() {
            return RetryAction::RetryForbidden;
        }
        let answered = error.as_operation_error().and_then(|error| error.downcast_ref::<E>());
        // Another operation's, or no response at all: the SDK itself knows which of those pass.
        let Some(answered) = answered else { return RetryAction::NoActionIndicated };
        let status = context.response().map_or(0, |response| response.status().as_u16());
        match self.call.class(answered.code().unwrap_or_default(), status) {
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
impl<E> Intercept for Watch<E>
where
    E: Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    fn name(&self) -> &'static str {
        "Deskport's log of calls"
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if config.load::<Metadata>().map(Metadata::name) != Some(self.call.as_str()) {
            return Ok(());
        }
        tracing::info!(
            operation = self.call.as_str(),
            outcome = outcome::<E>(context.output_or_error()),
            durationMs = config.load::<Began>().map(Began::milliseconds),
            tries = config.load::<RequestAttempts>().map(|tries| u64::from(tries.attempts())),
            awsRequestId = context.response().and_then(RequestId::request_id),
            "called"
        );
        Ok(())
    }
}

/// How a call ended, in one word: `ok`, the service's code, or why there is no response.
fn outcome<'a, E>(ended: Option<Result<&'a Output, &'a OrchestratorError<Anything>>>) -> &'a str
where
    E: Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    match ended {
        Some(Ok(_)) => "ok",
        None => "not sent",
        Some(Err(error)) => match error.as_operation_error() {
            Some(answered) => {
                answered.downcast_ref::<E>().and_then(E::code).unwrap_or("an error without a code")
            }
            None if cause::<OutOfTime>(error).is_some() => "not sent",
            None if cause::<NoSuchHost>(error).is_some() => "no such host",
            None if error.is_timeout_error() => "timed out",
            None => "no response",
        },
    }
}

/// When a call began.
#[derive(Clone, Copy, Debug)]
struct Began(Instant);

impl Began {
    fn milliseconds(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
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
        config.interceptor_state().store_put(Began(Instant::now()));
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
}
