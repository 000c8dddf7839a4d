use super::Source;
use crate::run::execution::State;
use deskport_shared::namespace::Namespace;
use jiff::SignedDuration;
use recorded::{History, Recorded, begin, execution, planned};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

mod recorded;

const IMPORT: &str = "/Imports/0";
const BELOW: &str = "/Imports/0/Then/0";

fn page(recorded: &Recorded) -> String {
    let namespace = Namespace::default();
    let now = begin() + SignedDuration::from_secs(5_400);
    let source = Source { run: &recorded.run, input: Some(&recorded.input), namespace: &namespace, now };
    let page = source.page();
    assert_eq!(page, source.page(), "the same run has the same page");
    assert_well_formed(&page);
    page
}

/// Compares a page with the one that is kept, which `make look` opens in a browser.
fn expect(name: &str, page: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/pages").join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, page).unwrap();
    }
    let held = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        held == page,
        "{}: UPDATE_EXPECT=1 cargo test writes it anew; look at the difference",
        file.display()
    );
}

/// Each element ends, in order; nothing is loaded and no script stands in it.
fn assert_well_formed(page: &str) {
    const VOID: [&str; 3] = ["meta", "link", "!doctype"];
    let (style, end) = (page.find("<style>").unwrap(), page.find("</style>").unwrap());
    let page = format!("{}{}", &page[..style + 7], &page[end..]).replace("<!-- A report of Deskport -->", "");
    let mut open: Vec<String> = Vec::new();
    for part in page.split('<').skip(1) {
        let (tag, _) = part.split_once('>').unwrap();
        let name = tag.trim_end_matches('/').split_whitespace().next().unwrap();
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "{part}");
        } else if !tag.ends_with('/') && !VOID.contains(&name) {
            open.push(name.to_owned());
        }
        let attributes: Vec<_> = tag.split('"').step_by(2).flat_map(str::split_whitespace).skip(1).collect();
        assert!(name != "script" && !attributes.iter().any(|a| a.starts_with("on") || *a == "src="), "{tag}");
        if let Some((_, link)) = tag.split_once(" href=\"") {
            let console =
                link.starts_with("https://") && link.contains(".console.aws.amazon.com/") && name == "a";
            assert!(console || tag == "link rel=\"icon\" href=\"data:,\"", "{tag}");
        }
    }
    assert_eq!(open, [""; 0]);
}

fn histories<const N: usize>(
    list: [(&str, Vec<crate::run::event::Event>); N],
) -> BTreeMap<String, Vec<crate::run::event::Event>> {
    list.map(|(path, events)| (path.to_owned(), events)).into()
}

fn outcome(status: &str, more: Value) -> Value {
    let mut outcome = json!({ "Status": status, "Run": "r", "StartedAt": "2026-11-18T21:06:00Z", "EndedAt": "2026-11-18T21:06:04Z",
        "Imports": [], "Violations": [] });
    outcome.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    outcome
}

#[test]
fn a_run_with_failures_changes_and_an_approval() {
    let page = page(&Recorded::read("tree.json"));
    expect("tree.html", &page);
    for text in [
        "DomainJoined",
        "Take the golden image out of its domain",
        "approved",
        "wsi-0f9e8d7c6",
        "The way back",
        "in us-east-1",
    ] {
        assert!(page.contains(text), "{text}");
    }
}

