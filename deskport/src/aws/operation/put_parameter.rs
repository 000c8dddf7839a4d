//! ssm:PutParameter. With a key of the account's own also kms:Encrypt, in the advanced tier kms:GenerateDataKey.

use crate::aws::Session;
use crate::aws::query::SSM;
use crate::preset::held::{Kind, Tier};
use crate::trouble::Trouble;
use deskport_shared::secret::Secret;
use serde::Deserialize;
use serde_json::json;

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

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Response {
    version: i64,
}

/// Stores it.
pub(crate) async fn call(aws: &Session, wanted: Wanted<'_>) -> Result<Put, Trouble> {
    let mut asked = json!({
        "Name": wanted.name,
        "Value": wanted.value.reveal(),
        "Type": wanted.kind.as_str(),
        "Tier": wanted.tier.as_str(),
        "Overwrite": wanted.overwrite,
    });
    for (member, value) in [("KeyId", wanted.key), ("Description", wanted.description)] {
        if let Some(value) = value {
            asked[member] = value.into();
        }
    }
    match SSM.call::<Response>(aws, "PutParameter", &asked).await {
        Ok(stored) => Ok(Put::Version(stored.version)),
        Err(trouble) if trouble.code() == Some("ParameterAlreadyExists") => Ok(Put::NameTaken),
        Err(trouble) => Err(trouble),
    }
}
