//! What holds for any bytes: they are read or explained, and what is read is checked; nothing panics, whatever it is.
//!
//! A file of its own: the fuzz target asks it of what libFuzzer invents, `tests/tests/model/corpus.rs` of the corpus.

use deskport_shared::ami::Image;
use deskport_shared::json::{self, Wanted};
use deskport_shared::plan::Step;
use deskport_shared::request::{Context, Origin, check};
use std::sync::LazyLock;

static IMAGES: LazyLock<Vec<Image>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../shared/testdata/images.json"))
        .expect("the test data are AMIs")
});

/// Panics where it does not hold.
pub(crate) fn for_bytes(bytes: &[u8]) {
    let document = match json::read(bytes) {
        Ok(document) => document,
        Err(error) => {
            json::explain(bytes, &error, Wanted::Preset(None));
            return;
        }
    };
    let run = Context {
        images: &IMAGES,
        images_complete: true,
        account: Some("111122223333"),
        start_date: Some("2026-11-21"),
        ..Context::default()
    };
    let preset = Context { origin: Origin::Preset(None), ..Context::default() };
    for context in [Context::default(), preset, run] {
        let (findings, plan) = check(&document, &context);
        assert_eq!(plan.is_some(), findings.violations.is_empty());
        for step in plan.iter().flat_map(|plan| &plan.imports).flat_map(|import| &import.steps) {
            assert!(!context.images_complete || step.body().is_ok(), "a run's step can be sent");
            if step.body().is_ok() {
                let text = serde_json::to_string(step).expect("a step is written");
                let read: Step = serde_json::from_str(&text).expect("the next process reads it");
                assert_eq!(read, step.call);
            }
        }
    }
}
