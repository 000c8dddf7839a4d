//! The names that errors have in a state machine, by the integration that they come from: the one place from which the
//! engine injects them, and against which a test checks every `Retry` and `Catch`.
//!
//! Optimized integrations (`lambda`, `states`, `sns`, `events`) name errors as the AWS SDK for Java 1 does, `aws-sdk:` integrations as
//! version 2 does: the exception of a service that has no name of its own differs.

/// Where an error comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integration {
    /// `lambda:invoke`.
    Lambda,
    /// `states:startExecution`, with and without `.sync:2`.
    StepFunctions,
    /// `sns:publish`, with and without `.waitForTaskToken`.
    Sns,
    /// `events:putEvents`.
    EventBridge,
    /// `aws-sdk:ec2:...`.
    Ec2,
    /// `aws-sdk:ssm:...`.
    Ssm,
    /// `aws-sdk:sfn:...`.
    Sfn,
}

/// What an error means for its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The call may succeed a little later.
    Passing,
    /// It is a fact about the world: such a run exists already, no such parameter exists.
    Answer,
}

/// A name, as `ErrorEquals` has it.
#[derive(Clone, Copy, Debug)]
pub struct ErrorName {
    /// With its prefix.
    pub name: &'static str,
    /// What it means.
    pub kind: Kind,
    /// Where the name is from.
    pub source: &'static str,
}

const LAMBDA_PRACTICES: &str =
    "Step Functions Developer Guide: Best practices, Handle transient Lambda service exceptions";
const LAMBDA_ERRORS: &str = "Step Functions Developer Guide: Handling errors, Error names";
const LAMBDA_RECORDED: &str =
    "recorded: Step Functions takes errorType from the payload that Lambda returns for a dead process";
const SDK_V1: &str =
    "AWS SDK for Java 1: the service's base exception, SdkClientException where no response came";
const SDK_V2: &str =
    "AWS SDK for Java 2: the service's base exception, SdkClientException where no response came";
const STATES_MODEL: &str = "AWS Step Functions API Reference: errors of StartExecution and DescribeExecution";
const SNS_MODEL: &str = "Amazon SNS API Reference: errors of Publish";
const EVENTS_MODEL: &str = "Amazon EventBridge API Reference: errors of PutEvents";
const EVENTS_GUIDE: &str =
    "Step Functions Developer Guide: Add EventBridge events, a response with a FailedEntryCount above zero";
const SSM_MODEL: &str =
    "AWS Systems Manager API Reference: errors of GetParameter; names end in Exception in Java 2";
const LOCAL: &str = "MiniStack 1.5.33, which leaves the prefix or the ending out";

/// EventBridge did not take an entry.
pub const FAILED_ENTRY: &str = "EventBridge.FailedEntry";

const fn passing(name: &'static str, source: &'static str) -> ErrorName {
    ErrorName { name, kind: Kind::Passing, source }
}

const fn answer(name: &'static str, source: &'static str) -> ErrorName {
    ErrorName { name, kind: Kind::Answer, source }
}

const LAMBDA: &[ErrorName] = &[
    passing("Lambda.ClientExecutionTimeoutException", LAMBDA_PRACTICES),
    passing("Lambda.ServiceException", LAMBDA_PRACTICES),
    passing("Lambda.AWSLambdaException", LAMBDA_PRACTICES),
    passing("Lambda.SdkClientException", LAMBDA_PRACTICES),
    passing("Lambda.TooManyRequestsException", LAMBDA_ERRORS),
    passing("Lambda.Unknown", LAMBDA_ERRORS),
    passing("Runtime.ExitError", LAMBDA_RECORDED),
    passing("Sandbox.Timedout", LAMBDA_RECORDED),
];
const STEP_FUNCTIONS: &[ErrorName] = &[
    answer("StepFunctions.ExecutionAlreadyExistsException", STATES_MODEL),
    passing("StepFunctions.ExecutionLimitExceededException", STATES_MODEL),
    passing("StepFunctions.AWSStepFunctionsException", SDK_V1),
    passing("StepFunctions.SdkClientException", SDK_V1),
];
const SNS: &[ErrorName] = &[
    passing("SNS.InternalErrorException", SNS_MODEL),
    passing("SNS.ThrottledException", SNS_MODEL),
    passing("SNS.AmazonSNSException", SDK_V1),
    passing("SNS.SdkClientException", SDK_V1),
];
const EVENT_BRIDGE: &[ErrorName] = &[
    passing(FAILED_ENTRY, EVENTS_GUIDE),
    passing("EventBridge.InternalException", EVENTS_MODEL),
    passing("EventBridge.AmazonEventBridgeException", SDK_V1),
    passing("EventBridge.SdkClientException", SDK_V1),
];
const EC2: &[ErrorName] = &[passing("Ec2.Ec2Exception", SDK_V2), passing("Ec2.SdkClientException", SDK_V2)];
const SSM: &[ErrorName] = &[
    answer("Ssm.ParameterNotFoundException", SSM_MODEL),
    passing("Ssm.SsmException", SDK_V2),
    passing("Ssm.SdkClientException", SDK_V2),
];
const SFN: &[ErrorName] = &[
    answer("Sfn.ExecutionDoesNotExistException", STATES_MODEL),
    passing("Sfn.SfnException", SDK_V2),
    passing("Sfn.SdkClientException", SDK_V2),
];

