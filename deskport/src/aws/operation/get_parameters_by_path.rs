//! ssm:GetParametersByPath: the parameters of a folder with their values, decrypted (kms:Decrypt, as for ssm:GetParameter).

use super::get_parameter::held;
use crate::aws::Session;
use crate::aws::error::trouble;
use crate::preset::held::Held;
use crate::trouble::Trouble;

/// All of them, in the order that Parameter Store has.
pub(crate) async fn call(aws: &Session, path: &str) -> Result<Vec<Held>, Trouble> {
    let ssm = aws.ssm();
    let (mut found, mut next) = (Vec::new(), None);
    loop {
        let call = ssm.get_parameters_by_path().path(path).with_decryption(true).set_next_token(next);
        let page = call.send().await.map_err(|error| trouble("ssm:GetParametersByPath", &error))?;
        found.extend(page.parameters.unwrap_or_default().into_iter().map(held));
        next = page.next_token.filter(|token| !token.is_empty());
        if next.is_none() {
            return Ok(found);
        }
    }
}
