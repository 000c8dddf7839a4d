//! The real handlers, with the messages kept that notify publishes.

use crate::asl::Function;
use crate::functions::{Answer, Functions, Handlers};
use crate::services::Caller;
use deskport_shared::error::{Class, Failure};
use deskport_shared::message::Message;
use notify::Publish;
use serde_json::Value;
use std::cell::RefCell;
use std::rc::Rc;

/// The messages that SNS took.
type Messages = Rc<RefCell<Vec<Message>>>;

/// Invokes the real handlers.
#[derive(Debug, Default)]
pub(super) struct Keeping {
    pub(super) messages: Messages,
}

impl Functions for Keeping {
    fn invoke(&self, function: Function, payload: Value, caller: Caller) -> Answer {
        if function != Function::Notify {
            return Handlers.invoke(function, payload, caller);
        }
        let sns = Sns { caller, messages: Rc::clone(&self.messages) };
        Box::pin(async move {
            let answer = notify::handle(&sns, payload).await?;
            serde_json::to_value(answer).map_err(|error| Failure::own(Class::Defect, error.to_string()))
        })
    }
}

/// The runner's SNS.
struct Sns {
    caller: Caller,
    messages: Messages,
}

impl Publish for Sns {
    async fn publish(&self, message: &Message) -> Result<String, Failure> {
        let id = self.caller.publish(message).await?;
        self.messages.borrow_mut().push(message.clone());
        Ok(id)
    }
}