impl Integration {
    /// Every integration.
    pub const ALL: [Self; 7] =
        [Self::Lambda, Self::StepFunctions, Self::Sns, Self::EventBridge, Self::Ec2, Self::Ssm, Self::Sfn];

    /// The names that the machines may meet, except those of a function's own classes and of Step Functions itself
    /// (`States.`).
    pub const fn names(self) -> &'static [ErrorName] {
        match self {
            Self::Lambda => LAMBDA,
            Self::StepFunctions => STEP_FUNCTIONS,
            Self::Sns => SNS,
            Self::EventBridge => EVENT_BRIDGE,
            Self::Ec2 => EC2,
            Self::Ssm => SSM,
            Self::Sfn => SFN,
        }
    }

    /// The name of a service's error that has none of its own: a throttled or denied call, a server error.
    pub const fn base(self) -> &'static str {
        match self {
            Self::Lambda => "Lambda.AWSLambdaException",
            Self::StepFunctions => "StepFunctions.AWSStepFunctionsException",
            Self::Sns => "SNS.AmazonSNSException",
            Self::EventBridge => "EventBridge.AmazonEventBridgeException",
            Self::Ec2 => "Ec2.Ec2Exception",
            Self::Ssm => "Ssm.SsmException",
            Self::Sfn => "Sfn.SfnException",
        }
    }

    /// The name of the error where IAM denies a call. SNS alone has one of its own (API Reference: errors of Publish,
    /// AuthorizationError); it does not pass, and no machine names it.
    pub const fn denied(self) -> &'static str {
        match self {
            Self::Sns => "SNS.AuthorizationErrorException",
            Self::Lambda | Self::StepFunctions | Self::EventBridge | Self::Ec2 | Self::Ssm | Self::Sfn => {
                self.base()
            }
        }
    }

    /// The name of an error where no response came.
    pub const fn unanswered(self) -> &'static str {
        match self {
            Self::Lambda => "Lambda.SdkClientException",
            Self::StepFunctions => "StepFunctions.SdkClientException",
            Self::Sns => "SNS.SdkClientException",
            Self::EventBridge => "EventBridge.SdkClientException",
            Self::Ec2 => "Ec2.SdkClientException",
            Self::Ssm => "Ssm.SdkClientException",
            Self::Sfn => "Sfn.SdkClientException",
        }
    }
}

/// What the local engine calls two errors, without AWS's prefix or ending: the machines name them beside AWS's.
pub const LOCAL_ENGINE: [ErrorName; 2] =
    [answer("ExecutionAlreadyExists", LOCAL), answer("Ssm.ParameterNotFound", LOCAL)];

/// Lambda's transient errors: every task that invokes a function retries them.
pub fn passing_of_lambda() -> impl Iterator<Item = &'static str> {
    let names = Integration::Lambda.names().iter();
    names.filter(|name| name.kind == Kind::Passing).map(|name| name.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_name_stands_once_and_what_is_injected_is_listed() {
        let names: Vec<_> =
            Integration::ALL.iter().flat_map(|each| each.names()).map(|name| name.name).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        for integration in Integration::ALL {
            assert!(names.contains(&integration.base()), "{}", integration.base());
            assert!(names.contains(&integration.unanswered()), "{}", integration.unanswered());
        }
    }
}
