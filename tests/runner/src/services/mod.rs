//! The functions' ports over the simulator: what their adapters do with the SDK, in virtual time and with faults.

mod byol;
mod call;
mod integration;
mod look;
mod publish;
mod start;

pub use call::Caller;
pub use integration::integrate;
