//! ssm:GetParameters: several parameters at once.

use super::get_parameter::Parameter;
use crate::aws::Session;
use crate::aws::query::SSM;
use crate::trouble::Trouble;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Response {
    #[serde(default)]
    parameters: Vec<Parameter>,
}

/// The values of the parameters that are there, by name; at most ten names.
pub(crate) async fn call(aws: &Session, names: &[String]) -> Result<BTreeMap<String, String>, Trouble> {
    let asked = json!({ "Names": names, "WithDecryption": true });
    let response: Response = SSM.call(aws, "GetParameters", &asked).await?;
    Ok(response
        .parameters
        .into_iter()
        .filter_map(|parameter| Some((parameter.name?, parameter.value?)))
        .collect())
}
