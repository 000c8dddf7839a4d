//! iam:SimulatePrincipalPolicy: what a user or role may do, without doing it.

use crate::aws::Session;
use crate::aws::query::{IAM, List, numbered};
use crate::trouble::Trouble;
use serde::Deserialize;

#[derive(Deserialize)]
struct Response {
    #[serde(rename = "SimulatePrincipalPolicyResult")]
    result: Page,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    evaluation_results: List<Evaluated>,
    marker: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Evaluated {
    eval_action_name: String,
    eval_decision: String,
}

/// Which of the actions the user or role may not take on this resource (`*` where an action has none).
pub(crate) async fn call(
    aws: &Session,
    principal: &str,
    actions: &[&str],
    resource: &str,
) -> Result<Vec<String>, Trouble> {
    let mut asked = vec![("PolicySourceArn".to_owned(), principal.to_owned())];
    asked.extend(numbered("ActionNames.member", actions.iter().copied()));
    asked.extend(numbered("ResourceArns.member", [resource]));
    let (mut denied, mut next) = (Vec::new(), None::<String>);
    loop {
        let mut page = asked.clone();
        page.extend(next.map(|marker| ("Marker".to_owned(), marker)));
        let Response { result } = IAM.call(aws, "SimulatePrincipalPolicy", &page).await?;
        let results = result.evaluation_results.all.into_iter();
        denied.extend(results.filter(|one| one.eval_decision != "allowed").map(|one| one.eval_action_name));
        next = result.marker.filter(|marker| !marker.is_empty());
        if next.is_none() {
            return Ok(denied);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::query::wire::Wire;

    /// Shortened from the sample of the IAM API Reference.
    #[tokio::test]
    async fn what_is_not_allowed_is_denied() {
        let page = |rest: &str| {
            format!(
                "<SimulatePrincipalPolicyResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><SimulatePrincipalPolicyResult>\
                 {rest}</SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>"
            )
        };
        let first = page(
            "<IsTruncated>true</IsTruncated><Marker>m</Marker><EvaluationResults><member><MatchedStatements><member>\
             <SourcePolicyId>p</SourcePolicyId></member></MatchedStatements><MissingContextValues/><EvalResourceName>*</EvalResourceName>\
             <EvalDecision>allowed</EvalDecision><EvalActionName>s3:PutObject</EvalActionName></member><member>\
             <EvalDecision>explicitDeny</EvalDecision><EvalActionName>s3:GetObject</EvalActionName></member></EvaluationResults>",
        );
        let last = page(
            "<IsTruncated>false</IsTruncated><EvaluationResults><member><EvalDecision>implicitDeny</EvalDecision>\
             <EvalActionName>s3:ListBucket</EvalActionName></member></EvaluationResults>",
        );
        let (wire, aws) = Wire::answering(&[(200, &first), (200, &last)]);
        let actions = ["s3:PutObject", "s3:GetObject", "s3:ListBucket"];
        let denied = call(&aws, "arn:aws:iam::123456789012:user/a", &actions, "*").await.unwrap();
        assert_eq!(denied, ["s3:GetObject", "s3:ListBucket"]);
        let asked = wire.asked.lock().unwrap();
        let expected = "PolicySourceArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Auser%2Fa&ActionNames.member.1=s3%3APutObject";
        assert!(asked[0].2.contains(expected), "{asked:?}");
        assert!(
            asked[0].2.ends_with("&ResourceArns.member.1=*") && asked[1].2.ends_with("&Marker=m"),
            "{asked:?}"
        );
    }
}
