//! What the machines call without a function: EC2, SSM, SNS, EventBridge.

use super::Caller;
use crate::asl::Resource;
use crate::engine::{TaskError, TaskFuture};
use crate::error_names::Integration;
use crate::fault::Fault;
use crate::record::{Kind, Message};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Makes a call of an integration, which the caller's role allows. The caller's run is the execution's name.
pub fn integrate(caller: Caller, resource: Resource, arguments: Value) -> TaskFuture {
    Box::pin(async move {
        match resource {
            Resource::Publish => caller.publish_plainly(&arguments, Kind::Outcome).await,
            Resource::PutEvents => caller.put_events(&arguments).await,
            Resource::DescribeImages => caller.service(resource, |c| c.describe_images(&arguments)).await,
            Resource::CreateTags => caller.service(resource, |c| c.create_tags(&arguments)).await,
            Resource::GetParameter => caller.service(resource, |c| c.get_parameter(&arguments)).await,
            Resource::Invoke
            | Resource::Ask
            | Resource::StartExecution
            | Resource::RunExecution
            | Resource::DescribeExecution
            | Resource::GetExecutionHistory => {
                Err(TaskError::new("States.Runtime", format!("{resource:?} is no call of a service")))
            }
        }
    })
}

impl Caller {
    /// A call that only reads: it fails before it does anything.
    async fn service(
        &self,
        resource: Resource,
        answer: impl FnOnce(&Self) -> Result<Value, TaskError>,
    ) -> Result<Value, TaskError> {
        let (latency, fails, unanswered) = {
            let mut rng = self.world.rng.borrow_mut();
            (rng.between(30, 400), rng.chance(self.world.weather.flow), rng.chance(0.3))
        };
        self.world.pause(latency).await;
        if !fails {
            return answer(self);
        }
        self.world.met(Fault::IntegrationFailed);
        self.world.note(&self.run, || format!("    ! {resource:?} fails"));
        let integration = resource.integration();
        let name = if unanswered { integration.unanswered() } else { integration.base() };
        Err(TaskError::new(name, "injected"))
    }

    async fn publish_plainly(&self, arguments: &Value, kind: Kind) -> Result<Value, TaskError> {
        let attributes = &arguments["MessageAttributes"];
        let run = attributes["Run"]["StringValue"].as_str();
        let kind = if run.is_none() { Kind::NotTakenUp } else { kind };
        let outcome = json!({ "Status": attributes["Status"]["StringValue"], "Run": run });
        let run = run.unwrap_or(&self.run).to_owned();
        let text = |member: &str| arguments[member].as_str().unwrap_or_default().to_owned();
        let message =
            Message { subject: text("Subject"), body: text("Message"), attributes: BTreeMap::new() };
        let latency = self.world.rng.borrow_mut().between(20, 200);
        let fault = self.world.fault_of_call();
        self.world.pause(latency).await;
        if let Some(fault) = fault {
            self.world.met(fault);
            self.world.note(&run, || format!("    ! sns:Publish: {fault}"));
        }
        let lost = matches!(fault, Some(Fault::ReplyDropped | Fault::EffectLate));
        let refused = match fault {
            Some(Fault::Throttled) => Some("SNS.ThrottledException"),
            Some(Fault::ServerError | Fault::RequestDropped) => Some("SNS.InternalErrorException"),
            Some(_) | None => None,
        };
        if let Some(name) = refused {
            return Err(TaskError::new(name, "injected"));
        }
        let id = self.world.publish(run.clone(), kind, Some(outcome), message);
        if !lost {
            return Ok(json!({ "MessageId": id }));
        }
        if kind == Kind::Outcome {
            self.world.record.borrow_mut().excuse(&run);
        }
        Err(TaskError::new("SNS.InternalErrorException", "injected"))
    }

