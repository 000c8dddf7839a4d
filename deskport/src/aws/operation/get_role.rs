//! iam:GetRole: a role and whom it trusts.

use crate::aws::Session;
use crate::aws::query::IAM;
use crate::trouble::Trouble;
use percent_encoding::percent_decode_str;
use serde::Deserialize;

/// A role.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Role {
    /// Its ARN, with its path.
    pub(crate) arn: String,
    /// Its trust policy, in JSON.
    #[serde(rename = "AssumeRolePolicyDocument")]
    pub(crate) trust: String,
}

#[derive(Deserialize)]
struct Response {
    #[serde(rename = "GetRoleResult")]
    result: Found,
}

#[derive(Deserialize)]
struct Found {
    #[serde(rename = "Role")]
    role: Role,
}

/// The role of this name, without its path; `None` if there is none.
pub(crate) async fn call(aws: &Session, name: &str) -> Result<Option<Role>, Trouble> {
    let asked = [("RoleName".to_owned(), name.to_owned())];
    match IAM.call::<Response>(aws, "GetRole", &asked).await {
        Ok(Response { result: Found { mut role } }) => {
            // URL-encoded by RFC 3986, as the API Reference says.
            role.trust = percent_decode_str(&role.trust).decode_utf8_lossy().into_owned();
            Ok(Some(role))
        }
        Err(trouble) if trouble.code() == Some("NoSuchEntity") => Ok(None),
        Err(trouble) => Err(trouble),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::query::wire::Wire;

    /// The sample of the IAM API Reference, with the policy URL-encoded as its text says.
    #[tokio::test]
    async fn a_role_is_there_or_not() {
        let sample = r#"<GetRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetRoleResult><Role>
            <Path>/application_abc/component_xyz/</Path>
            <Arn>arn:aws:iam::123456789012:role/application_abc/component_xyz/S3Access</Arn>
            <RoleName>S3Access</RoleName>
            <AssumeRolePolicyDocument>%7B%22Version%22%3A%222012-10-17%22%2C%22Id%22%3A%22a%20b+c%22%7D</AssumeRolePolicyDocument>
            <CreateDate>2012-05-08T23:34:01Z</CreateDate><RoleId>AROADBQP57FF2AEXAMPLE</RoleId>
          </Role></GetRoleResult><ResponseMetadata><RequestId>df37e965</RequestId></ResponseMetadata></GetRoleResponse>"#;
        let missing = "<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>no</Message></Error></ErrorResponse>";
        let (_, aws) = Wire::answering(&[(200, sample), (404, missing)]);
        let role = call(&aws, "S3Access").await.unwrap().unwrap();
        assert_eq!(role.arn, "arn:aws:iam::123456789012:role/application_abc/component_xyz/S3Access");
        assert_eq!(role.trust, r#"{"Version":"2012-10-17","Id":"a b+c"}"#);
        assert!(call(&aws, "other").await.unwrap().is_none());
    }
}
