//! The way from the functions' clients to the services, within this process: an HTTP client of the SDK that keeps what it is
//! sent until the engine takes it.

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot::{self, Sender};

/// What a client gets: a response, or why there is none.
pub type Answer = Result<HttpResponse, ConnectorError>;

/// A request that a client sent.
#[derive(Debug)]
pub struct Sent {
    /// The request.
    pub request: HttpRequest,
    /// Where the client waits. It is closed where the client has given up.
    pub client: Sender<Answer>,
}

/// The network of a world; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Network(Arc<Mutex<Vec<Sent>>>);

impl Network {
    /// The requests that were sent since the last call, in order.
    pub fn take(&self) -> Vec<Sent> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The connection ended before a response came.
pub fn closed() -> ConnectorError {
    let error = io::Error::new(
        io::ErrorKind::ConnectionReset,
        "the connection was closed before the message completed",
    );
    ConnectorError::io(error.into())
}

impl HttpConnector for Network {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (client, answer) = oneshot::channel();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(Sent { request, client });
        HttpConnectorFuture::new(async move { answer.await.unwrap_or_else(|_| Err(closed())) })
    }
}

impl HttpClient for Network {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}
