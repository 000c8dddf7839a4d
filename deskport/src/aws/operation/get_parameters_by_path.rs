//! ssm:GetParametersByPath: the parameters of a folder with their values, decrypted (kms:Decrypt, as for ssm:GetParameters).

use crate::aws::Session;
use crate::aws::error::trouble;
use crate::trouble::Trouble;
use deskport_shared::secret::Secret;

/// A parameter with its value.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// Its full name.
    pub(crate) parameter: String,
    /// Its value, decrypted. It may hold an AppCatalogConfig.
    pub(crate) value: Secret,
}

/// All of them, in the order that Parameter Store has.
pub(crate) async fn call(aws: &Session, path: &str) -> Result<Vec<Held>, Trouble> {
    let ssm = aws.ssm();
    let (mut found, mut next) = (Vec::new(), None);
    loop {
        let call = ssm.get_parameters_by_path().path(path).with_decryption(true).set_next_token(next);
        let page = call.send().await.map_err(|error| trouble("ssm:GetParametersByPath", &error))?;
        let parameters = page.parameters.unwrap_or_default().into_iter();
        found.extend(
            parameters.filter_map(|one| Some(Held { parameter: one.name?, value: Secret::new(one.value?) })),
        );
        next = page.next_token.filter(|token| !token.is_empty());
        if next.is_none() {
            return Ok(found);
        }
    }
}
