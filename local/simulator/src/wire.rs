//! The two protocols on the wire: AWS JSON 1.1 and RPC v2 CBOR.

mod cbor;
mod json;
mod request;

pub(crate) use request::{MAX_BODY, Reply, Request, answer, scope};
