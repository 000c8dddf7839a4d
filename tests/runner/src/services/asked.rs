//! What a request asks for, of which service, and the response to it: as it is on the wire.

use super::network::{Answer, closed};
use super::sns;
use crate::machines::REGION;
use crate::world::World;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::http::{HttpError, StatusCode};
use aws_smithy_types::body::SdkBody;
use deskport_simulator::wire::{self, Request};
use deskport_simulator::{Caller, Failure, Service};
use serde_json::Value;

/// How a call ended: an output, an error, or a lost response.
pub type Outcome = Result<Value, Failure>;

/// What a request asks for.
#[derive(Debug)]
pub enum Asked {
    /// An operation of a service that the simulator speaks for.
    Simulated(wire::Received),
    /// An operation of SNS.
    Sns(sns::Received),
}

impl Asked {
    /// Reads a request.
    ///
    /// # Errors
    /// It asks for nothing known; the answer says so.
    pub fn read(request: HttpRequest) -> Result<Self, Box<Answer>> {
        let request = request.try_into_http1x().map_err(|error| Box::new(Err(unreadable(error))))?;
        let (parts, body) = request.into_parts();
        let (headers, body) = (&parts.headers, body.bytes().unwrap_or_default());
        if parts.uri.host().is_some_and(|host| host.starts_with("sns.")) {
            return Ok(Self::Sns(sns::Received::read(wire::access_key(headers), body)));
        }
        let request = Request { method: &parts.method, path: parts.uri.path(), headers, body };
        wire::Received::read(&request).map(Self::Simulated).map_err(|reply| Box::new(http(reply, None)))
    }

    /// The simulator's service; `None` for SNS.
    pub fn service(&self) -> Option<Service> {
        match self {
            Self::Simulated(received) => Some(received.service()),
            Self::Sns(_) => None,
        }
    }

    /// The operation's name.
    pub fn operation(&self) -> &str {
        match self {
            Self::Simulated(received) => received.operation(),
            Self::Sns(received) => received.action(),
        }
    }

    /// It takes effect, now, for a run.
    pub fn effect(&self, world: &World, run: &str) -> Outcome {
        match self {
            Self::Simulated(received) => {
                let caller = Caller::with_key(Some(&world.roles), received.access_key())?;
                let input = received.input()?;
                let region = received.region().unwrap_or(REGION);
                world.effect(received.service(), received.operation(), input, (run, region), &caller)
            }
            Self::Sns(received) => received.effect(world),
        }
    }

    /// The run whose outcome it publishes.
    pub fn reports(&self) -> Option<&str> {
        match self {
            Self::Simulated(_) => None,
            Self::Sns(received) => received.run(),
        }
    }

    /// What the client gets: the response, with AWS's id for the request, or that the connection closed.
    pub fn answer(&self, outcome: &Outcome, id: String) -> Answer {
        let reply = match self {
            Self::Simulated(received) => received.reply(outcome),
            Self::Sns(received) => received.reply(outcome, &id),
        };
        http(reply.ok_or_else(closed)?, Some(id))
    }
}

fn http(reply: wire::Reply, id: Option<String>) -> Answer {
    let status = StatusCode::try_from(reply.status).map_err(unreadable)?;
    let mut response = HttpResponse::new(status, SdkBody::from(reply.body));
    for (name, value) in reply.headers.into_iter().chain(id.map(|id| ("x-amzn-requestid", id))) {
        response.headers_mut().try_insert(name, value).map_err(unreadable)?;
    }
    Ok(response)
}

fn unreadable(error: HttpError) -> ConnectorError {
    ConnectorError::other(error.into(), None)
}
