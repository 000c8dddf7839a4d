//! notify's port, and SNS itself.

use super::Caller;
use crate::access;
use crate::fault::Fault;
use crate::machines::topic_arn;
use crate::record::{Kind, Published};
use deskport_aws::Call;
use deskport_shared::error::{Class, Failure};
use deskport_shared::message::Message;
use notify::Publish;
use serde_json::Value;

/// How often the SDK tries.
const TRIES: u32 = 3;

impl Publish for Caller {
    async fn publish(&self, message: &Message) -> Result<String, Failure> {
        if let Err(denial) = self.world.permit(self.holder, &access::publish(&topic_arn())) {
            let code = "AuthorizationError";
            let class = Call::Publish.class(code, 403);
            return Err(Failure { class, code: code.to_owned(), message: denial.to_string() });
        }
        let attribute = message.attributes.iter().find(|(name, _)| *name == "Run");
        let run = attribute.map(|(_, run)| run.clone()).unwrap_or_default();
        let kind = kind(message);
        let body: Value = serde_json::from_str(&message.body).unwrap_or_default();
        let outcome = body["sqs"].as_str().and_then(|text| serde_json::from_str(text).ok());
        let mut last = Failure::own(Class::Defect, "a call without a try");
        for _ in 0..TRIES {
            match self.send(&run, kind, outcome.as_ref(), message).await {
                Ok(id) => return Ok(id),
                Err(failure) => last = failure,
            }
            let pause = self.world.rng.borrow_mut().between(0, 2000);
            self.world.pause(pause).await;
        }
        Err(last)
    }
}

impl Caller {
    /// One try to publish a message.
    ///
    /// # Errors
    /// The error of SNS or the network.
    pub async fn send(
        &self,
        run: &str,
        kind: Kind,
        outcome: Option<&Value>,
        message: &Message,
    ) -> Result<String, Failure> {
        let world = &self.world;
        let latency = world.rng.borrow_mut().between(20, 200);
        let fault = world.fault_of_call();
        world.pause(latency).await;
        let lost = match fault {
            Some(Fault::Throttled) => Some(("ThrottledException", false)),
            Some(Fault::ServerError | Fault::RequestDropped) => Some(("InternalErrorException", false)),
            Some(Fault::ReplyDropped | Fault::EffectLate) => Some(("InternalErrorException", true)),
            Some(_) | None => None,
        };
        if let Some(fault) = fault {
            world.met(fault);
            world.note(run, || format!("    ! sns:Publish: {fault}"));
        }
        if lost.is_none_or(|(_, effect)| effect) {
            let at = world.now.get();
            let (run, outcome, message) = (run.to_owned(), outcome.cloned(), message.clone());
            let published = Published { at, run, kind, outcome, message };
            world.record.borrow_mut().published.push(published);
            world.note(&self.run, || format!("    sns:Publish {kind:?}"));
        }
        let Some((code, effect)) = lost else { return Ok(format!("message-{}", world.now.get())) };
        if effect && kind == Kind::Outcome {
            world.record.borrow_mut().excuse(run);
        }
        let class = if code == "ThrottledException" { Class::Throttled } else { Class::ServiceUnavailable };
        Err(Failure::new(class, code, "injected"))
    }
}

/// What kind of message notify sends.
fn kind(message: &Message) -> Kind {
    let attribute = |wanted: &str| message.attributes.iter().find(|(name, _)| *name == wanted);
    match (attribute("Run"), attribute("Status")) {
        (None, _) => Kind::NotTakenUp,
        (Some(_), Some((_, status))) if status == "APPROVAL" => Kind::Approval,
        (Some(_), _) => Kind::Outcome,
    }
}
