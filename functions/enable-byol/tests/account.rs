//! enable-byol on an account in memory: what it checks itself, whoever calls it, and how it reads what AWS shows late.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use deskport_shared::byol::PRICE;
use deskport_shared::error::{Class, Failure};
use enable_byol::{
    Account, AccountType, Answer, ByolAccount, Modification, ModificationState, Offers, Settings,
};
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};

/// An account, and what was asked of it.
struct Fake {
    /// How often it is looked at before BYOL is on; `None`: it stays off.
    on_after: Option<usize>,
    kind: AccountType,
    last: Option<Modification>,
    offered: Vec<String>,
    page: usize,
    list_fails: Option<Failure>,
    looks: Cell<usize>,
    asked: RefCell<Vec<String>>,
    changed: RefCell<Vec<String>>,
}

impl Default for Fake {
    fn default() -> Self {
        Self {
            on_after: None,
            kind: AccountType::Source,
            last: None,
            offered: vec!["10.80.0.0/16".to_owned(), "10.90.0.0/16".to_owned()],
            page: 5,
            list_fails: None,
            looks: Cell::default(),
            asked: RefCell::default(),
            changed: RefCell::default(),
        }
    }
}

impl ByolAccount for Fake {
    async fn account(&self) -> Result<Account, Failure> {
        let enabled = self.on_after.is_some_and(|looks| self.looks.get() >= looks);
        self.looks.set(self.looks.get() + 1);
        let range = enabled.then(|| "10.90.0.0/16".to_owned());
        Ok(Account { enabled, range, kind: self.kind })
    }

    async fn last_modification(&self) -> Result<Option<Modification>, Failure> {
        Ok(self.last.clone())
    }

    async fn offers(&self, constraint: &str) -> Result<Offers, Failure> {
        self.asked.borrow_mut().push(constraint.to_owned());
        if let Some(failure) = &self.list_fails {
            return Err(failure.clone());
        }
        let block: ipnet::Ipv4Net = constraint.parse().unwrap();
        // Every response also holds a text that is no network; AWS's order is not documented, so it is reversed.
        let within = |text: &&String| {
            text.parse().map_or(true, |net: ipnet::Ipv4Net| block.contains(&net) || net.contains(&block))
        };
        let all: Vec<_> = self.offered.iter().rev().filter(within).cloned().collect();
        Ok(Offers { complete: all.len() <= self.page, ranges: all.into_iter().take(self.page).collect() })
    }

    async fn enable(&self, range: &str) -> Result<(), Failure> {
        self.changed.borrow_mut().push(range.to_owned());
        Ok(())
    }
}

fn settings() -> Settings {
    Settings::parse("true", "192.168.0.0/16").unwrap()
}

fn choose() -> Value {
    json!({ "ChooseRange": true })
}

fn named(range: &str) -> Value {
    json!({ "DedicatedTenancyManagementCidrRange": range })
}

/// The input of a look or, with `more`, of a change.
fn input(consent: Value, more: &Value) -> Value {
    let mut input = json!({ "DryRun": false, "ElapsedSeconds": 0, "Consent": consent });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    input
}

async fn ask(fake: &Fake, settings: &Settings, input: Value) -> Answer {
    enable_byol::handle(fake, settings, input).await.unwrap()
}

fn modification(state: ModificationState, started: i64) -> Modification {
    Modification { started, state, code: "RangeInUse".to_owned(), message: "taken".to_owned() }
}

#[tokio::test]
async fn a_change_that_nobody_consented_to_is_refused_whoever_asks() {
    let range = json!({ "Change": "10.90.0.0/16" });
    let cases = [
        (input(named("10.80.0.0/16"), &range), settings()),
        (input(json!({ "ChooseRange": false }), &range), settings()),
        (input(Value::Null, &range), settings()),
        (json!({ "DryRun": false, "ElapsedSeconds": 0, "Change": "10.90.0.0/16" }), settings()),
        (input(choose(), &range), Settings::parse("true", "").unwrap()),
        (input(choose(), &range), Settings::parse("false", "192.168.0.0/16").unwrap()),
        (input(choose(), &json!({ "Change": "10.90.0.0/16", "DryRun": true })), settings()),
        (input(choose(), &json!({ "Change": "10.90.0.0/16", "Sent": "10.90.0.0/16" })), settings()),
        (input(choose(), &json!({ "Change": "198.18.0.0/16" })), settings()),
        (input(choose(), &json!({ "Change": "10.90.0.0/15" })), settings()),
        (input(choose(), &json!({ "Change": "10.90.7.0/16" })), settings()),
        (input(named("a range"), &json!({ "Change": "a range" })), settings()),
        (input(choose(), &json!({ "Change": "" })), settings()),
    ];
    for (input, settings) in cases {
        let fake = Fake::default();
        let failure =
            enable_byol::handle(&fake, &settings, input.clone()).await.expect_err(&input.to_string());
        assert_eq!(failure.class, Class::InvalidRequest, "{input}");
        assert!(fake.changed.borrow().is_empty(), "{input}");
    }
}

