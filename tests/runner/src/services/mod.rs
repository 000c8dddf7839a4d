//! The services that the functions call with their real clients, and those that the machines call themselves.
//!
//! A request goes from the SDK's client into the [`Network`], which the engine empties: [`Asked`] is what it asks for,
//! [`Fate`] what becomes of it on the way, and the simulator, or SNS as it is here, responds.

mod asked;
mod caller;
mod events;
mod fate;
mod instances;
mod integration;
mod network;
mod notice;
mod sns;

pub use asked::{Asked, Outcome};
pub use caller::Caller;
pub use fate::Fate;
pub use instances::Instances;
pub use integration::integrate;
pub use network::{Answer, Network, Sent, closed};
