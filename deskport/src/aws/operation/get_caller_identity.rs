//! sts:GetCallerIdentity: who calls. Needs no permission.

use crate::aws::Session;
use crate::aws::query::STS;
use crate::trouble::Trouble;
use serde::Deserialize;

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Identity {
    /// The account, 12 digits.
    pub(crate) account: String,
    /// The ARN of the user, or of the session of a role.
    pub(crate) arn: String,
}

#[derive(Deserialize)]
struct Response {
    #[serde(rename = "GetCallerIdentityResult")]
    result: Identity,
}

/// Who calls.
pub(crate) async fn call(aws: &Session) -> Result<Identity, Trouble> {
    let response: Response = STS.call(aws, "GetCallerIdentity", &[]).await?;
    Ok(response.result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::query::wire::Wire;

    /// The sample of the AWS STS API Reference.
    #[tokio::test]
    async fn the_caller_has_an_account_and_an_arn() {
        let sample = r#"<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <GetCallerIdentityResult>
           <Arn>arn:aws:iam::123456789012:user/Alice</Arn>
           <UserId>AIDACKCEVSQ6C2EXAMPLE</UserId>
           <Account>123456789012</Account>
          </GetCallerIdentityResult>
          <ResponseMetadata><RequestId>01234567-89ab-cdef-0123-456789abcdef</RequestId></ResponseMetadata>
        </GetCallerIdentityResponse>"#;
        let (_, aws) = Wire::answering(&[(200, sample)]);
        let found = call(&aws).await.unwrap();
        assert_eq!(
            (found.account.as_str(), found.arn.as_str()),
            ("123456789012", "arn:aws:iam::123456789012:user/Alice")
        );
    }
}
