//! ssm:PutParameter. With a key of the account's own also kms:Encrypt, in the advanced tier kms:GenerateDataKey.

use crate::aws::Session;
use crate::aws::error::trouble;
use crate::preset::held::{Kind, Tier};
use crate::trouble::Trouble;
use deskport_shared::secret::Secret;

/// A parameter, as it is to be.
#[derive(Clone, Debug)]
pub(crate) struct Wanted<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// Its value.
    pub(crate) value: Secret,
    /// Its type.
    pub(crate) kind: Kind,
    /// Its tier.
    pub(crate) tier: Tier,
    /// The key of a SecureString; without one AWS takes its own, even where another was used before.
    pub(crate) key: Option<String>,
    /// What it is for, in words.
    pub(crate) description: Option<String>,
    /// Whether one of that name is replaced.
    pub(crate) overwrite: bool,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Put {
    /// It is stored, as this version.
    Version(i64),
    /// There is one of the name already.
    NameTaken,
}

/// Stores it.
pub(crate) async fn call(aws: &Session, wanted: Wanted<'_>) -> Result<Put, Trouble> {
    let response = aws
        .ssm()
        .put_parameter()
        .name(wanted.name)
        .value(wanted.value.reveal())
        .r#type(wanted.kind.as_str().into())
        .tier(wanted.tier.as_str().into())
        .set_key_id(wanted.key)
        .set_description(wanted.description)
        .overwrite(wanted.overwrite)
        .send()
        .await;
    match response {
        Ok(stored) => Ok(Put::Version(stored.version)),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_parameter_already_exists()) => {
            Ok(Put::NameTaken)
        }
        Err(error) => Err(trouble("ssm:PutParameter", &error)),
    }
}
