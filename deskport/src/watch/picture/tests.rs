//! The picture of a run at many sizes.

use super::*;
use crate::run::event::{Event, What};
use crate::run::execution::{Execution, State};
use deskport_shared::secret::Secret;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

fn at(seconds: i64) -> Timestamp {
    "2026-11-21T13:05:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

/// A run of so many imports, each with a bundle and a question below it.
fn planned(imports: usize) -> Run {
    let mut run = Run::new(&Execution {
        arn: "arn:aws:states:eu-west-1:111122223333:execution:import-1:ami-0a1b2c3d4e5f60718-win11"
            .to_owned(),
        name: "ami-0a1b2c3d4e5f60718-win11".to_owned(),
        state: State::Running,
        started_at: Some(at(0)),
        ended_at: None,
        input: None,
        output: None,
        error: None,
        cause: None,
    });
    let steps = |import: usize| {
        let path = format!("/Imports/{import}");
        json!({ "Steps": [
            { "Path": path, "Operation": "ImportWorkspaceImage", "Name": "win11-finance-ami-0a1b2c3d4e5f60718",
              "Request": { "IngestionProcess": "BYOL_REGULAR_WSP" } },
            { "Path": format!("{path}/Then/0"), "Parent": path, "Operation": "UpdateWorkspaceBundle", "Request": { "BundleId": "wsb-1" } },
            { "Path": format!("{path}/Then/0/Then/0"), "Parent": format!("{path}/Then/0"), "Operation": "Approve",
              "Request": { "Message": "Go\u{1b}[2J on?" } } ] })
    };
    let plan = json!({ "Payload": { "Plan": { "Imports": (0..imports).map(steps).collect::<Vec<_>>() } } });
    run.take(&[event(1, 4, What::TaskSucceeded { output: plan.to_string() })]);
    assert_eq!(run.entries.len(), imports * 3);
    run
}

fn event(id: i64, seconds: i64, what: What) -> Event {
    Event { id, at: Some(at(seconds)), what }
}

fn runs(run: &mut Run, path: &str, percent: u8) {
    let job = json!({ "Payload": { "Handle": { "Operation": "ImportWorkspaceImage", "Name": "x", "Adopted": false, "Status": "IN_PROGRESS",
        "State": "IN_PROGRESS", "Progress": percent, "ElapsedSeconds": 1380, "SecondsToNextLook": 300, "Polls": 0 } } });
    let start = event(1, 5, What::StateEntered { state: "Start".to_owned() });
    run.take_entry(path, &[start, event(2, 1385, What::TaskSucceeded { output: job.to_string() })]);
}

fn ends(run: &mut Run, path: &str, outcome: &Value) {
    let mut outcome = outcome.clone();
    outcome["Path"] = json!(path);
    let entry = run.entries.iter().find(|entry| entry.path == path).unwrap();
    outcome["Operation"] = json!(entry.operation.as_str());
    // What is set takes no time.
    outcome["StartedAt"] = json!(at(if entry.depth() == 0 { 5 } else { 5705 }).to_string());
    outcome["EndedAt"] = json!(at(5705).to_string());
    let arguments = json!({ "Payload": { "Finished": { "Step": { "Outcome": outcome } } } });
    let what = What::TaskScheduled {
        resource: "invoke".to_owned(),
        timeout: None,
        arguments: Secret::new(arguments.to_string()),
    };
    run.take_entry(path, &[event(9, 5705, what)]);
}

fn asks(run: &mut Run, path: &str) {
    let resource = "invoke.waitForTaskToken".to_owned();
    let what = What::TaskScheduled { resource, timeout: Some(86400), arguments: Secret::new("{}") };
    run.take_entry(
        path,
        &[event(1, 5710, What::StateEntered { state: "Ask".to_owned() }), event(2, 5710, what)],
    );
}

fn succeeds(run: &mut Run, import: usize) {
    let path = format!("/Imports/{import}");
    ends(run, &path, &json!({ "Status": "SUCCEEDED", "ImageId": "wsi-788nfh5fc" }));
    ends(run, &format!("{path}/Then/0"), &json!({ "Status": "SUCCEEDED", "ImageId": "wsi-788nfh5fc" }));
    ends(run, &format!("{path}/Then/0/Then/0"), &json!({ "Status": "SUCCEEDED" }));
}

fn fails(run: &mut Run, import: usize) {
    ends(
        run,
        &format!("/Imports/{import}"),
        &json!({ "Status": "FAILED", "Error": { "Code": "DomainJoined", "Message": "The image is joined to a domain." } }),
    );
}

fn drawn(run: &Run, seconds: i64, columns: usize, lines: usize) -> Vec<String> {
    let answer = "deskport approve ami-0a1b2c3d4e5f60718-win11";
    let seen = Seen { run, now: at(seconds), answer };
    let drawn = draw(seen, None, Size { columns, lines }, 0);
    let drawn: Vec<_> = drawn.iter().map(|line| anstream::adapter::strip_str(line).to_string()).collect();
    for line in &drawn {
        assert!(line.width() <= columns, "{columns}: {line:?}");
    }
    assert!(drawn.len() <= lines, "{lines}: {drawn:#?}");
    drawn
}

/// An import each that failed, goes on, asks and waits.
fn mixed() -> Run {
    let mut run = planned(4);
    fails(&mut run, 0);
    runs(&mut run, "/Imports/1", 23);
    ends(&mut run, "/Imports/2", &json!({ "Status": "SUCCEEDED", "ImageId": "wsi-53prtya0v" }));
    ends(
        &mut run,
        "/Imports/2/Then/0",
        &json!({ "Status": "SUCCEEDED", "ImageId": "wsi-53prtya0v", "BundleId": "wsb-1" }),
    );
    asks(&mut run, "/Imports/2/Then/0/Then/0");
    run
}

#[test]
fn a_wide_terminal_has_a_column_for_each_thing() {
    let drawn = drawn(&mixed(), 5720, 120, 30).join("\n");
    assert_eq!(
        drawn,
        "\
ami-0a1b2c3d4e5f60718-win11
1:35 h, 1 of 4 imports ended

✗ ImportWorkspaceImage     DomainJoined                1:35 h          win11-finance-ami-0a1b2c3d4e5f60718
-   UpdateWorkspaceBundle  skipped                                     wsb-1
-     Approve              skipped                                     Go\\u001b[2J on?
⠋ ImportWorkspaceImage     IN_PROGRESS 23 %            1:35 of 1:30 h  win11-finance-ami-0a1b2c3d4e5f60718
·   UpdateWorkspaceBundle                                              wsb-1
·     Approve                                                          Go\\u001b[2J on?
✓ ImportWorkspaceImage     wsi-53prtya0v               1:35 h          win11-finance-ami-0a1b2c3d4e5f60718
✓   UpdateWorkspaceBundle  wsi-53prtya0v                               wsb-1
?     Approve              asks until 11-22 14:40 UTC                  Go\\u001b[2J on?
· ImportWorkspaceImage                                 about 1:30 h    win11-finance-ami-0a1b2c3d4e5f60718
·   UpdateWorkspaceBundle                                              wsb-1
·     Approve                                                          Go\\u001b[2J on?

Somebody has to answer: deskport approve ami-0a1b2c3d4e5f60718-win11
Ctrl-C leaves the run going"
    );
}

#[test]
fn a_narrow_one_has_what_matters_most() {
    let drawn = drawn(&mixed(), 1400, 40, 30).join("\n");
    assert_eq!(
        drawn,
        "\
ami-0a1b2c3d4e5f60718-win11
1:35 h, 1 of 4 imports ended

✗ ImportWorkspaceImage      DomainJoined
-   UpdateWorkspaceBundle        skipped
-     Approve                    skipped
⠋ ImportWorkspaceImage    23 % 0:23/1:30
·   UpdateWorkspaceBundle
·     Approve
✓ ImportWorkspaceImage     wsi-53prtya0v
✓   UpdateWorkspaceBundle  wsi-53prtya0v
?     Approve                       asks
· ImportWorkspaceImage
·   UpdateWorkspaceBundle
·     Approve

Somebody has to answer: deskport approve
ami-0a1b2c3d4e5f60718-win11
Ctrl-C leaves the run going"
    );
}

#[test]
fn more_than_fits_is_drawn_together() {
    let mut run = planned(33);
    (0..10).for_each(|import| succeeds(&mut run, import));
    fails(&mut run, 10);
    (11..31).for_each(|import| runs(&mut run, &format!("/Imports/{import}"), 50));
    let lines = drawn(&run, 5800, 80, 24).join("\n");
    assert!(lines.contains("✗ 11 imports ended, 1 FAILED"), "{lines}");
    assert!(lines.contains("· 2 imports wait"), "{lines}");
    // What goes on comes before what waits for it.
    assert_eq!(lines.matches("⠋ ImportWorkspaceImage").count(), 16, "{lines}");
    assert!(lines.contains("44 more entries"), "{lines}");
    // Where imports that have ended fit a line each, they have it.
    let mut run = planned(7);
    (0..6).for_each(|import| succeeds(&mut run, import));
    let lines = drawn(&run, 5800, 120, 15).join("\n");
    assert_eq!(lines.matches("✓ ImportWorkspaceImage +2  wsi-788nfh5fc").count(), 6, "{lines}");
}

#[test]
fn a_hundred_entries_fit_any_terminal() {
    let mut run = planned(33);
    for size in [(1, 1), (5, 2), (20, 5), (40, 10), (40, 24), (80, 24), (120, 40), (300, 200)] {
        drawn(&run, 10, size.0, size.1);
    }
    (0..30).for_each(|import| runs(&mut run, &format!("/Imports/{import}"), 50));
    succeeds(&mut run, 2);
    ends(&mut run, "/Imports/3", &json!({ "Status": "SUCCEEDED" }));
    ends(&mut run, "/Imports/3/Then/0", &json!({ "Status": "SUCCEEDED" }));
    asks(&mut run, "/Imports/3/Then/0/Then/0");
    for size in [(1, 1), (5, 2), (20, 5), (40, 10), (40, 24), (80, 24), (120, 40), (300, 200)] {
        let lines = drawn(&run, 6000, size.0, size.1);
        if size.1 >= 10 {
            assert!(lines.iter().any(|line| line.starts_with('?')), "{size:?}: {lines:#?}");
        }
    }
}

#[test]
fn wide_characters_take_two_columns() {
    assert_eq!(clip("東京東京", 5), "東京…");
    assert_eq!(padded("東", 4), "東  ");
    assert_eq!(wrap("東京 東京", 5, 3), ["東京", "東京"]);
    assert_eq!(wrap("abcdefgh ij", 3, 3), ["abc", "def", "gh…"]);
}
