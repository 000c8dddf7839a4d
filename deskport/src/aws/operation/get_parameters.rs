//! ssm:GetParameters: several parameters at once.

use crate::aws::Session;
use crate::aws::error::trouble;
use crate::trouble::Trouble;
use std::collections::BTreeMap;

/// The values of the parameters that are there, by name; at most ten names.
pub(crate) async fn call(aws: &Session, names: &[String]) -> Result<BTreeMap<String, String>, Trouble> {
    let response = aws
        .ssm()
        .get_parameters()
        .set_names(Some(names.to_vec()))
        .with_decryption(true)
        .send()
        .await
        .map_err(|error| trouble("ssm:GetParameters", &error))?;
    let found = response.parameters.unwrap_or_default().into_iter();
    Ok(found.filter_map(|parameter| Some((parameter.name?, parameter.value?))).collect())
}
