//! What a month costs: states, functions and notifications counted in a run, times AWS's prices.

use crate::clock::HOUR;
use crate::engine::Status;
use crate::functions::{Answer, Functions, Handlers};
use crate::machines::{Machines, Name};
use crate::rng::Rng;
use crate::run::run;
use crate::scenario::{Action, Asked, Scenario};
use crate::services::Caller;
use deskport_simulator::script::{Effect, Rule, When};
use serde_json::{Value, json};
use std::cell::Cell;
use std::fmt::Write;

/// 2027-01-15.
const START: u64 = 1_800_000_000_000;
/// How long the two images of an import take, in minutes.
const WORKSPACES: u32 = 180;
const APPSTREAM: u32 = 90;
/// The sweeps of a month of 30 days: hourly and daily.
const SWEEPS: u64 = 30 * 24 + 30;
/// How many imports a month the table has columns for.
pub const IMPORTS: [u64; 2] = [4, 400];
/// What an invocation leaves in the log, in KB, with Lambda's own lines: tests/e2e/test_logs.py holds the functions below it.
const LOG_KB: u64 = 4;

/// What was counted of one execution and all below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// States entered.
    pub transitions: u64,
    /// Invocations of functions.
    pub invocations: u64,
    /// Messages published.
    pub messages: u64,
}

/// The real handlers, counted.
#[derive(Debug, Default)]
struct Counting(Cell<u64>);

impl Functions for Counting {
    fn invoke(&self, function: crate::asl::Function, payload: Value, caller: Caller) -> Answer {
        self.0.set(self.0.get() + 1);
        Handlers.invoke(function, payload, caller)
    }
}

