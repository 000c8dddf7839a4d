//! A stand-in for the network: tests hold requests, and the reading of AWS's documented responses, by it.

use crate::aws::Session;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;
use std::sync::{Arc, Mutex};

/// Answers with what it is given, in order, and keeps what it was asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wire {
    answers: Arc<Mutex<Vec<(u16, String)>>>,
    /// Of each request: address, some headers, body.
    pub(crate) asked: Arc<Mutex<Vec<(String, String, String)>>>,
}

impl HttpConnector for Wire {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let header = |name: &str| request.headers().get(name).unwrap_or_default().to_owned();
        let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned();
        let heads =
            ["authorization", "x-amz-target", "content-type", "x-amz-user-agent"].map(header).join("\n");
        self.asked.lock().unwrap().push((request.uri().to_owned(), heads, body));
        let (status, text) = self.answers.lock().unwrap().remove(0);
        let mut response = HttpResponse::new(status.try_into().unwrap(), SdkBody::from(text));
        response.headers_mut().insert("x-amzn-requestid", "id-1");
        HttpConnectorFuture::ready(Ok(response))
    }
}

impl Wire {
    /// A session whose calls get these answers, each a status and a body.
    pub(crate) fn answering(answers: &[(u16, &str)]) -> (Self, Session) {
        let answers = answers.iter().map(|(status, text)| (*status, (*text).to_owned())).collect();
        let wire = Self { answers: Arc::new(Mutex::new(answers)), ..Self::default() };
        let connector = SharedHttpConnector::new(wire.clone());
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-west-1"))
            .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
                "AKID", "secret", None, None, "test",
            )))
            .retry_config(RetryConfig::standard().with_initial_backoff(std::time::Duration::from_millis(1)))
            .http_client(http_client_fn(move |_, _| connector.clone()))
            .build();
        (wire, Session { config, region: "eu-west-1".to_owned() })
    }
}
