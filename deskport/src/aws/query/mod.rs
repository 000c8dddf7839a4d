//! Services of which the command makes a few calls, by the two plain protocols that they speak: a form answered in XML (EC2, IAM,
//! SNS, STS), and JSON (the others). Their own crates would take minutes to compile (EC2's is eight times as large as that of
//! WorkSpaces, Systems Manager's three times), and make the command larger. Credentials, signatures, retries, timeouts and the HTTP client are the SDK's; see `call.rs`.

mod call;
mod endpoint;
mod refusal;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod wire;

use crate::aws::Session;
use crate::aws::error::trouble;
use crate::trouble::{Kind, Trouble};
use call::{Given, Request};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt::Display;

/// Amazon EC2.
pub(crate) const EC2: Form = Form { service: Service::new("EC2", "ec2"), version: "2016-11-15" };
/// AWS Identity and Access Management, which is not of a Region.
pub(crate) const IAM: Form =
    Form { service: Service { global: true, ..Service::new("IAM", "iam") }, version: "2010-05-08" };
/// Amazon CloudWatch.
pub(crate) const CLOUDWATCH: Json = Json {
    service: Service {
        host: "monitoring",
        signed_as: "monitoring",
        ..Service::new("CloudWatch", "cloudwatch")
    },
    content_type: "application/x-amz-json-1.0",
    target: "GraniteServiceVersion20100801",
};
/// Amazon SNS.
pub(crate) const SNS: Form = Form { service: Service::new("SNS", "sns"), version: "2010-03-31" };
/// AWS Security Token Service.
pub(crate) const STS: Form = Form { service: Service::new("STS", "sts"), version: "2011-06-15" };
/// Amazon SQS.
pub(crate) const SQS: Json = Json {
    service: Service::new("SQS", "sqs"),
    content_type: "application/x-amz-json-1.0",
    target: "AmazonSQS",
};
/// AWS Systems Manager, of which Parameter Store is a part.
pub(crate) const SSM: Json = Json {
    service: Service::new("SSM", "ssm"),
    content_type: "application/x-amz-json-1.1",
    target: "AmazonSSM",
};
/// Service Quotas.
pub(crate) const SERVICE_QUOTAS: Json = Json {
    service: Service::new("Service Quotas", "servicequotas"),
    content_type: "application/x-amz-json-1.1",
    target: "ServiceQuotasV20190624",
};
/// Amazon WorkSpaces.
pub(crate) const WORKSPACES: Json = Json {
    service: Service { fips_in_govcloud: "-fips", ..Service::new("WorkSpaces", "workspaces") },
    content_type: "application/x-amz-json-1.1",
    target: "WorkspacesService",
};
/// Amazon AppStream 2.0.
pub(crate) const APPSTREAM: Json = Json {
    service: Service {
        host: "appstream2",
        fips_in_govcloud: "-fips",
        ..Service::new("AppStream", "appstream")
    },
    content_type: "application/x-amz-json-1.1",
    target: "PhotonAdminProxyService",
};

/// A service: its names, and below its protocol, as its page of the Service Authorization Reference and its model (in botocore) have them.
#[derive(Clone, Copy, Debug)]
struct Service {
    /// The SDK's, which AWS_ENDPOINT_URL_ and a profile's `services` go by.
    id: &'static str,
    /// Before the colon of an action.
    iam: &'static str,
    /// Of its endpoint.
    host: &'static str,
    /// Of its signatures.
    signed_as: &'static str,
    /// Whether it has one endpoint in a partition.
    global: bool,
    /// What the host of an endpoint that is validated by FIPS 140 ends with in AWS GovCloud (US), where most have no other.
    fips_in_govcloud: &'static str,
}

impl Service {
    /// A service that has one name for all but the SDK.
    const fn new(id: &'static str, name: &'static str) -> Self {
        Self { id, iam: name, host: name, signed_as: name, global: false, fips_in_govcloud: "" }
    }
}

/// A service that takes a form and gives XML.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    service: Service,
    version: &'static str,
}

/// A service that takes and gives JSON.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Json {
    service: Service,
    content_type: &'static str,
    target: &'static str,
}

impl Form {
    /// Makes a call. `T` is the response's root; parameters are named as the API Reference has them (`Filter.1.Value.1`).
    ///
    /// # Errors
    /// What the service reported, or that its response can't be read.
    pub(crate) async fn call<T: DeserializeOwned>(
        self,
        aws: &Session,
        action: &'static str,
        parameters: &[(String, String)],
    ) -> Result<T, Trouble> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("Action", action).append_pair("Version", self.version).extend_pairs(parameters);
        let request =
            Request { content_type: "application/x-www-form-urlencoded", target: None, body: form.finish() };
        made(aws, self.service, action, request, |text| quick_xml::de::from_str(text)).await
    }
}

impl Json {
    /// Makes a call with this body. `T` is the response.
    ///
    /// # Errors
    /// What the service reported, or that its response can't be read.
    pub(crate) async fn call<T: DeserializeOwned>(
        self,
        aws: &Session,
        action: &'static str,
        body: &Value,
    ) -> Result<T, Trouble> {
        let request = Request {
            content_type: self.content_type,
            target: Some(format!("{}.{action}", self.target)),
            body: body.to_string(),
        };
        made(aws, self.service, action, request, |text| serde_json::from_str(text)).await
    }
}

async fn made<T, E: Display>(
    aws: &Session,
    service: Service,
    action: &'static str,
    request: Request,
    read: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, Trouble> {
    let call = format!("{}:{action}", service.iam);
    let Given { text, request_id } =
        call::make(&aws.config, service, action, request).await.map_err(|error| trouble(&call, &error))?;
    read(&text).map_err(|error| {
        let said = format!("the response can't be read: {error}");
        Trouble::of_call(Kind::Failed, &call, None, said, request_id.as_deref())
    })
}

/// A list in XML: its elements are `item` (EC2) or `member` (the others).
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct List<T> {
    #[serde(rename = "member", alias = "item", default = "Vec::new")]
    pub(crate) all: Vec<T>,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { all: Vec::new() }
    }
}

/// The parameters of a list: `NAME.1`, `NAME.2` and so on, in the form that each service has (`ImageId`, `ActionNames.member`).
pub(crate) fn numbered<'a>(
    name: &'a str,
    values: impl IntoIterator<Item = &'a str> + 'a,
) -> impl Iterator<Item = (String, String)> + 'a {
    values.into_iter().enumerate().map(move |(at, value)| (format!("{name}.{}", at + 1), value.to_owned()))
}