#[tokio::test]
async fn what_changed_since_the_proposal_is_seen_before_the_change() {
    let reserved = Settings::parse("true", "10.90.5.0/24").unwrap();
    let gone = || Fake { offered: vec!["10.80.0.0/16".to_owned()], ..Fake::default() };
    let pending = || Some(modification(ModificationState::Pending, 5));
    let cases = [
        (Fake::default(), named("10.90.0.0/16"), reserved, "REFUSED"),
        (gone(), named("10.90.0.0/16"), settings(), "REFUSED"),
        (gone(), choose(), settings(), "PROPOSED"),
        (Fake { on_after: Some(0), ..Fake::default() }, choose(), settings(), "ENABLED"),
        (Fake { last: pending(), ..Fake::default() }, choose(), settings(), "PENDING"),
        (
            Fake {
                on_after: Some(1),
                last: Some(modification(ModificationState::Completed, 5)),
                ..Fake::default()
            },
            choose(),
            settings(),
            "ENABLED",
        ),
        (Fake { kind: AccountType::Target, ..Fake::default() }, choose(), settings(), "REFUSED"),
    ];
    for (number, (fake, consent, settings, status)) in cases.into_iter().enumerate() {
        let answer = ask(&fake, &settings, input(consent, &json!({ "Change": "10.90.0.0/16" }))).await;
        assert_eq!(answer.status.as_str(), status, "case {number}: {answer:?}");
        assert!(fake.changed.borrow().is_empty() && !answer.sent, "case {number}");
    }
    let fake = Fake::default();
    let answer = ask(&fake, &settings(), input(choose(), &json!({ "Change": "10.90.0.0/16" }))).await;
    assert_eq!((answer.status.as_str(), answer.sent, answer.before), ("PENDING", true, Some(0)));
    assert_eq!(*fake.changed.borrow(), ["10.90.0.0/16"]);
}

#[tokio::test]
async fn a_call_that_fails_before_the_change_may_be_repeated() {
    for class in [Class::ServiceUnavailable, Class::Throttled] {
        let fake = Fake { list_fails: Some(Failure::own(class, "not now")), ..Fake::default() };
        let change = input(named("10.90.0.0/16"), &json!({ "Change": "10.90.0.0/16" }));
        let failure = enable_byol::handle(&fake, &settings(), change).await.unwrap_err();
        assert_eq!(failure.class, Class::Throttled);
        assert!(fake.changed.borrow().is_empty());
    }
    let denied = Failure { code: "AccessDeniedException".to_owned(), ..Failure::own(Class::Rejected, "no") };
    let fake = Fake { list_fails: Some(denied), ..Fake::default() };
    let answer = ask(&fake, &settings(), input(choose(), &json!({ "Change": "10.90.0.0/16" }))).await;
    assert!(answer.violations[0].allowed.contains("AWS Support"), "{answer:?}");
}

#[tokio::test]
async fn what_is_no_range_is_never_chosen() {
    let hostile = [
        "",
        "a range",
        "10.0.0.0/8",
        "10.1.0.0/33",
        "10.2.3.0/16",
        "0.0.0.0/0",
        "8.8.0.0/16",
        "::/16",
        "10.7.0.0/16",
    ];
    let fake = Fake { offered: hostile.map(str::to_owned).to_vec(), page: 50, ..Fake::default() };
    let answer = ask(&fake, &settings(), input(choose(), &json!({}))).await;
    assert_eq!(answer.range.as_deref(), Some("10.7.0.0/16"));
    let fake = Fake { offered: vec!["a range".to_owned()], ..Fake::default() };
    assert_eq!(ask(&fake, &settings(), input(choose(), &json!({}))).await.status.as_str(), "REFUSED");
    let answer = ask(&fake, &settings(), input(named("a range"), &json!({}))).await;
    assert_eq!(answer.violations[0].path, "/EnableByol/DedicatedTenancyManagementCidrRange");
}

