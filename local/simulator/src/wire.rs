//! The two protocols on the wire, AWS JSON 1.1 and RPC v2 CBOR: from an HTTP request to a call, and from its result to an HTTP
//! response. No I/O here: [`crate::serve`] does it over TCP, and an HTTP client within a process can do without.

mod cbor;
mod json;
mod request;

pub(crate) use request::{MAX_BODY, answer};
pub use request::{Received, Reply, Request, access_key};
