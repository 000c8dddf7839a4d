//! The functions as the engine invokes them: the real handlers with their real clients, or others in a test.

use crate::asl::Function;
use crate::services::Caller;
use deskport_shared::error::{Class, Failure};
use deskport_shared::image_tags::ImageTags;
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

/// The real handlers, each over the clients of an instance.
#[derive(Clone, Copy, Debug, Default)]
pub struct Handlers;

impl Functions for Handlers {
    fn invoke(&self, function: Function, payload: Value, caller: Caller) -> Answer {
        Box::pin(async move {
            match function {
                Function::PlanImport => {
                    json(plan_import::handle(&caller.world.delivery, &ImageTags::default(), payload))
                }
                Function::EnableByol => {
                    let settings = &caller.world.settings;
                    json(
                        caller
                            .on_enable_byol(async |aws| enable_byol::handle(aws, settings, payload).await)
                            .await,
                    )
                }
                Function::StartImport => {
                    let delivery = &caller.world.delivery;
                    let work = async |aws: &start_import::Aws| {
                        start_import::handle(|region| aws.in_region(region), delivery, &caller, payload).await
                    };
                    json(caller.on_start_import(work).await)
                }
                Function::Deliver => {
                    let delivery = &caller.world.delivery;
                    let work = async |aws: &deliver::Aws| {
                        deliver::handle(|region| aws.in_region(region), delivery, &caller, payload).await
                    };
                    json(caller.on_deliver(work).await)
                }
                Function::CheckStatus => {
                    json(caller.on_check_status(async |aws| check_status::handle(aws, payload).await).await)
                }
                Function::Notify => {
                    json(caller.on_notify(async |aws| notify::handle(aws, payload).await).await)
                }
            }
        })
    }
}

fn json<T: Serialize>(answer: Result<T, Failure>) -> Result<Value, Failure> {
    serde_json::to_value(answer?).map_err(|error| Failure::own(Class::Defect, error.to_string()))
}
