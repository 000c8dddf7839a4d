//! sns:Publish.

use aws_sdk_sns::Client;
use aws_sdk_sns::types::MessageAttributeValue;
use deskport_aws::{Call, failure};
use deskport_shared::error::{Class, Failure};
use deskport_shared::message::Message;

pub(super) async fn call(client: &Client, topic_arn: &str, message: &Message) -> Result<String, Failure> {
    let mut call = client
        .publish()
        .topic_arn(topic_arn)
        .subject(&message.subject)
        .message_structure("json")
        .message(&message.body);
    for (name, value) in &message.attributes {
        let attribute = MessageAttributeValue::builder().data_type("String").string_value(value).build();
        call = call
            .message_attributes(*name, attribute.map_err(|e| Failure::own(Class::Defect, e.to_string()))?);
    }
    let answer = call.send().await.map_err(|error| failure(Call::Publish, &error))?;
    answer.message_id.ok_or_else(|| Failure::own(Class::Defect, "the response has no MessageId"))
}
