//! ssm:GetParameter: one parameter with its value, decrypted (kms:Decrypt, where its key is one of the account's own).

use crate::aws::Session;
use crate::aws::error::trouble;
use crate::preset::held::{Held, Kind};
use crate::run::execution::time;
use crate::trouble::Trouble;
use deskport_shared::secret::Secret;

/// The parameter; `None` where there is none of that name, or no such version.
pub(crate) async fn call(aws: &Session, name: &str, version: Option<u32>) -> Result<Option<Held>, Trouble> {
    let selector = version.map(|version| format!(":{version}")).unwrap_or_default();
    let response =
        aws.ssm().get_parameter().name(format!("{name}{selector}")).with_decryption(true).send().await;
    match response {
        Ok(found) => Ok(found.parameter.map(held)),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(|e| e.is_parameter_not_found() || e.is_parameter_version_not_found()) =>
        {
            Ok(None)
        }
        Err(error) => Err(trouble("ssm:GetParameter", &error)),
    }
}

/// A parameter, without types of the SDK.
pub(super) fn held(parameter: aws_sdk_ssm::types::Parameter) -> Held {
    Held {
        parameter: parameter.name.unwrap_or_default(),
        value: Secret::new(parameter.value.unwrap_or_default()),
        version: parameter.version,
        kind: Kind::from_aws(parameter.r#type.as_ref().map_or("", |kind| kind.as_str())),
        modified_at: parameter.last_modified_date.and_then(|at| time(at.to_millis().ok())),
    }
}
