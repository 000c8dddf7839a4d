//! What a function gets to see of the services: counted where it speaks of a fault, and noted where a look shows an image's end.

use super::{Asked, Caller, Outcome};
use crate::access::Holder;
use crate::asl::Function;
use crate::fault::Fault;
use deskport_aws::Call;
use deskport_shared::error::Class;
use deskport_simulator::{Failure, Service};
use serde_json::Value;

impl Caller {
    /// A response has arrived.
    pub fn notice(&self, asked: &Asked, outcome: &Outcome) {
        let Asked::Simulated(received) = asked else { return };
        let (service, operation) = (received.service(), received.operation());
        let none = Value::Null;
        let input = received.input().unwrap_or(&none);
        match outcome {
            Ok(answer) => self.notice_answer(operation, input, answer),
            Err(Failure::Fault(fault)) => {
                let call = Call::from_name(operation);
                let class = call.map(|call| call.class(&fault.code, fault.http_status(service)));
                match (fault.code.as_str(), operation) {
                    (_, _) if class == Some(Class::QuotaExceeded) => self.world.met(Fault::QuotaFull),
                    ("ResourceAlreadyExistsException", _) => self.notice_name(service, input),
                    (
                        "ResourceNotFoundException",
                        "DescribeCustomWorkspaceImageImport" | "DescribeImages",
                    ) => self.world.met(Fault::Invisible),
                    _ => {}
                }
            }
            Err(Failure::ReplyLost) => {}
        }
    }

    fn notice_answer(&self, operation: &str, input: &Value, answer: &Value) {
        match operation {
            "DescribeWorkspaceImages" | "DescribeImages" => {
                let asked = ["ImageIds", "Arns", "Names"].iter().any(|member| !input[*member].is_null());
                let images = answer["Images"].as_array().map(Vec::as_slice).unwrap_or_default();
                if asked && images.is_empty() {
                    self.world.met(Fault::Invisible);
                }
                let wanted = input["ImageIds"].get(0).or(input["Arns"].get(0));
                images.iter().filter(|_| asked).for_each(|image| self.notice_image(image, wanted));
            }
            "DescribeCustomWorkspaceImageImport" => self.notice_image(answer, input.get("ImageId")),
            "DescribeAccountModifications" => self.notice_modifications(answer),
            "DeleteWorkspaceImage" | "DeleteImage" => self.world.met(Fault::Replaced),
            _ => {}
        }
    }

    /// A look shows an image: `wanted` is the id or ARN that was asked for.
    fn notice_image(&self, image: &Value, wanted: Option<&Value>) {
        if self.holder != Holder::Function(Function::CheckStatus) {
            return;
        }
        let state = image["State"].as_str().unwrap_or_default();
        let failed = matches!(state, "ERROR" | "FAILED");
        if state.starts_with(crate::scenario::UNKNOWN_STATE) {
            self.world.met(Fault::UnknownState);
        }
        if failed {
            self.world.met(Fault::ImageFails);
        }
        let ended = failed || matches!(state, "AVAILABLE" | "COMPLETED");
        if let Some(id) = wanted.and_then(Value::as_str).filter(|_| ended) {
            let now = self.world.now.get();
            self.world.record.borrow_mut().seen_ended.entry(id.to_owned()).or_insert(now);
        }
    }

    fn notice_modifications(&self, answer: &Value) {
        let all = answer["AccountModifications"].as_array().map(Vec::as_slice).unwrap_or_default();
        if all.is_empty() && self.world.record.borrow().modified.iter().any(|change| change.took) {
            self.world.met(Fault::ChangeInvisible);
        }
        let start = |change: &Value| change["StartTime"].as_f64().unwrap_or_default();
        let last = all.iter().max_by(|a, b| start(a).total_cmp(&start(b)));
        if last.is_some_and(|change| change["ModificationState"] == "FAILED") {
            self.world.met(Fault::ChangeFails);
        }
    }

    /// A name is in use: by another run's image or somebody else's.
    fn notice_name(&self, service: Service, input: &Value) {
        let name = input["ImageName"].as_str().or(input["Name"].as_str()).unwrap_or_default();
        let record = self.world.record.borrow();
        let made = record.made.iter().find(|made| made.service == service && made.name == name);
        match made {
            Some(made) if made.run == self.run => {}
            Some(_) => self.world.met(Fault::NameRace),
            None => self.world.met(Fault::NameTaken),
        }
    }
}
