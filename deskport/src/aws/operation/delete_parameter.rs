//! ssm:DeleteParameter.

use crate::aws::Session;
use crate::aws::error::trouble;
use crate::trouble::Trouble;

/// Whether there was one of that name, which is now deleted with all its versions.
pub(crate) async fn call(aws: &Session, name: &str) -> Result<bool, Trouble> {
    match aws.ssm().delete_parameter().name(name).send().await {
        Ok(_) => Ok(true),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_parameter_not_found()) => Ok(false),
        Err(error) => Err(trouble("ssm:DeleteParameter", &error)),
    }
}
