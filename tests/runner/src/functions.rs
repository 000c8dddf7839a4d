//! The functions as the engine invokes them: the real handlers, or others in a test.

use crate::asl::Function;
use crate::services::Caller;
use deskport_shared::error::{Class, Failure};
use serde::Serialize;
use serde_json::Value;
use std::pin::Pin;

/// A function's result, to come.
pub type Answer = Pin<Box<dyn Future<Output = Result<Value, Failure>>>>;

/// Invokes functions.
pub trait Functions {
    /// Invokes a function. The world changes while the result is polled.
    fn invoke(&self, function: Function, payload: Value, caller: Caller) -> Answer;
}

/// The real handlers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Handlers;

impl Functions for Handlers {
    fn invoke(&self, function: Function, payload: Value, caller: Caller) -> Answer {
        Box::pin(async move {
            match function {
                Function::PlanImport => json(plan_import::handle(payload)),
                Function::EnableByol => {
                    let settings = caller.world.settings.clone();
                    json(enable_byol::handle(&caller, &settings, payload).await)
                }
                Function::StartImport => json(start_import::handle(&caller, &caller, payload).await),
                Function::CheckStatus => json(check_status::handle(&caller, payload).await),
                Function::Notify => json(notify::handle(&caller, payload).await),
            }
        })
    }
}

fn json<T: Serialize>(answer: Result<T, Failure>) -> Result<Value, Failure> {
    serde_json::to_value(answer?).map_err(|error| Failure::own(Class::Defect, error.to_string()))
}
