//! ssm:GetParametersByPath: the parameters of a folder with their values, decrypted (kms:Decrypt, as for ssm:GetParameter).

use super::get_parameter::{Parameter, held};
use crate::aws::Session;
use crate::aws::query::SSM;
use crate::preset::held::Held;
use crate::trouble::Trouble;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    parameters: Vec<Parameter>,
    next_token: Option<String>,
}

/// All of them, in the order that Parameter Store has.
pub(crate) async fn call(aws: &Session, path: &str) -> Result<Vec<Held>, Trouble> {
    let (mut found, mut next) = (Vec::new(), None::<String>);
    loop {
        let mut asked = json!({ "Path": path, "WithDecryption": true });
        if let Some(token) = next {
            asked["NextToken"] = token.into();
        }
        let page: Page = SSM.call(aws, "GetParametersByPath", &asked).await?;
        found.extend(page.parameters.into_iter().map(held));
        next = page.next_token.filter(|token| !token.is_empty());
        if next.is_none() {
            return Ok(found);
        }
    }
}
