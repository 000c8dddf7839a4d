//! The way to AWS: HTTP/1.1 over TLS, on connections that all clients of a function share and keep.
//!
//! It is hyper's client under rustls, as the SDK's own aws-smithy-http-client is. That one always brings HTTP/2 and proxies,
//! which no call here uses, and makes its TLS configuration anew for every client: a tenth of a function's size, and time at every
//! start. What it takes an error for is kept: the SDK's retries go by it.

use crate::classify::cause;
use aws_smithy_runtime_api::client::connection::{CaptureSmithyConnection, ConnectionMetadata};
use aws_smithy_runtime_api::client::dns::{ResolveDns, SharedDnsResolver};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::ErrorKind;
use http::Uri;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::client::legacy::connect::{
    CaptureConnection, Connect, HttpConnector as Tcp, capture_connection,
};
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};
use tower::{Service, service_fn};

/// A connection until it can carry a request: its host looked up, TLS agreed on.
const CONNECT: Duration = Duration::from_secs(3);

/// Connections could not be made in time.
#[derive(Debug, thiserror::Error)]
#[error("no connection within {} s", CONNECT.as_secs())]
struct NotConnected;

/// A client whose host names `resolver` looks up and who trusts these roots. The time for a connection is its own: it does not
/// read what a client of the SDK says of it.
pub(crate) fn client(resolver: impl ResolveDns + 'static, roots: RootCertStore) -> impl HttpClient + 'static {
    let resolver = SharedDnsResolver::new(resolver);
    let addresses = service_fn(move |host: Name| {
        let resolver = resolver.clone();
        // The connection knows the port.
        let address = |ip| SocketAddr::new(ip, 0);
        Box::pin(
            async move { resolver.resolve_dns(host.as_str()).await.map(|ips| ips.into_iter().map(address)) },
        )
    });
    let mut tcp = Tcp::new_with_resolver(addresses);
    tcp.set_nodelay(true);
    tcp.enforce_http(false);
    let https = HttpsConnector::from((tcp, tls(roots)));
    let connect = service_fn(move |uri: Uri| {
        let connecting = https.clone().call(uri);
        Box::pin(async move { tokio::time::timeout(CONNECT, connecting).await.map_err(|_| NotConnected)? })
    });
    let kept = Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connect);
    let connector = SharedHttpConnector::new(Http(kept));
    http_client_fn(move |_, _| connector.clone())
}

#[allow(
    clippy::expect_used,
    reason = "only a provider without TLS 1.2 and 1.3 is refused, and ring has both"
)]
fn tls(roots: RootCertStore) -> ClientConfig {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring has a version of TLS")
        .with_root_certificates(roots)
        .with_no_client_auth()
}

struct Http<C>(Client<C, SdkBody>);

impl<C> fmt::Debug for Http<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Http")
    }
}

