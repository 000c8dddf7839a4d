//! sns:Publish.

use crate::classify::failure;
use crate::errors::Meaning::Fails;
use crate::errors::Row;
use crate::operation::Call;
use crate::service::Sns;
use aws_sdk_sns::operation::publish::builders::PublishFluentBuilder;
use aws_sdk_sns::types::MessageAttributeValue;
use deskport_shared::error::Class::{Rejected, ServiceUnavailable, Throttled};
use deskport_shared::error::{Class, Failure};
use deskport_shared::message::Message;

/// What each error means that the SDK knows.
pub(crate) const ERRORS: &[Row] = &[
    ("AuthorizationError", Fails(Rejected)),
    ("EndpointDisabled", Fails(Rejected)),
    ("InternalError", Fails(ServiceUnavailable)),
    ("InvalidParameter", Fails(Rejected)),
    ("InvalidSecurity", Fails(Rejected)),
    ("KMSAccessDenied", Fails(Rejected)),
    ("KMSDisabled", Fails(Rejected)),
    ("KMSInvalidState", Fails(Rejected)),
    ("KMSNotFound", Fails(Rejected)),
    ("KMSOptInRequired", Fails(Rejected)),
    ("KMSThrottling", Fails(Throttled)),
    ("NotFound", Fails(Rejected)),
    ("ParameterValueInvalid", Fails(Rejected)),
    ("PlatformApplicationDisabled", Fails(Rejected)),
    ("ValidationException", Fails(Rejected)),
];

/// Publishes a message and returns its id.
///
/// # Errors
/// The class of SNS' error.
pub async fn call(aws: &Sns, topic_arn: &str, message: &Message) -> Result<String, Failure> {
    let mut call = aws.0.publish().subject(&message.subject).message_structure("json");
    for (name, value) in &message.attributes {
        let attribute = MessageAttributeValue::builder().data_type("String").string_value(value).build();
        call = call
            .message_attributes(*name, attribute.map_err(|e| Failure::own(Class::Defect, e.to_string()))?);
    }
    send(call.topic_arn(topic_arn).message(&message.body)).await
}

/// Publishes a text as it is and returns its id.
///
/// # Errors
/// The class of SNS' error.
pub async fn text(aws: &Sns, topic_arn: &str, text: &str) -> Result<String, Failure> {
    send(aws.0.publish().topic_arn(topic_arn).message(text)).await
}

async fn send(call: PublishFluentBuilder) -> Result<String, Failure> {
    let output = call.send().await.map_err(|error| failure(Call::Publish, &error))?;
    output.message_id.ok_or_else(|| Failure::own(Class::Defect, "the response has no MessageId"))
}
