//! The stack: where its parts are. The template writes it into two parameters of the Parameter Store, `/NAMESPACE/stack` and
//! `/NAMESPACE/delivery`; a test holds their form against the template's.

use crate::aws::operation::get_parameters;
use crate::aws::{Connection, Session};
use crate::trouble::Trouble;
use deskport_shared::delivery::Delivery;
use deskport_shared::image_tags::{self, ImageTags};
use deskport_shared::namespace::Namespace;
use serde::{Deserialize, Deserializer};

/// A stack of Deskport.
#[derive(Clone, Debug)]
pub(crate) struct Stack {
    /// Its namespace.
    pub(crate) namespace: Namespace,
    /// Its parts.
    pub(crate) parts: Parts,
    /// What its parameters allow.
    pub(crate) delivery: Delivery,
    /// What every image gets beside its request's tags.
    pub(crate) image_tags: ImageTags,
}

/// What `/NAMESPACE/stack` holds. Members that a later release adds are ignored.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Parts {
    /// The release that was deployed.
    pub(crate) release: String,
    /// CloudFormation's name of the stack.
    pub(crate) stack_name: String,
    /// The state machine `import`, by its ARN.
    pub(crate) import: String,
    /// The state machine `step`.
    pub(crate) step: String,
    /// The state machine `byol`.
    pub(crate) byol: String,
    /// The state machine `trigger`.
    pub(crate) trigger: String,
    /// The topic of the results.
    pub(crate) topic: String,
    /// The topic of the questions.
    pub(crate) approval_topic: String,
    /// The topic of the alarms.
    pub(crate) alarm_topic: String,
    /// The queue of the events that started nothing, by its URL.
    pub(crate) undelivered_events: String,
    /// Whether AMIs are taken up by themselves.
    #[serde(deserialize_with = "written")]
    pub(crate) triggers_enabled: bool,
    /// Whether a run asks before it switches BYOL on.
    #[serde(deserialize_with = "written")]
    pub(crate) require_approval: bool,
}

/// CloudFormation writes a parameter's value as text.
fn written<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(String::deserialize(deserializer)? == "true")
}

impl Stack {
    /// Finds the stack of the connection's namespace.
    ///
    /// # Errors
    /// Where there is none, or it can't be read.
    pub(crate) async fn find(aws: &Session, connection: &Connection) -> Result<Self, Trouble> {
        let namespace = connection.namespace();
        let names = [format!("/{namespace}/stack"), format!("/{namespace}/delivery")];
        let found = get_parameters::call(aws, &names).await?;
        let missing = |name: &str| {
            let said = format!(
                "there is no Deskport in {} with the namespace {namespace}: the parameter {name} is missing",
                aws.region
            );
            Trouble::not_there(said).hint(
                "Name another Region or account by --region and --profile, or another stack by --namespace. A stack of an earlier release \
                 has to be deployed anew.",
            )
        };
        let value = |name: &String| found.get(name).ok_or_else(|| missing(name));
        Self::read(&namespace, value(&names[0])?, value(&names[1])?)
    }