impl<C: Connect + Clone + Send + Sync + 'static> HttpConnector for Http<C> {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let mut request = match request.try_into_http1x() {
            Ok(request) => request,
            Err(error) => return HttpConnectorFuture::ready(Err(ConnectorError::user(error.into()))),
        };
        let connection = capture_connection(&mut request);
        if let Some(capture) = request.extensions().get::<CaptureSmithyConnection>() {
            capture.set_connection_retriever(move || used(&connection));
        }
        let response = self.0.request(request);
        HttpConnectorFuture::new(async move {
            let response = response.await.map_err(classified)?.map(SdkBody::from_body_1_x);
            HttpResponse::try_from(response).map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

/// The connection of a request, so that the SDK can take it out of use after an error that passes: the next try goes to another
/// of the service's machines.
fn used(connection: &CaptureConnection) -> Option<ConnectionMetadata> {
    let connection = connection.clone();
    connection.connection_metadata().as_ref()?;
    let poison = move || {
        if let Some(connected) = connection.connection_metadata().as_ref() {
            connected.poison();
        }
    };
    Some(ConnectionMetadata::builder().proxied(false).poison_fn(poison).build())
}

fn classified(error: Error) -> ConnectorError {
    let http = cause::<hyper::Error>(&error);
    let is = |kind: fn(&hyper::Error) -> bool| http.is_some_and(kind);
    if cause::<NotConnected>(&error).is_some() {
        ConnectorError::timeout(error.into())
    } else if is(hyper::Error::is_user) {
        ConnectorError::user(error.into())
    } else if error.is_connect()
        || is(hyper::Error::is_closed)
        || is(hyper::Error::is_canceled)
        || cause::<io::Error>(&error).is_some()
    {
        ConnectorError::io(error.into())
    } else if is(hyper::Error::is_incomplete_message) {
        ConnectorError::other(error.into(), Some(ErrorKind::TransientError))
    } else {
        ConnectorError::other(error.into(), None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::builder_over;
    use crate::dns::System;
    use crate::trust::amazon;
    use aws_config::retry::RetryConfig;
    use aws_config::{Region, SdkConfig};
    use aws_credential_types::Credentials;
    use aws_credential_types::provider::SharedCredentialsProvider;
    use aws_sdk_sns::Client as Sns;
    use aws_sdk_sns::error::SdkError;
    use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
    use tokio::net::{TcpListener, TcpStream};

    const OK: &str = "200 OK";
    const UNAVAILABLE: &str = "503 Service Unavailable";

    /// What a server does with a request.
    #[derive(Clone, Copy)]
    enum Reply {
        With(&'static str),
        HangUp,
    }

    /// A client with two tries, at once, of a server on this port.
    fn sns(scheme: &str, port: u16) -> Sns {
        let credentials = Credentials::new("a", "b", None, None, "test");
        let config: SdkConfig = builder_over(client(System, amazon()))
            .region(Region::new("eu-west-1"))
            .endpoint_url(format!("{scheme}://localhost:{port}"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .retry_config(
                RetryConfig::standard().with_max_attempts(2).with_initial_backoff(Duration::from_millis(1)),
            )
            .build();
        Sns::new(&config)
    }

    /// Reads a request whole; false at the connection's end.
    async fn read(stream: &mut BufReader<TcpStream>) -> bool {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.unwrap() == 0 {
                return false;
            }
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line == "\r\n" {
                stream.read_exact(&mut vec![0; length]).await.unwrap();
                return true;
            }
        }
    }

    /// Replies to one request after the other, and returns on which connection each came in.
    async fn serve(listener: TcpListener, replies: &[Reply]) -> Vec<usize> {
        let mut connections = Vec::new();
        let mut came_in = Vec::new();
        for reply in replies {
            // A kept connection is used again, or closed by the client, before there is another.
            while match connections.last_mut() {
                Some(stream) => !read(stream).await,
                None => true,
            } {
                connections.push(BufReader::new(listener.accept().await.unwrap().0));
            }
            came_in.push(connections.len());
            match reply {
                Reply::With(status) => {
                    let body = "<PublishResponse><PublishResult/></PublishResponse>";
                    let response =
                        format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
                    connections.last_mut().unwrap().write_all(response.as_bytes()).await.unwrap();
                }
                Reply::HangUp => connections.last_mut().unwrap().shutdown().await.unwrap(),
            }
        }
        came_in
    }

    /// The connections on which the requests of so many calls came in; each call succeeds.
    async fn connections(calls: usize, replies: &[Reply]) -> Vec<usize> {
        let listener = TcpListener::bind("localhost:0").await.unwrap();
        let sns = sns("http", listener.local_addr().unwrap().port());
        let made = async {
            for _ in 0..calls {
                sns.publish().message("m").send().await.unwrap();
            }
        };
        tokio::join!(serve(listener, replies), made).0
    }

    #[tokio::test]
    async fn calls_share_a_connection() {
        assert_eq!(connections(3, &[Reply::With(OK); 3]).await, [1, 1, 1]);
    }

    #[tokio::test]
    async fn after_an_error_that_passes_the_next_try_takes_another_connection() {
        assert_eq!(connections(1, &[Reply::With(UNAVAILABLE), Reply::With(OK)]).await, [1, 2]);
    }

    #[tokio::test]
    async fn a_connection_that_ends_without_a_response_is_tried_again() {
        assert_eq!(connections(1, &[Reply::HangUp, Reply::With(OK)]).await, [1, 2]);
    }

    #[tokio::test]
    async fn nobody_listening_is_an_error_of_the_network() {
        let listener = TcpListener::bind("localhost:0").await.unwrap();
        let sns = sns("http", listener.local_addr().unwrap().port());
        drop(listener);
        let error = sns.publish().message("m").send().await.unwrap_err();
        assert!(matches!(&error, SdkError::DispatchFailure(failure) if failure.is_io()), "{error:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_that_never_agrees_on_tls_is_a_timeout() {
        // The system accepts the connection, and nobody reads from it.
        let listener = TcpListener::bind("localhost:0").await.unwrap();
        let sns = sns("https", listener.local_addr().unwrap().port());
        let error = sns.publish().message("m").send().await.unwrap_err();
        assert!(matches!(&error, SdkError::DispatchFailure(failure) if failure.is_timeout()), "{error:?}");
    }
}
