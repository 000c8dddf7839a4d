//! D15: whether an alarm of the stack is on.

use super::super::check::{Answer, Check, Finding};
use super::super::patient::Patient;
use crate::aws::operation::describe_alarms::{self, Alarm};

pub(in super::super) const CHECK: Check = Check {
    number: 15,
    title: "Alarms",
    about: "No alarm of the stack is in the state ALARM",
    page: "docs/operations.md#hear-the-alarms",
    permissions: &["cloudwatch:DescribeAlarms"],
    make: |patient| Box::pin(make(patient)),
};

async fn make(patient: &Patient) -> Answer {
    let stack = &patient.stack()?.parts.stack_name;
    let alarms = describe_alarms::call(&patient.aws, &format!("{stack}-")).await?;
    Ok(found(&alarms, stack))
}

fn found(alarms: &[Alarm], stack: &str) -> Finding {
    let on: Vec<_> = alarms
        .iter()
        .filter(|alarm| is_of(&alarm.name, stack))
        .map(|alarm| format!("{}: {}", alarm.name, alarm.description))
        .collect();
    if on.is_empty() {
        return Finding::good("none is on");
    }
    let fix = "Each names its section of docs/operations.md, which says what to do.";
    Finding::wrong(format!("{} in the state ALARM", on.len()), fix).details(on)
}

/// Whether an alarm is this stack's, and not that of a stack whose name goes on: CloudFormation's names are the stack's, the logical id
/// and some characters, and no logical id has a hyphen.
fn is_of(alarm: &str, stack: &str) -> bool {
    let rest = alarm.strip_prefix(stack).and_then(|rest| rest.strip_prefix('-'));
    rest.is_some_and(|rest| {
        let logical = rest.split('-').next().unwrap_or_default();
        logical.ends_with("Alarm") && rest.matches('-').count() <= 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alarms_of_other_stacks_are_left_out() {
        assert!(is_of("deskport-SweepMissingAlarm-1A2B3C", "deskport"));
        assert!(!is_of("deskport-test-SweepMissingAlarm-1A2B3C", "deskport"));
        assert!(is_of("deskport-test-SweepMissingAlarm-1A2B3C", "deskport-test"));
        assert!(!is_of("deskport-cpu", "deskport"));
    }
}
