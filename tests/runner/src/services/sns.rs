//! SNS as far as it is needed: `Publish`, in the AWS query protocol, and what is recorded of it.

use super::Outcome;
use crate::access;
use crate::record::{Kind, Message, Published};
use crate::world::World;
use deskport_simulator::wire::Reply;
use deskport_simulator::{Failure, Fault};
use serde_json::Value;
use std::collections::BTreeMap;

/// A request.
#[derive(Debug)]
pub struct Received {
    parameters: BTreeMap<String, String>,
    access_key: Option<String>,
}

impl Received {
    /// Reads the body of a request that is signed with this key.
    pub fn read(access_key: Option<&str>, body: &[u8]) -> Self {
        let parameters = form_urlencoded::parse(body).into_owned().collect();
        Self { parameters, access_key: access_key.map(str::to_owned) }
    }

    /// The operation's name.
    pub fn action(&self) -> &str {
        self.parameter("Action")
    }

    /// The run in the message's attribute.
    pub fn run(&self) -> Option<&str> {
        let (name, _) = self.parameters.iter().find(|(name, value)| is_name(name) && *value == "Run")?;
        Some(self.value(name))
    }

    /// It takes effect, now.
    pub fn effect(&self, world: &World) -> Outcome {
        let role = world.roles.role(self.access_key.as_deref().unwrap_or_default());
        let Some(role) = role else {
            return refused(
                "InvalidClientTokenId",
                "The security token included in the request is invalid.",
                403,
            );
        };
        if self.action() != "Publish" {
            return refused("InvalidAction", format!("{:?} is not an action here", self.action()), 400);
        }
        if let Err(denial) = world.permit_role(role, &access::publish(self.parameter("TopicArn"))) {
            return refused("AuthorizationError", denial.to_string(), 403);
        }
        let message = self.message();
        let run = self.run().unwrap_or_default().to_owned();
        let bodies: Value = serde_json::from_str(&message.body).unwrap_or_default();
        let outcome = bodies["sqs"].as_str().and_then(|text| serde_json::from_str(text).ok());
        Ok(Value::from(world.publish(run, kind(&message), outcome, message)))
    }

    /// The response, with AWS's id for the request; `None` where it is lost.
    pub fn reply(&self, outcome: &Outcome, id: &str) -> Option<Reply> {
        let (status, body) = match outcome {
            Ok(message) => {
                let message = message.as_str().unwrap_or_default();
                let result = format!("<PublishResult><MessageId>{message}</MessageId></PublishResult>");
                let metadata = format!("<ResponseMetadata><RequestId>{id}</RequestId></ResponseMetadata>");
                (200, format!("<PublishResponse>{result}{metadata}</PublishResponse>"))
            }
            Err(Failure::Fault(fault)) => {
                let (code, message) = (escaped(&fault.code), escaped(&fault.message));
                let error = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>");
                let body = format!("<ErrorResponse>{error}<RequestId>{id}</RequestId></ErrorResponse>");
                (fault.status.unwrap_or(400), body)
            }
            Err(Failure::ReplyLost) => return None,
        };
        let headers = vec![("content-type", "text/xml".to_owned())];
        Some(Reply { status, headers, body: body.into_bytes() })
    }

    fn message(&self) -> Message {
        let names = self.parameters.iter().filter(|(name, _)| is_name(name));
        let attributes = names.map(|(name, value)| (value.clone(), self.value(name).to_owned())).collect();
        let text = |name| self.parameter(name).to_owned();
        Message { subject: text("Subject"), body: text("Message"), attributes }
    }

    fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map(String::as_str).unwrap_or_default()
    }

    /// The value of the attribute whose name this parameter holds.
    fn value(&self, name: &str) -> &str {
        self.parameter(&name.replace(".Name", ".Value.StringValue"))
    }
}

/// Whether a parameter holds the name of an attribute: `MessageAttributes.entry.1.Name`.
fn is_name(parameter: &str) -> bool {
    parameter.starts_with("MessageAttributes.") && parameter.ends_with(".Name")
}

/// What kind of message notify sends: one that could not be taken up belongs to no run.
fn kind(message: &Message) -> Kind {
    match (message.attributes.get("Run"), message.attributes.get("Status")) {
        (None, _) => Kind::NotTakenUp,
        (Some(_), Some(status)) if status == "APPROVAL" => Kind::Approval,
        (Some(_), Some(status)) if status == "WAITING" => Kind::Waiting,
        (Some(_), _) => Kind::Outcome,
    }
}

fn refused(code: &str, message: impl Into<String>, status: u16) -> Outcome {
    Err(Failure::Fault(Fault { status: Some(status), ..Fault::new(code, message) }))
}

/// A text in XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

impl World {
    /// SNS takes a message, of this kind and about this run; returns its id.
    pub fn publish(&self, run: String, kind: Kind, outcome: Option<Value>, message: Message) -> String {
        let at = self.now.get();
        self.note(&run, || format!("    sns:Publish {kind:?}"));
        self.record.borrow_mut().published.push(Published { at, run, kind, outcome, message });
        format!("message-{at}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_read_with_its_attributes() {
        let body = "Action=Publish&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns&Subject=Done&Message=a+%26+b\
            &MessageAttributes.entry.1.Name=Status&MessageAttributes.entry.1.Value.DataType=String\
            &MessageAttributes.entry.1.Value.StringValue=FAILED&MessageAttributes.entry.2.Name=Run\
            &MessageAttributes.entry.2.Value.DataType=String&MessageAttributes.entry.2.Value.StringValue=run-1";
        let received = Received::read(Some("NotifyRole"), body.as_bytes());
        assert_eq!((received.action(), received.run()), ("Publish", Some("run-1")));
        let message = received.message();
        assert_eq!((message.subject.as_str(), message.body.as_str()), ("Done", "a & b"));
        let attributes = [("Run", "run-1"), ("Status", "FAILED")];
        assert_eq!(message.attributes, attributes.map(|(name, value)| (name.into(), value.into())).into());
    }

    #[test]
    fn an_error_is_written_so_that_it_can_be_read() {
        let received = Received::read(None, b"Action=Publish");
        let outcome = refused("AuthorizationError", "<no> & never", 403);
        let reply = received.reply(&outcome, "id").unwrap();
        let body = String::from_utf8(reply.body).unwrap();
        assert_eq!(reply.status, 403);
        assert!(body.contains("<Message>&lt;no&gt; &amp; never</Message>"), "{body}");
    }
}
