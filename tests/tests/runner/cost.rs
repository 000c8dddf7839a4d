//! What `docs/operations.md` says a month costs is what a run needs.

use deskport_runner::cost::{document, of_import, of_sweep};
use deskport_runner::machines::Machines;
use std::path::Path;

const START: &str = "<!-- generated: cost -->\n";
const END: &str = "<!-- end: cost -->";

#[test]
fn the_cost_of_a_month_is_what_was_counted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = root.join("docs/operations.md");
    let text = std::fs::read_to_string(&page).unwrap();
    let template = std::fs::read_to_string(root.join("infra/template.yaml")).unwrap();
    let counted = format!("\n{}\n", document(&Machines::load().unwrap(), &template).unwrap());
    let from = text.find(START).unwrap() + START.len();
    let to = text.find(END).unwrap();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&page, format!("{}{counted}{}", &text[..from], &text[to..])).unwrap();
        return;
    }
    assert_eq!(&text[from..to], counted, "UPDATE_EXPECT=1 cargo test -p deskport-runner cost writes it anew");
}

#[test]
fn an_import_needs_both_looks_and_a_sweep_no_function() {
    let machines = Machines::load().unwrap();
    let import = of_import(&machines).unwrap();
    // Looks every five minutes for four hours and a half, and each is a Pause, a Wait, a Check and a Looked.
    assert!(import.invocations > 60 && import.transitions > 4 * import.invocations, "{import:?}");
    assert_eq!(import.messages, 1);
    let sweep = of_sweep(&machines).unwrap();
    assert_eq!((sweep.invocations, sweep.messages), (0, 0));
    assert!(sweep.transitions > 5, "{sweep:?}");
}
