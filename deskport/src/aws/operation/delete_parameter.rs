//! ssm:DeleteParameter.

use crate::aws::Session;
use crate::aws::query::SSM;
use crate::trouble::Trouble;
use serde_json::{Value, json};

/// Whether there was one of that name, which is now deleted with all its versions.
pub(crate) async fn call(aws: &Session, name: &str) -> Result<bool, Trouble> {
    match SSM.call::<Value>(aws, "DeleteParameter", &json!({ "Name": name })).await {
        Ok(_) => Ok(true),
        Err(trouble) if trouble.code() == Some("ParameterNotFound") => Ok(false),
        Err(trouble) => Err(trouble),
    }
}
