//! The functions and integrations that a task can run.

use crate::error_names::Integration;
use serde::Deserialize;

/// A function of Deskport.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Function {
    /// plan-import.
    PlanImport,
    /// enable-byol.
    EnableByol,
    /// start-import.
    StartImport,
    /// deliver.
    Deliver,
    /// check-status.
    CheckStatus,
    /// notify.
    Notify,
}

impl Function {
    /// Every function.
    pub const ALL: [Self; 6] = [
        Self::PlanImport,
        Self::EnableByol,
        Self::StartImport,
        Self::Deliver,
        Self::CheckStatus,
        Self::Notify,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PlanImport => "plan-import",
            Self::EnableByol => "enable-byol",
            Self::StartImport => "start-import",
            Self::Deliver => "deliver",
            Self::CheckStatus => "check-status",
            Self::Notify => "notify",
        }
    }

    /// The function of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|function| function.name() == name)
    }
}

/// A resource of a task: the integrations that the machines use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Resource {
    /// `lambda:invoke`.
    Invoke,
    /// `states:startExecution`.
    StartExecution,
    /// `states:startExecution.sync:2`.
    RunExecution,
    /// `sns:publish`.
    Publish,
    /// `lambda:invoke.waitForTaskToken`.
    Ask,
    /// `events:putEvents`.
    PutEvents,
    /// `aws-sdk:ec2:describeImages`.
    DescribeImages,
    /// `aws-sdk:ec2:createTags`.
    CreateTags,
    /// `aws-sdk:ssm:getParameter`.
    GetParameter,
    /// `aws-sdk:sfn:describeExecution`.
    DescribeExecution,
    /// `aws-sdk:sfn:getExecutionHistory`.
    GetExecutionHistory,
}

impl Resource {
    /// Whose names its errors have.
    pub const fn integration(self) -> Integration {
        match self {
            Self::Invoke | Self::Ask => Integration::Lambda,
            Self::StartExecution | Self::RunExecution => Integration::StepFunctions,
            Self::Publish => Integration::Sns,
            Self::PutEvents => Integration::EventBridge,
            Self::DescribeImages | Self::CreateTags => Integration::Ec2,
            Self::GetParameter => Integration::Ssm,
            Self::DescribeExecution | Self::GetExecutionHistory => Integration::Sfn,
        }
    }
}

impl TryFrom<String> for Resource {
    type Error = String;

    fn try_from(arn: String) -> Result<Self, String> {
        match arn.as_str() {
            "arn:aws:states:::lambda:invoke" => Ok(Self::Invoke),
            "arn:aws:states:::states:startExecution" => Ok(Self::StartExecution),
            "arn:aws:states:::states:startExecution.sync:2" => Ok(Self::RunExecution),
            "arn:aws:states:::sns:publish" => Ok(Self::Publish),
            "arn:aws:states:::lambda:invoke.waitForTaskToken" => Ok(Self::Ask),
            "arn:aws:states:::events:putEvents" => Ok(Self::PutEvents),
            "arn:aws:states:::aws-sdk:ec2:describeImages" => Ok(Self::DescribeImages),
            "arn:aws:states:::aws-sdk:ec2:createTags" => Ok(Self::CreateTags),
            "arn:aws:states:::aws-sdk:ssm:getParameter" => Ok(Self::GetParameter),
            "arn:aws:states:::aws-sdk:sfn:describeExecution" => Ok(Self::DescribeExecution),
            "arn:aws:states:::aws-sdk:sfn:getExecutionHistory" => Ok(Self::GetExecutionHistory),
            _ => Err(format!("the resource {arn} is not known")),
        }
    }
}