/// Counts one import, from the AMI's event to the notification: ImportWorkspaceImage, and CreateImportedImage of its image.
///
/// # Errors
/// A scenario that does not run, in which an invariant does not hold, or whose run does not succeed.
pub fn of_import(machines: &Machines) -> Result<Counted, String> {
    let mut scenario = Scenario::calm(0, START);
    let ami = add_tagged(&mut scenario, &[("deskport:preset", "monthly")]);
    let preset = json!({ "Imports": [{
        "ImportWorkspaceImage": { "IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "desktop", "ImageDescription": "x" },
        "Then": [{ "CreateImportedImage": { "Name": "apps" } }],
    }] });
    scenario.presets.insert("/deskport/presets/monthly".to_owned(), preset.to_string());
    for (name, minutes) in [("desktop", WORKSPACES), ("apps", APPSTREAM)] {
        let effect = Effect { take_minutes: Some(f64::from(minutes)), ..Effect::default() };
        let when = When { image_name: Some(name.to_owned()), ..When::default() };
        scenario.script.rules.push(Rule { comment: None, when, effect });
    }
    let event = json!({ "source": "aws.ec2", "detail": { "ImageId": ami, "State": "available" } });
    scenario.asked.push(Asked { run: format!("{ami}-monthly"), consent: None });
    count(machines, scenario, event)
}

/// Counts one sweep that finds nothing new: one AMI that was taken up before.
///
/// # Errors
/// As above.
pub fn of_sweep(machines: &Machines) -> Result<Counted, String> {
    let mut scenario = Scenario::calm(0, START);
    let ami = add_tagged(&mut scenario, &[("deskport:preset", "monthly")]);
    if let Some(tags) = scenario.amis.iter_mut().find_map(|image| image["Tags"].as_array_mut()) {
        tags.push(json!({ "Key": "deskport:run", "Value": format!("{ami}-monthly") }));
    }
    count(machines, scenario, json!({ "Sweep": true }))
}

fn add_tagged(scenario: &mut Scenario, tags: &[(&str, &str)]) -> String {
    let ami = scenario.add_ami(&mut Rng::new(0, "polling"));
    for image in &mut scenario.amis {
        image["Tags"] = tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
    }
    ami
}

fn count(machines: &Machines, mut scenario: Scenario, input: Value) -> Result<Counted, String> {
    let start = Action::Start { machine: Name::Trigger, name: "counted".to_owned(), input };
    scenario.actions.push((START + HOUR, start));
    let functions = Counting::default();
    let report = run(&scenario, machines, &functions, false)?;
    if let Some(violation) = report.violations.first() {
        return Err(violation.clone());
    }
    let executions = &report.ended.executions;
    if let Some(other) = executions.iter().find(|execution| execution.status != Status::Succeeded) {
        return Err(format!("{} ended {}", other.name, other.status.as_str()));
    }
    let transitions = executions.iter().map(|execution| u64::from(execution.transitions)).sum();
    let messages = u64::try_from(report.record.published.len()).unwrap_or(u64::MAX);
    Ok(Counted { transitions, invocations: functions.0.get(), messages })
}

/// A trillionth of a dollar: what a unit of the cheapest costs is a whole number of these.
type Pico = u64;

/// One row: what is paid for, AWS's price, what a unit of it costs, how many units an import, a sweep and the stack itself need.
struct Row {
    what: &'static str,
    price: &'static str,
    unit: Pico,
    import: u64,
    sweeps: u64,
    stack: u64,
}

fn rows(import: Counted, sweep: Counted, alarms: u64, dashboards: u64) -> Vec<Row> {
    let row = |what, price, unit, import, sweep| Row {
        what,
        price,
        unit,
        import,
        sweeps: sweep * SWEEPS,
        stack: 0,
    };
    let fixed = |what, price, unit, stack| Row { what, price, unit, import: 0, sweeps: 0, stack };
    vec![
        row("state transitions", "$0.025 per 1,000", 25_000_000, import.transitions, sweep.transitions),
        row(
            "invocations of functions",
            "$0.20 per 1,000,000",
            200_000,
            import.invocations,
            sweep.invocations,
        ),
        row(
            "seconds of functions, one each, of 256 MB",
            "$0.0000166667 per GB-second",
            4_166_675,
            import.invocations,
            sweep.invocations,
        ),
        row(
            "KB of logs, 4 an invocation",
            "$0.50 per GB",
            500_000,
            import.invocations * LOG_KB,
            sweep.invocations * LOG_KB,
        ),
        row("messages published", "$0.50 per 1,000,000", 500_000, import.messages, sweep.messages),
        row("e-mails, one a message", "$2.00 per 100,000", 20_000_000, import.messages, sweep.messages),
        fixed("alarms", "$0.10 each", 100_000_000_000, alarms),
        fixed("dashboards", "$3.00 each", 3_000_000_000_000, dashboards),
    ]
}

/// The part of `docs/operations.md` about what a month costs. `template` says how many alarms and dashboards there are.
///
/// # Errors
/// As above.
pub fn document(machines: &Machines, template: &str) -> Result<String, String> {
    let (import, sweep) = (of_import(machines)?, of_sweep(machines)?);
    let of_type = |kind: &str| {
        let line = format!("Type: {kind}");
        u64::try_from(template.lines().filter(|each| each.trim() == line).count()).unwrap_or_default()
    };
    let rows = rows(import, sweep, of_type("AWS::CloudWatch::Alarm"), of_type("AWS::CloudWatch::Dashboard"));
    let mut text = String::new();
    let _ = writeln!(
        text,
        "One import, counted in a run: an AMI's event, ImportWorkspaceImage of {} hours, CreateImportedImage of its image of {} minutes, the\n\
         notification: {} state transitions, {} invocations of functions, {} message. One sweep that finds nothing new: {} state\n\
         transitions, no function. A month of 30 days has {SWEEPS} sweeps.\n",
        WORKSPACES / 60,
        APPSTREAM,
        import.transitions,
        import.invocations,
        import.messages,
        sweep.transitions
    );
    let [few, many] = IMPORTS;
    let _ =
        writeln!(text, "| What | Price | {few} imports | | {many} imports | |\n|---|---|---|---|---|---|");
    let mut totals = [0; 2];
    for row in rows.iter().filter(|row| row.import + row.sweeps + row.stack > 0) {
        let _ = write!(text, "| {} | {} |", row.what, row.price);
        for (total, imports) in totals.iter_mut().zip(IMPORTS) {
            let units = imports * row.import + row.sweeps + row.stack;
            *total += units * row.unit;
            let _ = write!(text, " {} | {} |", sum(imports, row, units), dollars(units * row.unit));
        }
        text.push('\n');
    }
    let _ =
        writeln!(text, "| **together** | | | **{}** | | **{}** |", dollars(totals[0]), dollars(totals[1]));
    Ok(text)
}

/// How a number of units comes about.
fn sum(imports: u64, row: &Row, units: u64) -> String {
    match (row.import, row.sweeps, row.stack) {
        (0, 0, _) => units.to_string(),
        (import, 0, _) => format!("{imports} × {import} = {units}"),
        (import, sweeps, _) => format!("{imports} × {import} + {SWEEPS} × {} = {units}", sweeps / SWEEPS),
    }
}

/// In dollars and cents.
fn dollars(pico: Pico) -> String {
    const CENT: Pico = 10_000_000_000;
    let cents = (pico + CENT / 2) / CENT;
    if cents == 0 { "under $0.01".to_owned() } else { format!("${}.{:02}", cents / 100, cents % 100) }
}
