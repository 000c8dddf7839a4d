//! How these services refuse a call.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use serde::Deserialize;
use serde_json::Value;

/// What a service answered instead of a result.
#[derive(Debug, thiserror::Error)]
#[error("the service refused the call")]
pub(super) struct Refusal(ErrorMetadata);

impl ProvideErrorMetadata for Refusal {
    fn meta(&self) -> &ErrorMetadata {
        &self.0
    }
}

/// EC2's `<Response>` and the others' `<ErrorResponse>`.
#[derive(Deserialize)]
struct Xml {
    #[serde(rename = "Errors")]
    of_ec2: Option<Errors>,
    #[serde(rename = "Error")]
    error: Option<Named>,
}

#[derive(Deserialize)]
struct Errors {
    #[serde(rename = "Error", default)]
    all: Vec<Named>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Named {
    code: Option<String>,
    message: Option<String>,
}

impl Refusal {
    /// What a response with a bad status says. One that can't be read has no code: then the status decides what is done.
    pub(super) fn read(response: &HttpResponse) -> Self {
        let text = response.body().bytes().map(String::from_utf8_lossy).unwrap_or_default();
        let (code, message) = of_json(&text).or_else(|| of_xml(&text)).unwrap_or_default();
        let mut metadata = ErrorMetadata::builder();
        if let Some(code) = code {
            metadata = metadata.code(code);
        }
        if let Some(message) = message {
            metadata = metadata.message(message);
        }
        Self(metadata.build())
    }
}

type Said = (Option<String>, Option<String>);

fn of_xml(text: &str) -> Option<Said> {
    let Xml { of_ec2, error } = quick_xml::de::from_str(text).ok()?;
    let first = of_ec2.and_then(|errors| errors.all.into_iter().next());
    first.or(error).map(|named| (named.code, named.message))
}

/// The code stands after a `#` where the type has a namespace.
fn of_json(text: &str) -> Option<Said> {
    let body: Value = serde_json::from_str(text).ok()?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let code = text("__type").map(|kind| kind.rsplit('#').next().unwrap_or_default().to_owned());
    Some((code, text("message").or_else(|| text("Message"))))
}
