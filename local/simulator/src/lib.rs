//! A stand-in for the image operations of Amazon WorkSpaces and AppStream 2.0.
//!
//! It takes what the services take, returns what they return, and lets images pass the states that real ones pass, over
//! the hours that these take: in virtual time, which a test moves as it likes. A [`Script`] makes calls and imports go
//! wrong on command.
//!
//! - [`Simulator`] is the core: `call` with a time gives a result. It has no clock, no randomness and does no I/O. A call is made
//!   in the home Region, or with `call_in` in any other.
//! - [`SharedSimulator`] adds a [`Clock`] and can be shared between threads.
//! - [`serve`] puts it behind HTTP on this machine, in both protocols that SDKs speak; [`wire`] reads and writes them.
//! - [`iam`] reads the roles of a SAM template; a [`Caller`] with one of them is denied what it does not allow.
//! - [`model::check`] is the check of an input against the service's model alone.
//!
//! ```
//! use deskport_simulator::{Clock, Config, Service, SharedSimulator, serve};
//! use std::time::Duration;
//!
//! let simulator = SharedSimulator::new(Config::default(), Clock::stepped(1_800_000_000.0))?;
//! let server = serve(simulator.clone(), "127.0.0.1:0".parse()?)?;
//! println!("endpoint_url = {}", server.endpoint());
//!
//! let input = serde_json::json!({
//!     "Name": "captured", "Description": "A test", "WorkspaceId": "ws-0a1b2c3d4",
//! });
//! let image = simulator.call(Service::Workspaces, "CreateWorkspaceImage", &input)?;
//! assert_eq!(image["State"], "PENDING");
//! simulator.advance(Duration::from_secs(45 * 60));
//! assert_eq!(simulator.state()["WorkspaceImages"][0]["State"], "AVAILABLE");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod caller;
mod clock;
pub mod config;
mod fault;
mod glob;
pub mod iam;
mod journal;
pub mod model;
mod operations;
mod page;
pub mod script;
mod server;
mod service;
mod shared;
mod simulator;
mod state;
mod timeline;
mod view;
pub mod wire;
mod world;

pub use caller::{ADMINISTRATOR_KEY, Caller};
pub use clock::Clock;
pub use config::Config;
pub use fault::{Failure, Fault};
pub use journal::{Entry, JOURNAL_LENGTH, Outcome};
pub use script::Script;
pub use server::{Handle, serve};
pub use service::{Service, UnknownService};
pub use shared::SharedSimulator;
pub use simulator::Simulator;
