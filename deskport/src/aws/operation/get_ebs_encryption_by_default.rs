//! ec2:GetEbsEncryptionByDefault: whether every new volume of the account in this Region is encrypted.

use crate::aws::Session;
use crate::aws::query::EC2;
use crate::trouble::Trouble;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    ebs_encryption_by_default: bool,
}

/// Whether it is.
pub(crate) async fn call(aws: &Session) -> Result<bool, Trouble> {
    let response: Response = EC2.call(aws, "GetEbsEncryptionByDefault", &[]).await?;
    Ok(response.ebs_encryption_by_default)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::query::wire::Wire;

    /// The elements are those of the EC2 API Reference.
    #[tokio::test]
    async fn it_is_on_or_off() {
        for (value, expected) in [("true", true), ("false", false)] {
            let answer = format!(
                "<GetEbsEncryptionByDefaultResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>1</requestId>\
                 <ebsEncryptionByDefault>{value}</ebsEncryptionByDefault><sseType>sse-kms</sseType></GetEbsEncryptionByDefaultResponse>"
            );
            let (_, aws) = Wire::answering(&[(200, &answer)]);
            assert_eq!(call(&aws).await, Ok(expected));
        }
    }
}
