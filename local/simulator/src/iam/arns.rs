//! What `Ref` and `Fn::GetAtt` give for a resource, by its type (CloudFormation's and SAM's references of return values).

use super::resolve::Stack;

/// What `Ref` gives.
pub(super) fn reference(stack: &Stack, id: &str, kind: &str) -> Result<String, String> {
    match kind {
        "AWS::SNS::Topic" | "AWS::StepFunctions::StateMachine" | "AWS::IAM::ManagedPolicy" => {
            arn(stack, id, kind).ok_or_else(|| unknown(id, kind, "Ref"))
        }
        "AWS::Serverless::Function" | "AWS::Logs::LogGroup" | "AWS::IAM::Role" | "AWS::Events::Rule" => {
            Ok(stack.name_of(id).to_owned())
        }
        _ => Err(unknown(id, kind, "Ref")),
    }
}

/// What `Fn::GetAtt` gives.
pub(super) fn attribute(stack: &Stack, id: &str, kind: &str, attribute: &str) -> Result<String, String> {
    match (attribute, arn(stack, id, kind)) {
        ("Arn", Some(arn)) => Ok(arn),
        ("Name", Some(_)) if kind == "AWS::StepFunctions::StateMachine" => Ok(stack.name_of(id).to_owned()),
        _ => Err(unknown(id, kind, attribute)),
    }
}

fn arn(stack: &Stack, id: &str, kind: &str) -> Option<String> {
    let name = stack.name_of(id);
    let Stack { partition, region, account_id: account, .. } = stack;
    let here = |service: &str, rest: &str| format!("arn:{partition}:{service}:{region}:{account}:{rest}");
    match kind {
        "AWS::SNS::Topic" => Some(here("sns", name)),
        "AWS::SQS::Queue" => Some(here("sqs", name)),
        "AWS::Serverless::Function" => Some(here("lambda", &format!("function:{name}"))),
        "AWS::StepFunctions::StateMachine" => Some(here("states", &format!("stateMachine:{name}"))),
        "AWS::Events::Rule" => Some(here("events", &format!("rule/{name}"))),
        // The attribute Arn of a log group ends in this way.
        "AWS::Logs::LogGroup" => Some(here("logs", &format!("log-group:{name}:*"))),
        "AWS::IAM::Role" => Some(format!("arn:{partition}:iam::{account}:role/{name}")),
        "AWS::IAM::ManagedPolicy" => Some(format!("arn:{partition}:iam::{account}:policy/{name}")),
        _ => None,
    }
}

fn unknown(id: &str, kind: &str, what: &str) -> String {
    format!("{what} of {id}, a {kind}, is not known")
}
