//! The Lambda loop: input in, answer or named error out, one log line for each failure.

use deskport_shared::error::{Class, Failure};
use lambda_runtime::{Diagnostic, Error, LambdaEvent, service_fn};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tracing::level_filters::LevelFilter;

/// Serves invocations until Lambda ends the process.
///
/// A failure reaches Step Functions as `errorType` (its class) and `errorMessage`, and the log once, here.
pub async fn serve<H, F, T>(handler: H) -> Result<(), Error>
where
    H: Fn(Value) -> F,
    F: Future<Output = Result<T, Failure>>,
    T: Serialize,
{
    tracing_subscriber::fmt()
        .json()
        .without_time()
        .with_target(false)
        .with_max_level(LevelFilter::INFO)
        .init();
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| {
        let answer = handler(event.payload);
        async { answer.await.map_err(|failure| diagnostic(&failure)) }
    }))
    .await
}

fn diagnostic(failure: &Failure) -> Diagnostic {
    tracing::error!(class = failure.class.as_str(), code = failure.code, message = failure.message, "failed");
    Diagnostic { error_type: failure.class.as_str().to_owned(), error_message: failure.to_string() }
}

/// Reads a function's input. An error is `InvalidRequest` and names the place of the fault.
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
    fn step_functions_sees_the_class_and_the_services_words() {
        let failure = Failure { class: Class::Rejected, code: "X".to_owned(), message: "no".to_owned() };
        let diagnostic = diagnostic(&failure);
        assert_eq!(
            (diagnostic.error_type.as_str(), diagnostic.error_message.as_str()),
            ("Rejected", "X: no")
        );
    }
}