/// A quota that is full for a week, then an import with looks for hours.
fn week() -> Recorded {
    let mut history = History::after(3).state("Stagger").state("Start");
    for _ in 0..570 {
        history = history.wait(2).fails("QuotaExceeded", "").state("WaitForSlot").wait(900).state("Start");
    }
    history = history.wait(2).job("PENDING", None).state("Wait");
    for look in 0..100_u8 {
        history = history.wait(890).state("Check").wait(1).job("PENDING", Some(look)).state("Wait");
    }
    let outcome = json!({ "Path": IMPORT, "Operation": "ImportWorkspaceImage", "Name": "win11", "Status": "TIMED_OUT", "ImageId": "wsi-0a1b2c3d4",
        "WaitedForQuotaSeconds": 513_000, "StartedAt": "2026-11-18T21:06:03Z", "EndedAt": "2026-11-25T20:40:05Z", "Polls": 100,
        "Error": { "Code": "TimedOut", "Message": "" } });
    let mut execution = execution("ami-0a1b2c3d4e5f60718-win11", State::Failed, Some(603_250));
    let skipped = json!({ "Path": BELOW, "Operation": "CreateImportedImage", "Name": "win11-apps", "Status": "SKIPPED" });
    execution.cause = Some(
        self::outcome("FAILED", json!({ "Imports": [{ "Status": "FAILED", "Steps": [outcome, skipped] }] }))
            .to_string(),
    );
    let plan = planned(&[vec![
        (IMPORT, "ImportWorkspaceImage", "win11"),
        (BELOW, "CreateImportedImage", "win11-apps"),
    ]]);
    Recorded::of(&execution, &histories([("", plan), (IMPORT, history.ends(&outcome).events())]))
}

#[test]
fn a_run_of_a_week_is_drawn_in_few_bars() {
    let page = page(&week());
    expect("week.html", &page);
    assert!(page.len() < 80_000, "{}", page.len());
    assert_eq!(page.matches("<rect class=\"quota\"").count(), 2, "the legend and one bar");
    assert!(page.contains("570 calls failed: QuotaExceeded"), "every failed call counts");
    assert!(page.contains("100 looks, the last PENDING, 99 %"));
    assert!(page.contains(">6 d</text>"));
}

#[test]
fn a_hundred_entries_have_a_row_each() {
    let paths: Vec<_> = (0..40).map(|n| format!("/Imports/{n}")).collect();
    let below: Vec<_> = (0..60).map(|n| format!("/Imports/0/Then/{n}")).collect();
    let mut imports: Vec<_> =
        paths.iter().map(|path| vec![(path.as_str(), "ImportWorkspaceImage", "an-image")]).collect();
    imports[0].extend(below.iter().map(|path| (path.as_str(), "UpdateWorkspaceBundle", "wsb-0a1b2c3d4")));
    let mut all: BTreeMap<_, _> = histories([("", planned(&imports))]);
    for path in paths {
        let done = json!({ "Path": path, "Operation": "ImportWorkspaceImage", "Name": "an-image", "Status": "SUCCEEDED" });
        let history = History::after(3)
            .state("Stagger")
            .wait(40)
            .state("Start")
            .wait(2)
            .job("PENDING", None)
            .state("Wait");
        all.insert(
            path,
            history.wait(5_400).state("Check").wait(1).job("AVAILABLE", None).ends(&done).events(),
        );
    }
    let page = page(&Recorded::of(&execution("many", State::Aborted, Some(6_000)), &all));
    assert_eq!(page.matches("<div class=\"row\">").count(), 1 + 100, "the run itself and its entries");
    assert!(page.len() < 400_000, "{}", page.len());
}

