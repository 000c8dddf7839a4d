//! ssm:GetParameter: one parameter with its value, decrypted (kms:Decrypt, where its key is one of the account's own).

use crate::aws::Session;
use crate::aws::query::SSM;
use crate::preset::held::{Held, Kind};
use crate::trouble::Trouble;
use deskport_shared::secret::Secret;
use jiff::{SignedDuration, Timestamp, Unit};
use serde::Deserialize;
use serde_json::json;

/// What AWS's codes of a parameter, or of a version of it, that is not there are.
const NOT_THERE: [&str; 2] = ["ParameterNotFound", "ParameterVersionNotFound"];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Response {
    parameter: Option<Parameter>,
}

/// A parameter, as AWS has it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Parameter {
    pub(super) name: Option<String>,
    pub(super) value: Option<String>,
    #[serde(default)]
    version: i64,
    #[serde(default)]
    r#type: String,
    last_modified_date: Option<f64>,
}

/// The parameter; `None` where there is none of that name, or no such version.
pub(crate) async fn call(aws: &Session, name: &str, version: Option<u32>) -> Result<Option<Held>, Trouble> {
    let selector = version.map(|version| format!(":{version}")).unwrap_or_default();
    let asked = json!({ "Name": format!("{name}{selector}"), "WithDecryption": true });
    match SSM.call::<Response>(aws, "GetParameter", &asked).await {
        Ok(found) => Ok(found.parameter.map(held)),
        Err(trouble) if trouble.code().is_some_and(|code| NOT_THERE.contains(&code)) => Ok(None),
        Err(trouble) => Err(trouble),
    }
}

/// A parameter, in the command's own terms.
pub(super) fn held(parameter: Parameter) -> Held {
    Held {
        parameter: parameter.name.unwrap_or_default(),
        value: Secret::new(parameter.value.unwrap_or_default()),
        version: parameter.version,
        kind: Kind::from_aws(&parameter.r#type),
        modified_at: parameter.last_modified_date.and_then(moment),
    }
}

/// A time, from seconds since 1970; AWS gives milliseconds.
pub(super) fn moment(seconds: f64) -> Option<Timestamp> {
    let since = SignedDuration::try_from_secs_f64(seconds).ok()?;
    Timestamp::from_duration(since).ok()?.round(Unit::Millisecond).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::query::wire::Wire;

    /// The members are those of the Systems Manager API Reference, GetParameter.
    #[tokio::test]
    async fn a_parameter_is_read_with_its_version_and_one_that_is_not_there_is_none() {
        let found = r#"{ "Parameter": { "ARN": "arn:aws:ssm:us-east-2:111122223333:parameter/deskport/presets/finance",
            "DataType": "text", "LastModifiedDate": 1582657288.8, "Name": "/deskport/presets/finance", "Type": "SecureString",
            "Value": "{}", "Version": 3 } }"#;
        let missing = r#"{ "__type": "ParameterNotFound" }"#;
        let (wire, aws) = Wire::answering(&[(200, found), (400, missing)]);
        let held = call(&aws, "/deskport/presets/finance", Some(3)).await.unwrap().unwrap();
        assert_eq!((held.version, held.kind, held.value.reveal()), (3, Kind::SecureString, "{}"));
        assert_eq!(held.modified_at.unwrap().to_string(), "2020-02-25T19:01:28.8Z");
        assert!(call(&aws, "/deskport/presets/nothing", None).await.unwrap().is_none());
        let asked = wire.asked.lock().unwrap();
        assert!(asked[0].1.contains("\nAmazonSSM.GetParameter\napplication/x-amz-json-1.1\n"), "{asked:?}");
        assert_eq!(asked[0].2, r#"{"Name":"/deskport/presets/finance:3","WithDecryption":true}"#);
    }
}
