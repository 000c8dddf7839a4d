//! Connections, bodies and their limits.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Bytes, Incoming};
use hyper::http::request::Parts;
use hyper::service::service_fn;
use hyper::{Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use super::control;
use crate::fault::Fault;
use crate::shared::SharedSimulator;
use crate::wire::{self, MAX_BODY, Reply, Request};

/// A body must have arrived within this time.
const BODY_PATIENCE: Duration = Duration::from_secs(30);

/// The response was lost on command: the connection closes without one.
#[derive(Debug, thiserror::Error)]
#[error("the response was lost on command")]
struct Lost;

/// Takes connections until it has to stop; connections that are still open are then dropped.
#[allow(clippy::disallowed_methods, reason = "nothing signals when the next connection can be taken")]
pub(super) async fn run(simulator: SharedSimulator, listener: TcpListener, stopped: oneshot::Receiver<()>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    let mut connections = JoinSet::new();
    let accept = async {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => drop(connections.spawn(connection(simulator.clone(), stream))),
                // Out of file descriptors, or the peer has gone: the next attempt may succeed.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            }
            while connections.try_join_next().is_some() {}
        }
    };
    tokio::select! {
        () = accept => {}
        _ = stopped => {}
    }
}

async fn connection(simulator: SharedSimulator, stream: TcpStream) {
    let service = service_fn(move |request| respond(simulator.clone(), request));
    let io = TokioIo::new(stream);
    // A connection that breaks, by itself or on command, is no error of this program.
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(io, service).await;
}

async fn respond(
    simulator: SharedSimulator,
    request: hyper::Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Lost> {
    let (parts, body) = request.into_parts();
    let reply = match read(body).await {
        Ok(body) => reply(&simulator, &parts, &body).ok_or(Lost)?,
        Err(refusal) => refusal,
    };
    Ok(response(reply))
}

/// Reads the whole body, where it is neither too long nor too slow.
async fn read(body: Incoming) -> Result<Bytes, Reply> {
    if body.size_hint().lower() > MAX_BODY as u64 {
        return Err(too_long());
    }
    let limited = Limited::new(body, MAX_BODY).collect();
    match tokio::time::timeout(BODY_PATIENCE, limited).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_long()),
        Ok(Err(_)) => {
            Err(control::refusal(400, &Fault::new("SerializationException", "The body broke off.")))
        }
        Err(_) => Err(control::refusal(408, &Fault::new("RequestTimeout", "The body took too long."))),
    }
}

fn too_long() -> Reply {
    let message = format!("A body may have {MAX_BODY} bytes.");
    control::refusal(413, &Fault::new("RequestEntityTooLargeException", message))
}

fn reply(simulator: &SharedSimulator, parts: &Parts, body: &[u8]) -> Option<Reply> {
    let path = parts.uri.path();
    if let Some(endpoint) = path.strip_prefix("/_simulator/") {
        return Some(control::answer(simulator, &parts.method, endpoint, body));
    }
    let request = Request { method: &parts.method, path, headers: &parts.headers, body };
    let mut reply = wire::answer(&request, |received, input| {
        let caller = simulator.caller(received.access_key())?;
        match received.region() {
            Some(region) => {
                simulator.call_in(region, &caller, received.service(), received.operation(), input)
            }
            None => simulator.call_as(&caller, received.service(), received.operation(), input),
        }
    })?;
    reply.headers.push(("x-amzn-requestid", request_id()));
    Some(reply)
}

/// A request id for each response of a service, in AWS's form.
fn request_id() -> String {
    static ANSWERS: AtomicU64 = AtomicU64::new(0);
    format!("00000000-0000-4000-8000-{:012x}", ANSWERS.fetch_add(1, Ordering::Relaxed))
}

fn response(reply: Reply) -> Response<Full<Bytes>> {
    let mut response = Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        response = response.header(*name, value);
    }
    response.body(Full::new(Bytes::from(reply.body))).unwrap_or_else(|_| unwritable())
}

/// HTTP does not know the status or header; the checks before leave no such one.
fn unwritable() -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}
