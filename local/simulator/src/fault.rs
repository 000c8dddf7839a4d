//! Errors as the services return them.

use serde_json::{Map, Value};

use crate::model::Model;
use crate::service::Service;

/// An error response: its code, its text, its HTTP status and its further members.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Fault {
    /// The error's name, such as `ResourceNotFoundException`.
    pub code: String,
    /// The text for a person.
    pub message: String,
    /// The HTTP status, where it is not the one that the service gives this code.
    pub status: Option<u16>,
    /// Further members, such as `ResourceId`.
    pub members: Vec<(String, String)>,
}

impl Fault {
    /// An error with a code and a text.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into(), status: None, members: Vec::new() }
    }

    /// The error with one member more.
    pub fn with(mut self, member: &str, value: &str) -> Self {
        self.members.push((member.to_owned(), value.to_owned()));
        self
    }

    /// The HTTP status of the response.
    pub fn http_status(&self, service: Service) -> u16 {
        self.status.unwrap_or_else(|| status_of(service, &self.code))
    }

    /// The members of the response's body, without its type.
    pub fn body(&self, service: Service) -> Map<String, Value> {
        let mut body = Map::new();
        body.insert(service.message_member().to_owned(), Value::from(self.message.clone()));
        body.extend(self.members.iter().map(|(member, value)| (member.clone(), Value::from(value.clone()))));
        body
    }
}

/// Why a call brought no response, or an error.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Failure {
    /// The service returned an error.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The call took effect, but its response never arrived.
    #[error("the response was lost")]
    ReplyLost,
}

/// The status that goes with a code: the model's own, else the usual one.
fn status_of(service: Service, code: &str) -> u16 {
    if let Some(status) = Model::get().exception_status(service, code) {
        return status;
    }
    match code {
        "InternalServerException"
        | "InternalFailure"
        | "InternalServerError"
        | "InternalServiceException" => 500,
        "ServiceUnavailable" | "ServiceUnavailableException" => 503,
        "RequestEntityTooLargeException" => 413,
        "UnknownOperationException" => 404,
        _ => 400,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_the_models_else_the_usual_ones() {
        let of = |service, code: &str| Fault::new(code, "").http_status(service);
        assert_eq!(of(Service::AppStream, "ResourceNotFoundException"), 404);
        assert_eq!(of(Service::Workspaces, "ResourceNotFoundException"), 400);
        assert_eq!(of(Service::AppStream, "DryRunOperationException"), 412);
        assert_eq!(of(Service::AppStream, "LimitExceededException"), 400);
        assert_eq!(of(Service::Workspaces, "InternalServerException"), 500);
        assert_eq!(of(Service::Workspaces, "ServiceUnavailable"), 503);
        assert_eq!(of(Service::Workspaces, "ThrottlingException"), 400);
    }

    #[test]
    fn the_text_is_named_as_the_service_names_it() {
        let fault = Fault::new("ResourceNotFoundException", "gone").with("ResourceId", "wsi-1");
        let body = fault.body(Service::Workspaces);
        assert_eq!(Value::Object(body), serde_json::json!({ "message": "gone", "ResourceId": "wsi-1" }));
        assert!(Fault::new("A", "b").body(Service::AppStream).contains_key("Message"));
    }
}
