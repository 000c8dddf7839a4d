//! Some scenario needs every permission of the template's roles, and a role that lacks one is seen to fail.

use crate::seeds::{self, soaked};
use deskport_runner::functions::Handlers;
use deskport_runner::machines::Machines;
use deskport_runner::run::{Report, run};
use deskport_runner::scenario::Scenario;
use deskport_simulator::iam::Permission;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Permissions without which a fallback is taken that needs permissions of its own: where notify can't publish, the machines
/// do; where trigger can't start a run, notify reports it, and where that can't be invoked, trigger does. Each with the seeds within
/// which the fallback needs its permissions: few runs are aborted, which aftermath then reports.
const FALLBACKS: [(&[(&str, &str)], u64); 3] = [
    (&[("NotifyRole", "sns:Publish")], 150),
    (&[("TriggerStateMachineRole", "states:StartExecution")], 60),
    (
        &[
            ("TriggerStateMachineRole", "states:StartExecution"),
            ("TriggerStateMachineRole", "lambda:InvokeFunction"),
        ],
        60,
    ),
];
/// How many of the seeds that need a permission are run without it.
const TRIED: usize = 12;

/// Actions that no call here needs, each with its reason.
const NOT_EXERCISED: [(&str, &str); 13] = [
    (
        "ec2:DescribeImportImageTasks",
        "unverified: ImportCustomWorkspaceImage may read its source in the caller's name",
    ),
    ("imagebuilder:GetImage", "the same"),
    ("imagebuilder:GetInfrastructureConfiguration", "the same, of what it builds with"),
    ("logs:CreateLogStream", "Lambda writes a function's log by the function's role"),
    ("logs:PutLogEvents", "the same"),
    ("logs:CreateLogDelivery", "Step Functions sets up a machine's log by the machine's role"),
    ("logs:DeleteLogDelivery", "the same"),
    ("logs:DescribeLogGroups", "the same"),
    ("logs:DescribeResourcePolicies", "the same"),
    ("logs:GetLogDelivery", "the same"),
    ("logs:ListLogDeliveries", "the same"),
    ("logs:PutResourcePolicy", "the same"),
    ("logs:UpdateLogDelivery", "the same"),
];

/// Permissions for a second look at what deliver has set, with the reason: here every change shows at once, and the wire tests look.
const SHOWN_AT_ONCE: [(&str, &str); 3] = [
    ("CheckStatusRole", "appstream:DescribeFleets"),
    ("CheckStatusRole", "appstream:DescribeImagePermissions"),
    ("CheckStatusRole", "workspaces:DescribeWorkspaceImagePermissions"),
];

/// What works without a permission as well, with the reason: only the history of the execution shows the denial.
const UNSEEN: [(&str, &str, &str); 1] = [(
    "AftermathStateMachineRole",
    "states:GetExecutionHistory",
    "where aftermath can't see whether a run has notified people it does; few seeds stop a run after it has",
)];

/// Machines, and what is seen of a seed's run on them: many permissions are needed by the same seeds.
struct Known {
    machines: Machines,
    seen: RefCell<BTreeMap<u64, Rc<[String]>>>,
}

impl Known {
    fn new(machines: Machines) -> Rc<Self> {
        Rc::new(Self { machines, seen: RefCell::default() })
    }

    fn seen(&self, seed: u64) -> Rc<[String]> {
        let fresh = || seen(&run(&Scenario::of(seed), &self.machines, &Handlers, false).unwrap()).into();
        Rc::clone(self.seen.borrow_mut().entry(seed).or_insert_with(fresh))
    }
}

/// A permission that scenarios need: on which machines, and the first seeds.
struct Need {
    on: Rc<Known>,
    seeds: Vec<u64>,
}

/// Adds the permissions that scenarios need of these machines.
fn add(on: &Rc<Known>, used: &BTreeMap<Permission, Vec<u64>>, needs: &mut BTreeMap<Permission, Need>) {
    for (permission, seeds) in used {
        let seeds = seeds.iter().take(TRIED).copied().collect();
        needs.entry(permission.clone()).or_insert_with(|| Need { on: Rc::clone(on), seeds });
    }
}

/// The machines, where roles lack these permissions: by role and action.
pub(crate) fn lacking(machines: &Machines, without: &[(&str, &str)]) -> Machines {
    let access = without.iter().fold(machines.access().clone(), |access, wanted| {
        let all = access.roles(true).permissions();
        let first = all.iter().find(|one| (one.role.as_str(), one.action.as_str()) == *wanted);
        access.without(first.unwrap())
    });
    machines.clone().allowing(access)
}

/// All permissions that are needed.
fn needs(machines: &Machines) -> BTreeMap<Permission, Need> {
    let mut needs = BTreeMap::new();
    add(&Known::new(machines.clone()), &seeds::ALL.used, &mut needs);
    for (without, seeds) in FALLBACKS {
        let machines = lacking(machines, without);
        let used = soaked(1..=seeds, &machines).used;
        add(&Known::new(machines), &used, &mut needs);
    }
    needs
}

/// What can be seen of a scenario from outside.
fn seen(report: &Report) -> Vec<String> {
    let executions = report.ended.executions.iter();
    let mut seen: Vec<String> =
        executions.map(|execution| format!("{} {:?}", execution.label, execution.status)).collect();
    let reported = report.record.published.iter();
    seen.extend(reported.map(|message| format!("{} {}", message.run, message.message.subject)));
    seen.extend(report.record.events.iter().map(|event| format!("event {:?}", event.about())));
    seen.sort();
    seen
}

/// Whether the role is seen to lack a permission in a scenario.
fn fails(permission: &Permission, need: &Need, seed: u64) -> bool {
    let machines = &need.on.machines;
    let access = machines.access().without(permission);
    let without = run(&Scenario::of(seed), &machines.clone().allowing(access), &Handlers, false).unwrap();
    let denied = |said: &String| said.contains(&permission.action) && said.contains(&permission.role);
    let reported = without.record.published.iter().any(|message| message.text().contains("not authorized"));
    without.record.denied.iter().any(denied) && (reported || *seen(&without) != *need.on.seen(seed))
}

#[test]
fn every_permission_is_needed_and_a_role_that_lacks_one_is_seen_to_fail() {
    let machines = Machines::load().unwrap();
    let needs = needs(&machines);
    let all = machines.access().roles(true).permissions();
    let unused: Vec<&Permission> = all.iter().filter(|one| !needs.contains_key(one)).collect();
    let listed = |one: &&&Permission| {
        NOT_EXERCISED.iter().any(|(action, _)| *action == one.action)
            || SHOWN_AT_ONCE.contains(&(one.role.as_str(), one.action.as_str()))
    };
    let unlisted: Vec<String> = unused.iter().filter(|one| !listed(one)).map(ToString::to_string).collect();
    assert!(unlisted.is_empty(), "no seed needs {}", unlisted.join(", "));
    for (action, _) in NOT_EXERCISED {
        assert!(unused.iter().any(|one| one.action == action), "{action} is listed in vain");
    }
    let unseen = needs.iter().filter(|(one, need)| !need.seeds.iter().any(|seed| fails(one, need, *seed)));
    let unseen: Vec<_> = unseen.map(|(one, _)| (one.role.as_str(), one.action.as_str())).collect();
    assert_eq!(
        unseen,
        UNSEEN.map(|(role, action, _)| (role, action)),
        "nothing is seen to fail without these"
    );
}
