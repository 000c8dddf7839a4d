//! The requests in `examples/`: each is right, for the schema too, and together they show every route.

use crate::{read, root};
use deskport_shared::ami::Image;
use deskport_shared::json;
use deskport_shared::operation::{OperationName, RegionRule, StepKind};
use deskport_shared::request::{Context, Origin, check};
use deskport_shared::schema;
use std::collections::BTreeSet;
use std::fs;

fn examples() -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(root().join("examples"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".json"))
        .collect();
    names.sort();
    names
}

#[test]
fn each_example_passes_with_its_ami_described_and_without() {
    let images: Vec<Image> = serde_json::from_str(&read("shared/testdata/images.json")).unwrap();
    let validator = jsonschema::draft202012::new(&schema::request()).unwrap();
    let mut shown = BTreeSet::new();
    for name in examples() {
        let document = json::read(read(&format!("examples/{name}")).as_bytes()).unwrap();
        let origin = || if document.get("Ec2ImageId").is_some() { Origin::Request } else { preset(&name) };
        let known = Context {
            origin: origin(),
            images: &images,
            images_complete: true,
            account: Some("111122223333"),
            start_date: Some("2026-11-21"),
            ..Context::default()
        };
        let (findings, plan) = check(&document, &known);
        assert_eq!(
            (findings.violations.as_slice(), findings.warnings.as_slice()),
            (&[][..], &[][..]),
            "{name}"
        );
        for step in plan.unwrap().imports.iter().flat_map(|import| &import.steps) {
            assert!(step.body().is_ok(), "{name}");
            shown.insert((step.operation.as_str(), step.step > 0));
        }
        let (findings, _) = check(&document, &Context { origin: Origin::Preset(None), ..Context::default() });
        let alone =
            if name.starts_with("preset-") { findings } else { check(&document, &Context::default()).0 };
        assert_eq!(alone.violations, [], "{name}");
        assert!(validator.is_valid(&document), "{name}");
    }
    // What is copied, delivered or asked is in a Then in every example.
    let mut routes: BTreeSet<_> = OperationName::ALL
        .map(|operation| {
            let copies = matches!(operation.definition().region, RegionRule::Beside | RegionRule::Member(_));
            (operation.as_str(), copies || operation.definition().kind != StepKind::Make)
        })
        .into();
    routes.insert(("CreateImportedImage", true));
    assert_eq!(shown, routes);
}

/// A preset has no AMI of its own: here the first one asks for it, as an event would say.
fn preset(name: &str) -> Origin {
    if name.starts_with("preset-") {
        Origin::Preset(Some("ami-0abc1234def567890".to_owned()))
    } else {
        Origin::Request
    }
}

#[test]
fn the_readme_lists_every_example() {
    let readme = read("examples/README.md");
    for name in examples() {
        assert!(readme.contains(&format!("]({name})")), "examples/README.md does not list {name}");
    }
}