#[tokio::test]
async fn of_256_ranges_at_5_a_page_the_first_that_fits_takes_few_questions() {
    let all: Vec<_> = (0..256).map(|second| format!("10.{second}.0.0/16")).collect();
    let networks = [
        ("192.168.0.0/16", 0),
        ("10.0.0.0/9", 128),
        ("10.0.0.0/9,10.128.0.0/10,10.192.0.0/11,10.224.0.0/12", 240),
    ];
    for (reserved, second) in networks {
        let fake = Fake { offered: all.clone(), ..Fake::default() };
        let answer =
            ask(&fake, &Settings::parse("true", reserved).unwrap(), input(choose(), &json!({}))).await;
        assert_eq!(answer.range, Some(format!("10.{second}.0.0/16")));
        let asked = fake.asked.borrow();
        // Two calls a second: 20 s are 40 calls, and the account's and its changes' come before them.
        assert!(asked.len() <= 8, "{asked:?}");
    }
    // Every second range is offered, and reserved: the search ends without one, in time.
    let reserved: Vec<_> = all.into_iter().step_by(2).collect();
    let networks = reserved.join(",");
    let fake = Fake { offered: reserved, ..Fake::default() };
    let answer = ask(&fake, &Settings::parse("true", &networks).unwrap(), input(choose(), &json!({}))).await;
    assert!(answer.violations[0].given.contains("36 questions"), "{answer:?}");
    assert_eq!(fake.asked.borrow().len(), 36);
}

#[tokio::test]
async fn a_choice_needs_to_know_the_companys_networks() {
    let fake = Fake::default();
    let bare = Settings::parse("true", "").unwrap();
    let answer = ask(&fake, &bare, input(choose(), &json!({}))).await;
    assert_eq!(answer.violations[0].path, "/EnableByol/ChooseRange");
    assert!(answer.violations[0].allowed.contains("ReservedCidrRanges"), "{answer:?}");
    assert!(fake.asked.borrow().is_empty());
    let answer = ask(&fake, &bare, input(named("10.90.0.0/16"), &json!({}))).await;
    assert_eq!((answer.status.as_str(), answer.range.as_deref()), ("PROPOSED", Some("10.90.0.0/16")));
}

#[tokio::test]
async fn an_older_failure_is_not_that_of_the_change_just_sent() {
    let failed =
        |started| Fake { last: Some(modification(ModificationState::Failed, started)), ..Fake::default() };
    let sent = |before: i64| json!({ "Sent": "10.90.0.0/16", "ElapsedSinceSent": 60, "Before": before });
    let proposal = ask(&failed(700), &settings(), input(choose(), &json!({}))).await;
    assert_eq!((proposal.status.as_str(), proposal.before), ("PROPOSED", Some(700)));
    let look = ask(&failed(700), &settings(), input(choose(), &sent(700))).await;
    assert_eq!(look.status.as_str(), "PENDING");
    let look = ask(&failed(701), &settings(), input(choose(), &sent(700))).await;
    assert!(look.violations[0].given.contains("RangeInUse"), "{look:?}");
    // A run of a version that had none of these members.
    let look = ask(&failed(700), &settings(), input(choose(), &json!({ "Sent": "10.90.0.0/16" }))).await;
    assert_eq!(look.status.as_str(), "REFUSED");
}

#[tokio::test]
async fn what_aws_shows_late_is_waited_for_from_the_sending_on() {
    let look = |since: u64| {
        input(
            choose(),
            &json!({ "ElapsedSeconds": 9000, "Sent": "10.90.0.0/16", "ElapsedSinceSent": since, "Before": 0 }),
        )
    };
    assert_eq!(ask(&Fake::default(), &settings(), look(1799)).await.status.as_str(), "PENDING");
    let answer = ask(&Fake::default(), &settings(), look(1800)).await;
    assert!(answer.violations[0].given.contains("does not show"), "{answer:?}");
}

#[tokio::test]
async fn a_change_that_ends_between_the_two_looks_is_not_taken_for_none() {
    for consent in [Value::Null, choose()] {
        let completed = Some(modification(ModificationState::Completed, 5));
        let fake = Fake { on_after: Some(1), last: completed.clone(), ..Fake::default() };
        assert_eq!(
            ask(&fake, &settings(), input(consent.clone(), &json!({}))).await.status.as_str(),
            "ENABLED"
        );
        let fake = Fake { last: completed, ..Fake::default() };
        assert_eq!(ask(&fake, &settings(), input(consent, &json!({}))).await.status.as_str(), "PENDING");
    }
}

#[tokio::test]
async fn members_of_another_version_are_left_alone() {
    let look = json!({ "DryRun": false, "ElapsedSeconds": 0, "Later": { "X": 1 } });
    assert_eq!(ask(&Fake::default(), &settings(), look).await.status.as_str(), "REFUSED");
}

#[tokio::test]
async fn the_price_is_named_where_people_decide() {
    let refused = ask(&Fake::default(), &settings(), input(Value::Null, &json!({}))).await;
    assert!(refused.violations[0].allowed.contains(PRICE));
    let proposed = ask(&Fake::default(), &settings(), input(choose(), &json!({}))).await;
    assert_eq!(proposed.price, Some(PRICE));
}