#[test]
fn a_run_that_broke_off_says_how_far_it_came_and_what_it_had_changed() {
    let set = json!({ "Path": BELOW, "Operation": "UpdateWorkspaceBundle", "BundleId": "wsb-0a1b2c3d4", "ImageId": "wsi-0b2c3d4e5",
        "Before": { "ImageId": "wsi-0f9e8d7c6" }, "Adopted": false, "Status": "SUCCEEDED", "StartedAt": "2026-11-18T22:36:10Z",
        "EndedAt": "2026-11-18T22:36:12Z" });
    let plan = planned(&[
        vec![(IMPORT, "ImportWorkspaceImage", "win11"), (BELOW, "UpdateWorkspaceBundle", "wsb-0a1b2c3d4")],
        vec![
            ("/Imports/1", "ImportWorkspaceImage", "win11-b"),
            ("/Imports/1/Then/0", "CreateImportedImage", "apps"),
        ],
    ]);
    let done = json!({ "Path": IMPORT, "Operation": "ImportWorkspaceImage", "Name": "win11", "ImageId": "wsi-0b2c3d4e5", "Status": "SUCCEEDED",
        "StartedAt": "2026-11-18T21:06:04Z", "EndedAt": "2026-11-18T22:36:09Z" });
    let first = History::after(4)
        .state("Start")
        .wait(3)
        .job("PENDING", None)
        .state("Wait")
        .wait(5_400)
        .state("Check")
        .ends(&done);
    let second = History::after(5)
        .state("Start")
        .wait(3)
        .job("PENDING", None)
        .state("Wait")
        .wait(4_000)
        .state("Check")
        .wait(1);
    let below = History::after(5_410).state("Start").wait(1).ends(&set);
    let mut aborted = execution("ami-0a1b2c3d4e5f60718-win11", State::Aborted, Some(6_000));
    aborted.cause = Some("stopped by hand".to_owned());
    let all = [
        ("", plan),
        (IMPORT, first.events()),
        (BELOW, below.events()),
        ("/Imports/1", second.job("PENDING", Some(44)).state("Wait").events()),
    ];
    let page = page(&Recorded::of(&aborted, &histories(all)));
    expect("broke-off.html", &page);
    for text in [
        "ABORTED",
        "The run broke off: 1 of 2 imports had ended.",
        "stopped by hand",
        "broke off",
        "not started",
        "wsb-0a1b2c3d4",
        "The way back",
        "ami-0a1b2c3d4e5f60718",
        "wsi-0f9e8d7c6",
    ] {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn a_faulty_request_has_violations_and_no_picture_of_entries() {
    let mut failed = execution("ami-0a1b2c3d4e5f60718-win11", State::Failed, Some(4));
    let violation = |path: &str, given: &str| json!({ "Path": path, "Given": given, "Allowed": "1 to 64 characters of A-Z", "Source": "WorkSpaces API" });
    failed.cause = Some(
        outcome(
            "FAILED",
            json!({ "Violations": [violation("/Imports/0/ImportWorkspaceImage/ImageName", "a<b>&\"c\""), violation("", "nothing")],
                "Warnings": [violation("/TimeoutMinutes", "30")], "ViolationsOf": ["PRESET"],
                "Preset": { "Name": "win11", "Version": 3 }, "Ec2ImageId": "ami-0a1b2c3d4e5f60718" }),
        )
        .to_string(),
    );
    let history =
        History::default().state("GetPreset").wait(1).state("Plan").wait(2).state("Conclude").events();
    let page = page(&Recorded::of(&failed, &histories([("", history)])));
    expect("violations.html", &page);
    for text in [
        "/Imports/0/ImportWorkspaceImage/ImageName",
        "1 to 64 characters of A-Z",
        "No entry was started.",
        "win11, version 3",
        "Warnings",
    ] {
        assert!(page.contains(text), "{text}");
    }
    assert!(page.contains("a&#60;b&#62;&#38;&#39;c&#39;"), "{page}");
}

#[test]
fn a_run_that_goes_on_says_until_when_it_is_known() {
    let plan = planned(&[vec![
        (IMPORT, "ImportWorkspaceImage", "win11"),
        (BELOW, "Approve", "Shall everybody get it?"),
    ]]);
    let done = json!({ "Path": IMPORT, "Operation": "ImportWorkspaceImage", "Name": "win11", "Status": "SUCCEEDED",
        "StartedAt": "2026-11-18T21:06:04Z", "EndedAt": "2026-11-18T21:36:09Z" });
    let first =
        History::after(4).state("Start").wait(3).job("PENDING", None).state("Wait").wait(1_800).ends(&done);
    let asking = History::after(1_900).state("Ask").asks();
    let all = histories([("", plan), (IMPORT, first.events()), (BELOW, asking.events())]);
    let page = page(&Recorded::of(&execution("goes-on", State::Running, None), &all));
    expect("goes-on.html", &page);
    for text in [
        "as it stood at 2026-11-18 22:36:00 UTC",
        "Has taken",
        "asks",
        "58 min 20 s so far",
        "0 of 1 import ended so far",
    ] {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn a_question_has_its_answer() {
    let plan = planned(&[vec![
        (IMPORT, "ImportWorkspaceImage", "win11"),
        (BELOW, "Approve", "Shall everybody get it?"),
    ]]);
    let asked = || History::after(10).state("Ask").asks().fails("Throttled", "").asks().wait(60);
    let refused = json!({ "Path": BELOW, "Operation": "Approve", "Status": "FAILED", "Error": { "Code": "ApprovalRefused", "Message": "no VPN" } });
    let late = json!({ "Path": BELOW, "Operation": "Approve", "Status": "TIMED_OUT", "Error": { "Code": "NoApproval", "Message": "" } });
    let done = json!({ "Path": BELOW, "Operation": "Approve", "Status": "SUCCEEDED" });
    for (history, said) in [
        (asked().fails("ApprovalRefused", "no <VPN>").ends(&refused), "refused: &#34;no &#60;VPN&#62;&#34;"),
        (asked().fails("States.Timeout", "").ends(&late), "nobody answered in time"),
        (asked().returns(&json!({ "Payload": { "Handle": {} } })).ends(&done), "1 min, approved"),
    ] {
        let all = histories([("", plan.clone()), (BELOW, history.events())]);
        let page = page(&Recorded::of(&execution("asked", State::Failed, Some(100)), &all));
        assert!(page.contains(said), "{said}");
        assert!(page.contains("1 call failed: Throttled"), "{said}");
    }
}

#[test]
fn what_comes_from_outside_is_text() {
    let hostile = "</title><script>alert(1)</script>\" onload=\"x\u{1b}[2J\u{202e}'";
    let plan = planned(&[vec![
        (IMPORT, "ImportWorkspaceImage", hostile),
        (BELOW, "UpdateWorkspaceBundle", hostile),
    ]]);
    let step = |path: &str, operation: &str| {
        json!({ "Path": path, "Operation": operation, "Name": hostile, "BundleId": hostile, "ImageId": hostile, "ImageArn": hostile,
            "Region": hostile, "Replaced": hostile, "Before": { "ImageId": hostile }, "Status": "FAILED",
            "StartedAt": hostile, "EndedAt": hostile, "Error": { "Code": hostile, "Message": hostile } })
    };
    let steps = [step(IMPORT, "ImportWorkspaceImage"), step(BELOW, "UpdateWorkspaceBundle")];
    let mut failed = execution("r", State::Failed, Some(100));
    failed.name = hostile.to_owned();
    let violation = json!({ "Path": hostile, "Given": hostile, "Allowed": hostile, "Source": hostile });
    failed.cause = Some(
        outcome(
            "FAILED",
            json!({ "Imports": [{ "Status": "FAILED", "Steps": steps }], "Violations": [violation], "Warnings": [violation],
                "Preset": { "Name": hostile }, "Ec2ImageId": hostile, "Error": { "Code": hostile, "Message": hostile },
                "EnableByol": { "DedicatedTenancyManagementCidrRange": hostile, "Status": "PENDING" } }),
        )
        .to_string(),
    );
    let history =
        History::after(4).state("Start").fails(hostile, hostile).wait(3).job(hostile, None).state("Wait");
    let page = page(&Recorded::of(&failed, &histories([("", plan), (IMPORT, history.wait(9).events())])));
    assert!(!page.contains("<script") && !page.contains("\u{1b}") && !page.contains('\u{202e}'));
    assert!(page.matches("&#60;script&#62;alert(1)").count() > 20, "{page}");
}
