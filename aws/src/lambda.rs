//! The Lambda loop: input in, result or named error out, one log line for each failure.

use crate::invocation::{keep_panics_silent, within};
use crate::log;
use deskport_shared::error::{Class, Failure};
use lambda_runtime::{Context, Diagnostic, Error, LambdaEvent, Runtime, service_fn};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::{Duration, SystemTime};
use tracing::{Instrument, Span};

/// Serves invocations until Lambda ends the process.
///
/// A failure reaches Step Functions as `errorType` (its class) and `errorMessage`, and the log once, here.
pub async fn serve<H, F, T>(handler: H) -> Result<(), Error>
where
    H: Fn(Value) -> F,
    F: Future<Output = Result<T, Failure>>,
    T: Serialize,
{
    serve_with(handler, |failure| Err(diagnostic(failure))).await
}

/// The same for a function that people call over HTTP: a failure reaches them as the response that `respond` makes of it, and the
/// log once, here.
pub async fn serve_http<H, F, T>(handler: H, respond: impl Fn(&Failure) -> T) -> Result<(), Error>
where
    H: Fn(Value) -> F,
    F: Future<Output = Result<T, Failure>>,
    T: Serialize,
{
    let respond = |failure: &Failure| {
        report(failure);
        Ok(respond(failure))
    };
    serve_with(handler, respond).await
}

async fn serve_with<H, F, T>(
    handler: H,
    failed: impl Fn(&Failure) -> Result<T, Diagnostic>,
) -> Result<(), Error>
where
    H: Fn(Value) -> F,
    F: Future<Output = Result<T, Failure>>,
    T: Serialize,
{
    log::init();
    keep_panics_silent();
    let (handler, failed) = (&handler, &failed);
    let invoke = |event: LambdaEvent<Value>| {
        let (remaining, span) = (remaining(&event.context), span(&event));
        // Boxed: the SDK's futures nest so deep that the compiler's limit for a type's layout is passed.
        let work = Box::pin(async move { handler(event.payload).await });
        async move { within(remaining, work).await.or_else(|failure| failed(&failure)) }.instrument(span)
    };
    // Without the runtime's own layer that logs spans: `span` says the same.
    Runtime::new(service_fn(invoke)).run().await
}

/// The fields of every line of an invocation's log: the invocation, the run, and the entry's place in its request.
fn span(event: &LambdaEvent<Value>) -> Span {
    let (payload, request_id) = (&event.payload, event.context.request_id.as_str());
    tracing::info_span!("invocation", requestId = request_id, run = run(payload), place = place(payload))
}

/// The run of an input: its name, or the one in the ARN of its execution.
fn run(payload: &Value) -> Option<&str> {
    let of_arn = || payload.get("ExecutionArn")?.as_str()?.rsplit(':').next();
    payload.get("Run").and_then(Value::as_str).or_else(of_arn)
}

/// The entry of an input: a JSON Pointer into the request.
fn place(payload: &Value) -> Option<String> {
    let path = |holder: &Value| holder.get("Path")?.as_str().map(str::to_owned);
    let numbered = |step: &Value| {
        let (import, number) = (step.get("Import")?.as_u64()?, step.get("Step")?.as_u64()?);
        Some(match number.checked_sub(1) {
            None => format!("/Imports/{import}"),
            Some(then) => format!("/Imports/{import}/Then/{then}"),
        })
    };
    let step = payload.get("Step");
    path(payload).or_else(|| path(step?)).or_else(|| numbered(step?))
}

/// What Lambda leaves the invocation.
#[allow(clippy::disallowed_methods, reason = "Lambda's deadline is a time of day; this is the edge")]
fn remaining(context: &Context) -> Duration {
    context.deadline().duration_since(SystemTime::now()).unwrap_or_default()
}

/// The failure as Step Functions sees it; it is logged here and nowhere else.
fn diagnostic(failure: &Failure) -> Diagnostic {
    report(failure);
    Diagnostic { error_type: failure.class.as_str().to_owned(), error_message: failure.to_string() }
}

/// Logs a failure: at the edge, or where the work goes on in spite of it. Only a defect of Deskport is an error: what a person can
/// correct, or what passes, is a warning.
pub fn report(failure: &Failure) {
    let (class, code, message) = (failure.class.as_str(), &failure.code, &failure.message);
    match failure.class {
        Class::Defect => tracing::error!(class, code, "{message}"),
        Class::InvalidRequest
        | Class::NameTaken
        | Class::Throttled
        | Class::ServiceUnavailable
        | Class::QuotaExceeded
        | Class::Rejected => tracing::warn!(class, code, "{message}"),
    }
}

/// Reads a function's input. An error is `InvalidRequest` and names the place of the violation.
pub fn parse<T: DeserializeOwned>(input: Value) -> Result<T, Failure> {
    serde_path_to_error::deserialize(input).map_err(|error| {
        Failure::own(
            Class::InvalidRequest,
            format!("the function's input at {}: {}", error.path(), error.inner()),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::tests::OfThread;
    use serde_json::json;

    #[derive(Debug, serde::Deserialize)]
    struct Input {
        #[allow(dead_code, reason = "only read by the parser")]
        list: Vec<u8>,
    }

    #[test]
    fn wrong_input_is_named_by_its_place() {
        let failure = parse::<Input>(json!({"list": [1, "x"]})).unwrap_err();
        assert_eq!(failure.class, Class::InvalidRequest);
        assert!(failure.message.contains("list[1]"), "{failure}");
    }

    #[test]
    fn a_failure_is_one_line_and_only_a_defect_is_an_error() {
        OfThread::listen();
        for class in Class::ALL {
            diagnostic(&Failure { class, code: "X".to_owned(), message: "no".to_owned() });
        }
        let lines = OfThread::lines();
        assert_eq!(lines.len(), Class::ALL.len());
        for line in lines {
            let level = if line["class"] == "Defect" { "ERROR" } else { "WARN" };
            assert_eq!(
                (&line["level"], &line["code"], &line["message"]),
                (&level.into(), &"X".into(), &"no".into())
            );
        }
    }

    #[test]
    fn the_run_and_the_place_are_read_from_each_functions_input() {
        let inputs = [
            (json!({ "ExecutionArn": "arn:aws:states:eu-west-1:1:execution:import:run-1" }), None),
            (
                json!({ "Run": "run-1", "ExecutionArn": "arn:aws:states:eu-west-1:1:execution:import:other" }),
                None,
            ),
            (json!({ "Run": "run-1", "Step": { "Import": 2, "Step": 0 } }), Some("/Imports/2")),
            (json!({ "Run": "run-1", "Step": { "Import": 2, "Step": 1 } }), Some("/Imports/2/Then/0")),
            (
                json!({ "Run": "run-1", "Step": { "Import": 2, "Step": 1, "Path": "/Imports/7" } }),
                Some("/Imports/7"),
            ),
            (json!({ "Run": "run-1", "Path": "/Imports/3", "Job": {} }), Some("/Imports/3")),
        ];
        for (input, expected) in inputs {
            assert_eq!((run(&input), place(&input).as_deref()), (Some("run-1"), expected), "{input}");
        }
        assert_eq!((run(&json!([])), place(&json!("x"))), (None, None));
    }

    #[test]
    fn step_functions_sees_the_class_and_the_services_words() {
        let failure = Failure { class: Class::Rejected, code: "X".to_owned(), message: "no".to_owned() };
        let diagnostic = diagnostic(&failure);
        assert_eq!(
            (diagnostic.error_type.as_str(), diagnostic.error_message.as_str()),
            ("Rejected", "X: no")
        );
    }
}