    /// EC2's DescribeImages with the filters that the machines use.
    fn describe_images(&self, arguments: &Value) -> Result<Value, TaskError> {
        let filters = arguments["Filters"].as_array().cloned().unwrap_or_default();
        for filter in &filters {
            let name = filter["Name"].as_str().unwrap_or_default();
            if !["image-id", "tag-key", "state", "creation-date"].contains(&name) {
                return Err(TaskError::new("States.Runtime", format!("the filter {name} is not known here")));
            }
        }
        let amis = self.world.amis.borrow();
        let all = amis.iter().filter(|image| filters.iter().all(|filter| fits(image, filter)));
        page(&all.collect::<Vec<_>>(), arguments)
    }

    /// EC2's CreateTags: a key that is there gets the new value.
    fn create_tags(&self, arguments: &Value) -> Result<Value, TaskError> {
        for id in arguments["Resources"].as_array().into_iter().flatten() {
            let mut amis = self.world.amis.borrow_mut();
            let Some(image) = amis.iter_mut().find(|image| image["ImageId"] == *id) else {
                return Err(TaskError::new(
                    Integration::Ec2.base(),
                    format!("the image id {id} does not exist"),
                ));
            };
            let given = arguments["Tags"].as_array().cloned().unwrap_or_default();
            if let Some(tags) = image["Tags"].as_array_mut() {
                tags.retain(|tag| given.iter().all(|other| other["Key"] != tag["Key"]));
                tags.extend(given);
            }
        }
        Ok(json!({}))
    }

    fn get_parameter(&self, arguments: &Value) -> Result<Value, TaskError> {
        let name = arguments["Name"].as_str().unwrap_or_default();
        let presets = self.world.presets.borrow();
        let versions = presets.get(name).map_or(&[][..], Vec::as_slice);
        match versions.last() {
            Some(value) => Ok(json!({ "Parameter": { "Name": name, "Type": "String", "Value": value,
                "Version": versions.len() } })),
            None => Err(TaskError::new("Ssm.ParameterNotFoundException", format!("no parameter {name}"))),
        }
    }
}

/// A page of DescribeImages: `MaxResults` is 5 to 1000 (EC2's API reference), `NextToken` says where it begins.
fn page(images: &[&Value], arguments: &Value) -> Result<Value, TaskError> {
    let refused = |what: &str| Err(TaskError::new(Integration::Ec2.base(), what));
    let size = match arguments.get("MaxResults") {
        None => usize::MAX,
        Some(given) => match given.as_u64().and_then(|size| usize::try_from(size).ok()) {
            Some(size) if (5..=1000).contains(&size) => size,
            Some(_) | None => return refused("MaxResults must be 5 to 1000"),
        },
    };
    let start = match arguments.get("NextToken") {
        None => 0,
        Some(given) => match given.as_str().and_then(|token| token.strip_prefix("token-")?.parse().ok()) {
            Some(start) => start,
            None => return refused("the NextToken is not one that was given"),
        },
    };
    let rest = images.get(start..).unwrap_or_default();
    let shown = &rest[..rest.len().min(size)];
    let mut page = json!({ "Images": shown });
    if shown.len() < rest.len() {
        page["NextToken"] = Value::from(format!("token-{}", start + shown.len()));
    }
    Ok(page)
}

/// Whether an image matches one filter: any of its values, which may end in `*`.
fn fits(image: &Value, filter: &Value) -> bool {
    let tags = image["Tags"].as_array().into_iter().flatten();
    let given: Vec<&str> = match filter["Name"].as_str() {
        Some("image-id") => image["ImageId"].as_str().into_iter().collect(),
        Some("state") => image["State"].as_str().into_iter().collect(),
        Some("creation-date") => image["CreationDate"].as_str().into_iter().collect(),
        _ => tags.filter_map(|tag| tag["Key"].as_str()).collect(),
    };
    let values = filter["Values"].as_array().into_iter().flatten().filter_map(Value::as_str);
    values.into_iter().any(|value| match value.strip_suffix('*') {
        Some(start) => given.iter().any(|text| text.starts_with(start)),
        None => given.contains(&value),
    })
}