    pub(crate) fn read(namespace: &Namespace, parts: &str, delivery: &str) -> Result<Self, Trouble> {
        let parts = serde_json::from_str(parts).map_err(|error| {
            Trouble::own(format!("the parameter /{namespace}/stack can't be read: {error}"))
        })?;
        let line = |name: &str| {
            let mut lines = delivery.lines().filter_map(|line| line.split_once('='));
            let value = lines.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned());
            value.ok_or_else(|| Trouble::own(format!("the parameter /{namespace}/delivery lacks {name}")))
        };
        let delivery = Delivery::read(|parameter| line(parameter.as_str()))?;
        let image_tags = ImageTags::read(&line(image_tags::PARAMETER)?).map_err(Trouble::own)?;
        Ok(Self { namespace: namespace.clone(), parts, delivery, image_tags })
    }

    /// The ARN of a run, by its name or ARN.
    ///
    /// # Errors
    /// Where it is neither, or the ARN is one of another stack's.
    pub(crate) fn run(&self, run: &str) -> Result<String, Trouble> {
        let own = format!("{}:", self.parts.import.replacen(":stateMachine:", ":execution:", 1));
        let name = match run.strip_prefix(&own) {
            Some(name) => name,
            None if run.starts_with("arn:") => {
                return Err(Trouble::asked(format!("{run} is no run of the stack {}", self.parts.stack_name)).hint(format!(
                    "Its runs are executions of {}. --region, --profile and --namespace choose another stack.",
                    self.parts.import
                )));
            }
            None => run,
        };
        if !crate::run::name::is_name(name) {
            return Err(Trouble::asked(format!("{run:?} is no name of a run"))
                .hint("`deskport list` shows the names of recent runs."));
        }
        Ok(format!("{own}{name}"))
    }

    /// The ARN of an entry's execution.
    pub(crate) fn entry(&self, run: &str, path: &str) -> String {
        let machine = self.parts.step.replacen(":stateMachine:", ":execution:", 1);
        format!("{machine}:{}", crate::run::name::of_entry(run, path))
    }

    /// The ARN of the run's execution of `byol`.
    pub(crate) fn byol(&self, run: &str) -> String {
        let machine = self.parts.byol.replacen(":stateMachine:", ":execution:", 1);
        format!("{machine}:{}", crate::run::name::of_byol(run))
    }

    /// That there is no such run.
    pub(crate) fn no_run(&self, run: &str) -> Trouble {
        Trouble::not_there(format!("the stack {} has no run {run}", self.parts.stack_name)).hint(
            "`deskport list` shows the names of recent runs; Step Functions keeps those of the last 90 days.",
        )
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use deskport_shared::delivery::Parameter;

    const PARTS: &str = r#"{ "Release": "0.1.0", "StackName": "deskport", "New": 1,
        "Import": "arn:aws:states:eu-west-1:111122223333:stateMachine:import-1",
        "Step": "arn:aws:states:eu-west-1:111122223333:stateMachine:step-1",
        "Byol": "arn:aws:states:eu-west-1:111122223333:stateMachine:byol-1",
        "Trigger": "arn:aws:states:eu-west-1:111122223333:stateMachine:trigger-1",
        "Topic": "arn:aws:sns:eu-west-1:111122223333:topic", "ApprovalTopic": "arn:aws:sns:eu-west-1:111122223333:approvals",
        "AlarmTopic": "arn:aws:sns:eu-west-1:111122223333:alarms",
        "UndeliveredEvents": "https://sqs.eu-west-1.amazonaws.com/111122223333/events",
        "TriggersEnabled": "true", "RequireApproval": "false" }"#;
    const DELIVERY: &str = "DeliveryBundles=wsb-1,a\\b\nDeliveryFleets=\nDeliveryAccounts=*\nDeliveryRegions=\nAppStreamRoleArns=\n\
        InfrastructureConfigurationArns=\nImageTags=Owner=desktops";

    /// A stack, as the command finds it.
    pub(crate) fn stack() -> Stack {
        Stack::read(&Namespace::default(), PARTS, DELIVERY).unwrap()
    }

    #[test]
    fn a_stack_says_where_it_is_and_what_it_allows() {
        let stack = stack();
        assert!(stack.parts.triggers_enabled && !stack.parts.require_approval);
        assert!(stack.delivery.allows(Parameter::Bundles, "a\\b"));
        assert!(!stack.delivery.allows(Parameter::Fleets, "f"));
        assert_eq!(
            stack.entry("run", "/Imports/0/Then/1"),
            "arn:aws:states:eu-west-1:111122223333:execution:step-1:run-0-1"
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        let said = Stack::read(&Namespace::default(), PARTS, "DeliveryBundles=").unwrap_err().text();
        assert!(said.contains("/deskport/delivery lacks DeliveryFleets"), "{said}");
        let said = Stack::read(&Namespace::default(), "{}", DELIVERY).unwrap_err().text();
        assert!(said.contains("/deskport/stack can't be read"), "{said}");
    }

    #[test]
    fn a_run_is_named_by_its_name_or_arn() {
        let arn = "arn:aws:states:eu-west-1:111122223333:execution:import-1:run";
        assert_eq!(stack().run("run").unwrap(), arn);
        assert_eq!(stack().run(arn).unwrap(), arn);
        for (wrong, said) in [
            ("arn:aws:states:eu-west-1:111122223333:execution:other:run", "is no run of the stack deskport"),
            ("arn:aws:states:eu-west-1:111122223333:execution:import-1:a b", "is no name of a run"),
            ("a\u{1b}[2Jb", "is no name of a run"),
            ("", "is no name of a run"),
        ] {
            let trouble = stack().run(wrong).unwrap_err();
            assert!(
                trouble.text().contains(said) && !trouble.text().contains('\u{1b}')
                    || trouble.exit_code() == 1,
                "{wrong}"
            );
            assert_eq!(trouble.exit_code(), 1, "{wrong}");
        }
    }
}
